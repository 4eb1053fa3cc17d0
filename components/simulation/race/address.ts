/** The address of a moment of a race: `count`, `queued`, and `at` as phase, round and ticks since. */
import { type At, type Params, type RawParams, START, writeAt, writeParams } from '@/engine/index.ts';
import { type Lockstep, lapAt } from './lockstep.ts';
import type { RaceSource } from './source.ts';

/** Undefined where the race has no such phase. */
export function tickAt({ laps, length }: Lockstep, at: At): number | undefined {
  if (at.moment === 'start') return Math.min(at.plus, length);
  if (at.moment === 'end') return length;
  const lap = laps.find((l) => l.id === at.moment && l.nth === at.nth);
  return lap && Math.min(lap.from + at.plus, length);
}

export function atOfTick(race: Lockstep, tick: number): At {
  if (tick === 0) return START;
  if (tick === race.length) return { moment: 'end', nth: 1, plus: 0 };
  const lap = lapAt(race, tick);
  return lap ? { moment: lap.id, nth: lap.nth, plus: tick - lap.from } : START;
}

/** The shortest pairs under which this moment is found again. */
export function racePairs(source: RaceSource, params: Params, race: Lockstep, tick: number): RawParams {
  const pairs = writeParams(source.params, params);
  return tick === 0 ? pairs : { ...pairs, at: writeAt(atOfTick(race, tick)) };
}
