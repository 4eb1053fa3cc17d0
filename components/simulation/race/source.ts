/** What a race is made from: parameters, and for each choice of them the runs and the clocks that they share. */
import {
  assert,
  CLOCKS,
  type ClockId,
  type Param,
  type Params,
  type RaceClock,
  raceClock,
} from '@/engine/index.ts';
import type { Run } from '../model/run.ts';
import type { SmallScene } from '../scenes/scene.ts';

/** A run, and the steps at which its guest calls the hypervisor. */
export interface RacingRun {
  readonly run: Run;
  readonly calls: readonly number[];
}

export interface RaceSource {
  readonly params: readonly Param[];
  /** In the order of the sides. Throws an InputError where the engine refuses the parameters. */
  readonly open: (params: Params) => readonly RacingRun[];
  /** What each side is drawn with, in the order of the sides; undefined where threads and trails have to do. */
  readonly scenes: readonly (SmallScene | undefined)[];
}

/** One side of a race that has been run. */
export interface RaceSide extends RacingRun {
  readonly scene: SmallScene | undefined;
}

/** A race that has been run. */
export interface RaceRun {
  readonly params: Params;
  readonly sides: readonly RaceSide[];
  readonly clocks: Readonly<Record<ClockId, RaceClock>>;
}

/** A tick of a race by one of its clocks. */
export interface RaceMoment {
  readonly run: RaceRun;
  readonly clock: ClockId;
  readonly tick: number;
}

export function raceOf(source: RaceSource, params: Params): RaceRun {
  const sides = source.open(params).map((racer, side) => ({ ...racer, scene: source.scenes[side] }));
  const racers = sides.map(({ run, calls }) => ({ history: run.history, calls }));
  const clocks = Object.fromEntries(CLOCKS.map((id) => [id, raceClock(id, racers)]));
  return { params, sides, clocks: clocks as RaceRun['clocks'] };
}

/** What belongs to one side, from a list in the order of the sides. Throws where there is no such side. */
export function ofSide<T>(list: readonly T[], side: number): T {
  const found = list[side];
  assert(found !== undefined, `a race of ${list.length} sides has no side ${side}`);
  return found;
}
