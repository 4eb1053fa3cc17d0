// Specs that reach every line that a scenario can reach with its parameters: each pair of choices that change the
// path, and requests of every shape. What the content tests run.
import {
  instantiate,
  loadScenario,
  readParams,
  run,
  type Scenario,
  type StepRecord,
} from '../../engine/index.ts';

const REQUESTS = [
  'w2048+8=Ringside',
  'r2048+8',
  'w0+8=a*40',
  'r0+8*40',
  'w0+96=indirect',
  'r0+96',
  'w8+3=odd,r8+3',
  'w0+512=long,r0+512',
];
const GUESTS = [
  'platform=pv',
  'platform=pvh',
  'platform=pvh delivery=callback-vector',
  '',
  'delivery=callback-vector',
  'delivery=intx',
];
const GRANTS = ['', 'persistent=off'];
const OTHERS = [
  '',
  'apicv=off',
  'queued=40',
  'indirect=off',
  'apicv=off queued=40 indirect=off',
  'ring-pages=2 queued=64',
];

/** Parameters as the pairs of an address, separated by spaces. */
export const SPECS: readonly string[] = REQUESTS.flatMap((requests) =>
  GUESTS.flatMap((guest) =>
    GRANTS.flatMap((grant) => OTHERS.map((other) => [`requests=${requests}`, guest, grant, other].join(' '))),
  ),
);

export const rawOf = (spec: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    spec
      .split(' ')
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

/** Executes a spec to its end and shows each step. */
export function play(scenario: Scenario, spec: string, look: (record: StepRecord) => void): void {
  const { program, initial, next } = instantiate(scenario, readParams(scenario.params, rawOf(spec)));
  run(program, initial, next, look);
}

export const scenarioNamed = (id: string): Promise<Scenario> => loadScenario(id);
