/** The address of a moment of a race, read and written as that of a run: `at` is phase, round and ticks since. */
import {
  type Addressed,
  type At,
  atOf,
  OPEN,
  type Pair,
  type Params,
  type RawParams,
  type Reading,
  readSpec,
  stepAt,
  writeSpec,
} from '@/engine/index.ts';
import type { Lockstep } from './lockstep.ts';
import type { RaceSource } from './source.ts';

/** A race has no mode and no chrome of its own. */
const PLAIN = { scenario: 'race', at: OPEN, mode: 'watch', chrome: 'full' } as const;

/** The phases as moments, and ticks as steps. */
const addressed = ({ phases, length }: Lockstep): Addressed => ({
  length,
  opens: 0,
  occurrences: phases.map(({ id, nth, from }) => ({ id, nth, step: from })),
});

/** Undefined where the race has no such phase. */
export const tickAt = (race: Lockstep, at: At): number | undefined => stepAt(addressed(race), at);

export const atOfTick = (race: Lockstep, tick: number): At => atOf(addressed(race), tick);

/** @param ignored names of pairs that belong to somebody else */
export const readRace = (
  source: RaceSource,
  pairs: Iterable<Pair>,
  ignored: readonly string[] = [],
): Reading => readSpec({ id: PLAIN.scenario, params: source.params }, pairs, ignored);

/** The shortest pairs under which this moment is found again. */
export const racePairs = (source: RaceSource, params: Params, race: Lockstep, tick: number): RawParams =>
  writeSpec(source, { ...PLAIN, params, at: atOfTick(race, tick) });
