/** The race over the engine's scenarios: the same writes through each of them. */
import {
  assert,
  callIndex,
  loadScenario,
  type Param,
  type Params,
  RACE_COUNT,
  RACE_MODES,
  type RaceMode,
  type RawParams,
  raceParams,
  readParams,
  type Scenario,
} from '@/engine/index.ts';
import { runOf } from '../model/run.ts';
import { loadSmallScene } from '../scenes/index.ts';
import type { RaceSource, RacingRun } from './source.ts';

/** One side of a race: a scenario, and the parameters of it that the race does not set. */
export interface SideSpec {
  readonly scenario: string;
  readonly params?: RawParams;
}

/** So many stages fit on a page. */
const MOST_SIDES = 4;

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
  return { params: PARAMS, open: (params) => racers.map((racer) => open(racer, params)), scenes };
}

interface Racer {
  readonly scenario: Scenario;
  readonly params: RawParams;
}

function open({ scenario, params }: Racer, { count, queued }: Params): RacingRun {
  const mode: RaceMode = RACE_MODES.find((m) => m === queued) ?? RACE_MODES[0];
  const calls = callIndex();
  const all = { ...params, ...raceParams(Number(count), mode) };
  const run = runOf(scenario, readParams(scenario.params, all), {}, [calls.visit]);
  return { run, calls: calls.done() };
}
