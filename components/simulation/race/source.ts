/** What a race is made from: parameters, and for each choice of them the runs and the phases that they share. */
import type { Param, Params } from '@/engine/index.ts';
import type { Run } from '../model/run.ts';
import type { SmallScene } from '../scenes/scene.ts';
import { type Lockstep, lockstep, ofSide, type PhaseSpan, type Segments } from './lockstep.ts';
import { type Profile, profileOf } from './profile.ts';
import { type Scale, scaleOf } from './scale.ts';

export interface RacingRuns {
  /** In the order of the sides. */
  readonly runs: readonly Run[];
  readonly phases: readonly PhaseSpan[];
}

export interface RaceSource {
  readonly params: readonly Param[];
  /** Throws an InputError where the engine refuses the parameters. */
  readonly open: (params: Params) => RacingRuns;
  /** What each side is drawn with, in the order of the sides; undefined where threads and trails have to do. */
  readonly scenes: readonly (SmallScene | undefined)[];
}

/** One side of a race that has been run. */
export interface RaceSide {
  readonly run: Run;
  readonly segments: Segments;
  readonly profile: Profile;
  readonly scene: SmallScene | undefined;
}

/** A race that has been run. */
export interface RaceRun {
  readonly params: Params;
  readonly sides: readonly RaceSide[];
  readonly lockstep: Lockstep;
  /** Where each tick lies on the scrubber. */
  readonly scale: Scale;
}

export function raceOf(source: RaceSource, params: Params): RaceRun {
  const { runs, phases } = source.open(params);
  const race = lockstep(runs, phases);
  const scale = scaleOf(race);
  const sides = runs.map((run, side) => {
    const segments = ofSide(race.segments, side);
    return {
      run,
      segments,
      profile: profileOf(run, segments, race.length, scale),
      scene: source.scenes[side],
    };
  });
  return { params, sides, lockstep: race, scale };
}
