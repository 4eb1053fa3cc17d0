/** The race over the engine's scenarios: the same writes through each of them. */
import {
  assert,
  loadScenario,
  type Param,
  type Params,
  RACE_COUNT,
  RACE_MODES,
  type RaceMode,
  type RawParams,
  race,
  raceParams,
  readParams,
  type Scenario,
} from '@/engine/index.ts';
import { runOf } from '../model/run.ts';
import { loadSmallScene } from '../scenes/index.ts';
import { MOST_SIDES } from './lockstep.ts';
import type { RaceSource, RacingRuns } from './source.ts';

/** One side of a race: a scenario, and the parameters of it that the race does not set. */
export interface SideSpec {
  readonly scenario: string;
  readonly params?: RawParams;
}

const PARAMS: readonly Param[] = [
  { kind: 'int', id: 'count', ...RACE_COUNT, default: 1 },
  { kind: 'choice', id: 'queued', options: RACE_MODES, default: 'one-by-one' },
];

/** Loads what a race needs. Rejects with an error for fewer than two sides and for more than four. */
export async function loadRace(sides: readonly SideSpec[]): Promise<RaceSource> {
  assert(
    sides.length >= 2 && sides.length <= MOST_SIDES,
    `a race takes 2 to ${MOST_SIDES} sides, not ${sides.length}`,
  );
  const [racers, scenes] = await Promise.all([
    Promise.all(
      sides.map(async ({ scenario, params = {} }) => ({ scenario: await loadScenario(scenario), params })),
    ),
    Promise.all(sides.map(({ scenario }) => loadSmallScene(scenario))),
  ]);
  return { params: PARAMS, open: (params) => open(racers, params), scenes };
}

interface Racer {
  readonly scenario: Scenario;
  readonly params: RawParams;
}

function open(racers: readonly Racer[], { count, queued }: Params): RacingRuns {
  const mode: RaceMode = RACE_MODES.find((m) => m === queued) ?? RACE_MODES[0];
  const same = raceParams(Number(count), mode);
  const runs = racers.map(({ scenario, params }) =>
    runOf(scenario, readParams(scenario.params, { ...params, ...same })),
  );
  const { phases } = race(runs.map((r) => r.history));
  return { runs, phases: phases.map(({ phase, round, spans }) => ({ id: phase, nth: round, steps: spans })) };
}
