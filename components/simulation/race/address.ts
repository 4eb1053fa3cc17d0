/** The address of a moment of a race: `count`, `queued`, and `at` as phase, round and ticks since. */
import { type At, type Params, type RawParams, START, writeAt, writeParams } from '@/engine/index.ts';
import { type Lockstep, phaseOfTick } from './lockstep.ts';
import type { RaceSource } from './source.ts';

/** Undefined where the race has no such phase. */
export function tickAt({ phases, length }: Lockstep, at: At): number | undefined {
  if (at.moment === 'start') return Math.min(at.plus, length);
  if (at.moment === 'end') return length;
  const phase = phases.find((p) => p.id === at.moment && p.nth === at.nth);
  return phase && Math.min(phase.from + at.plus, length);
}

export function atOfTick(race: Lockstep, tick: number): At {
  if (tick === 0) return START;
  if (tick === race.length) return { moment: 'end', nth: 1, plus: 0 };
  const phase = phaseOfTick(race, tick);
  return phase ? { moment: phase.id, nth: phase.nth, plus: tick - phase.from } : START;
}

/** The shortest pairs under which this moment is found again. */
export function racePairs(source: RaceSource, params: Params, race: Lockstep, tick: number): RawParams {
  const pairs = writeParams(source.params, params);
  return tick === 0 ? pairs : { ...pairs, at: writeAt(atOfTick(race, tick)) };
}
