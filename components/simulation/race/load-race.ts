/** The race over the engine's scenarios: the same writes through two of them. */
import {
  loadScenario,
  type Param,
  type Params,
  RACE_COUNT,
  RACE_MODES,
  type RaceMode,
  race,
  raceParams,
  readParams,
  type Scenario,
} from '@/engine/index.ts';
import { runOf } from '../model/run.ts';
import { loadGlance } from '../scenes/index.ts';
import { both, type Pair } from './lockstep.ts';
import type { Heat, RaceSource } from './source.ts';

const PARAMS: readonly Param[] = [
  { kind: 'int', id: 'count', ...RACE_COUNT, default: 1 },
  { kind: 'choice', id: 'queued', options: RACE_MODES, default: 'one-by-one' },
];

/** The sides by scenario id, left and right. */
const SCENARIOS: Pair<string> = ['emulated-io', 'block-io'];

export async function loadRace(): Promise<RaceSource> {
  const [left, right, ...glances] = await Promise.all([
    loadScenario(SCENARIOS[0]),
    loadScenario(SCENARIOS[1]),
    loadGlance(SCENARIOS[0]),
    loadGlance(SCENARIOS[1]),
  ]);
  return { params: PARAMS, open: (params) => open([left, right], params), glances };
}

function open(scenarios: Pair<Scenario>, { count, queued }: Params): Heat {
  const mode: RaceMode = RACE_MODES.find((m) => m === queued) ?? RACE_MODES[0];
  const raw = raceParams(Number(count), mode);
  const runs = both((side) => runOf(scenarios[side], readParams(scenarios[side].params, raw)));
  const { beats } = race(runs.map((r) => r.history));
  const phases = beats.map(({ phase, lap, stretches }) => ({
    id: phase,
    nth: lap,
    steps: both((side) => stretches[side] ?? { from: 0, to: 0 }),
  }));
  return { runs, phases };
}
