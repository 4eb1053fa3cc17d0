/**
 * Executes runs of a scenario, each once, and makes every check at every step of the same pass. A kind of check that is
 * to hold for all scenarios is one more entry of a table: STEP_LAWS, PANEL_CHECKS, RUN_CHECKS.
 */
import { lookAt } from '../../components/simulation/model/look.ts';
import { runOf } from '../../components/simulation/model/run.ts';
import { type WordedScenario, wordsOf } from '../../content/scenarios/index.ts';
import type { ScenarioWords } from '../../content/scenarios/words.ts';
import {
  InputError,
  loadScenario,
  Machine,
  type Params,
  readParams,
  type Scenario,
  type State,
} from '../../engine/index.ts';
import { rawOf } from '../content/runs.ts';
import { hasAddresses, keepsInvariants, runsAgain, STEP_LAWS, walksBack } from '../engine/support/laws.ts';
import { PANEL_CHECKS } from './panels.ts';
import { pointsOf } from './points.ts';

type Run = ReturnType<typeof runOf>;

/** Checks of a whole run. @param states all of them, in their order */
const RUN_CHECKS: Readonly<
  Record<string, (run: Run, states: readonly State[], words: ScenarioWords) => void>
> = {
  'the same parameters bring the same run': ({ scenario, params, history }) =>
    runsAgain(scenario, params, history),
  'a step back leads to the very state that was there': ({ history }, states) => walksBack(history, states),
  'each step has an address that leads to it': ({ scenario, params, history }) =>
    hasAddresses(scenario, params, history),
  'each question has words for its options, and one of them is the answer': questionsAnswer,
};

const INVARIANTS = 'every state keeps the invariants of the scenario';
export const CHECKS: readonly string[] = [
  ...Object.keys(STEP_LAWS),
  INVARIANTS,
  ...Object.keys(PANEL_CHECKS),
  ...Object.keys(RUN_CHECKS),
];

/** Failures of one check that are listed; the others are like them. */
const LISTED = 5;

export interface Swept {
  readonly scenario: Scenario;
  readonly words: ScenarioWords;
  readonly runs: number;
  readonly steps: number;
  /** What was found, by check: each a sentence with spec and step. */
  readonly found: ReadonlyMap<string, readonly string[]>;
  /** All points that the runs reach. */
  readonly points: ReadonlySet<string>;
  /** All lines that are in their programs, as `procedure.label`. */
  readonly lines: ReadonlySet<string>;
  readonly threads: ReadonlySet<string>;
}

export async function sweep(id: WordedScenario, specs: readonly string[]): Promise<Swept> {
  const scenario = await loadScenario(id);
  const words = await wordsOf(id);
  const found = new Map<string, string[]>(CHECKS.map((name) => [name, []]));
  const points = new Set<string>();
  const lines = new Set<string>();
  const threads = new Set<string>();
  let runs = 0;
  let steps = 0;
  for (const spec of specs) {
    const run = openRun(scenario, readParams(scenario.params, rawOf(spec)));
    if (!run) continue;
    runs++;
    steps += run.history.length;
    sweepRun(run, words, (check, where, sentence) => {
      const list = found.get(check);
      if (list && list.length < LISTED) list.push(`${spec || 'defaults'}, ${where}: ${sentence}`);
    });
    for (const p of pointsOf(run.history)) points.add(p);
    const { program } = run.history.instance;
    for (const t of program.threads) threads.add(t.id);
    for (const p of program.procedures.values()) for (const l of p.lines) lines.add(`${p.name}.${l.label}`);
  }
  return { scenario, words, runs, steps, found, points, lines, threads };
}

/** Undefined for a combination that the scenario refuses. */
function openRun(scenario: Scenario, params: Params): Run | undefined {
  try {
    return runOf(scenario, params);
  } catch (e) {
    if (e instanceof InputError) return undefined;
    throw e;
  }
}

/** Every line that the machine has executed, also while a system is set up: `procedure.label`. */
export const executed: ReadonlySet<string> = (() => {
  const out = new Set<string>();
  const execute = Machine.prototype.execute;
  Machine.prototype.execute = function (this: Machine, thread) {
    const record = execute.call(this, thread);
    out.add(`${record.procedure}.${record.label}`);
    return record;
  };
  return out;
})();

type Report = (check: string, where: string, sentence: string) => void;

function sweepRun(run: Run, words: ScenarioWords, report: Report): void {
  const { history, index, scenario } = run;
  const states: State[] = [history.state(0)];
  let where = 'at the start';
  const check = (name: string, holds: () => void): void => {
    try {
      holds();
    } catch (e) {
      report(name, where, (e as Error).message);
    }
  };
  check(INVARIANTS, () => keepsInvariants(history.instance, history.state(0), where));
  for (let step = 1; step <= history.length; step++) {
    const look = lookAt(scenario, history, step);
    const { state, before, record } = look;
    states.push(state);
    if (!record || !before) throw new Error(`step ${step} has no record`);
    where = `step ${step}, ${record.procedure}.${record.label}`;
    check(INVARIANTS, () => keepsInvariants(history.instance, state, where));
    for (const [name, law] of Object.entries(STEP_LAWS)) check(name, () => law(before, state, record, where));
    for (const [name, agree] of Object.entries(PANEL_CHECKS))
      check(name, () => agree({ history, index, words, look }));
  }
  where = 'the whole run';
  for (const [name, holds] of Object.entries(RUN_CHECKS)) check(name, () => holds(run, states, words));
}

function questionsAnswer({ scenario, history }: Run, _: readonly State[], words: ScenarioWords): void {
  for (const question of scenario.questions) {
    const step = history.find(question.moment);
    if (step === undefined) continue;
    const options = question.options({ history, step }).map((o) => o.id);
    const answer = question.answer({ history, step });
    if (!options.includes(answer))
      throw new Error(`the answer to ${question.id} is ${answer}, which is not among ${options}`);
    const unworded = options.filter((id) => !words.questions[question.id]?.options[id]);
    if (unworded.length > 0) throw new Error(`${question.id} has no words for ${unworded}`);
  }
}
