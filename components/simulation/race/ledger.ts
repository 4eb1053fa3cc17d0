/** What each side has cost so far, counter by counter, and how the sides stand to each other. */
import { COUNTERS, type CounterId } from '@/engine/index.ts';
import { stepOf } from './lockstep.ts';
import type { RaceRun } from './source.ts';

export interface CompareRow {
  readonly id: CounterId;
  readonly name: string;
  readonly means: string;
  /** In the order of the sides. */
  readonly values: readonly number[];
  /** What the step to this tick added. */
  readonly added: readonly number[];
}

/**
 * Every counter that any side ever moves: one that stays at zero on another side is what the race is about.
 */
export function compareRows({ sides }: RaceRun, tick: number): readonly CompareRow[] {
  const ledgers = sides.map(({ run, segments }) => ({
    now: run.history.ledger(stepOf(segments, tick)),
    before: run.history.ledger(stepOf(segments, Math.max(0, tick - 1))),
  }));
  return COUNTERS.filter(({ id }) => sides.some(({ run }) => run.index.firstCost.has(id))).map(
    ({ id, name, means }) => ({
      id,
      name,
      means,
      values: ledgers.map(({ now }) => now[id]),
      added: ledgers.map(({ now, before }) => now[id] - before[id]),
    }),
  );
}

/** "26 : 1", the smallest side as 1 where it is not 0; undefined while all are 0. */
export function ratioText(values: readonly number[]): string | undefined {
  if (values.every((n) => n === 0)) return undefined;
  const unit = Math.min(...values);
  return values.map((n) => String(unit === 0 ? n : Math.round((n / unit) * 10) / 10)).join(' : ');
}
