/** What a race is made from: parameters, and for each choice of them two runs and the phases that they share. */
import type { Param, Params } from '@/engine/index.ts';
import type { Run } from '../model/run.ts';
import type { Glance } from '../scenes/scene.ts';
import { type Lockstep, lockstep, type Pair, type PhaseSpan } from './lockstep.ts';
import { type Profile, profileOf } from './profile.ts';
import { type Scale, scaleOf } from './scale.ts';

export interface Heat {
  readonly runs: Pair<Run>;
  readonly phases: readonly PhaseSpan[];
}

export interface RaceSource {
  readonly params: readonly Param[];
  /** Throws an InputError where the engine refuses the parameters. */
  readonly open: (params: Params) => Heat;
  readonly glances: Pair<Glance | undefined>;
}

/** A race that has been run. */
export interface RaceRun {
  readonly params: Params;
  readonly runs: Pair<Run>;
  readonly lockstep: Lockstep;
  /** Where each tick lies on the scrubber. */
  readonly scale: Scale;
  readonly profiles: Pair<Profile>;
}

export function raceOf(source: RaceSource, params: Params): RaceRun {
  const { runs, phases } = source.open(params);
  const race = lockstep(runs, phases);
  const scale = scaleOf(race);
  return {
    params,
    runs,
    lockstep: race,
    scale,
    profiles: [profileOf(runs[0], race, scale, 0), profileOf(runs[1], race, scale, 1)],
  };
}
