/** Runs of the engine for the pages: every number that a lesson computes comes from here. */
import {
  History,
  InputError,
  instantiate,
  loadScenario,
  readAt,
  readSpec,
  type Scenario,
  stepAt,
  wayOf,
} from '@/engine/index.ts';

/** `requests=w0+8=a*32 queued=32`: the pairs of an address, as a lesson writes them. */
export const pairsOf = (params = ''): readonly (readonly [string, string])[] =>
  params
    .split(' ')
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    });

const runs = new Map<string, Promise<{ readonly scenario: Scenario; readonly history: History }>>();

/** A scenario executed with these parameters, in the order and without the lines that they name. Throws where they are not its own. */
export function runOf(
  id: string,
  params = '',
): Promise<{ readonly scenario: Scenario; readonly history: History }> {
  const key = `${id} ${params}`;
  const known = runs.get(key);
  if (known) return known;
  const made = execute(id, params);
  runs.set(key, made);
  return made;
}

async function execute(id: string, params: string) {
  const scenario = await loadScenario(id);
  const { spec, problems } = readSpec(scenario, pairsOf(params));
  if (problems.length > 0) throw new InputError(problems.join(' '));
  const history = new History(instantiate(scenario, spec.params, wayOf(spec)));
  return { scenario, history };
}

/** A moment of a run. */
export interface RunMoment {
  readonly scenario: string;
  readonly params?: string | undefined;
  readonly at: string;
}

/** The step of a moment. Throws where the run never comes to it. */
export async function stepOf({ scenario, params, at }: RunMoment): Promise<number> {
  const { history } = await runOf(scenario, params);
  const step = stepAt(history, readAt(at));
  if (step === undefined)
    throw new Error(`${scenario} with ${params || 'its defaults'} has no moment ${at}.`);
  return step;
}
