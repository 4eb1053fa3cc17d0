/** What either side has cost so far, counter by counter, and how the two stand to each other. */
import { COUNTERS, type CounterId } from '@/engine/index.ts';
import { both, type Pair, SIDES } from './lockstep.ts';
import type { RaceRun } from './source.ts';

export interface CompareRow {
  readonly id: CounterId;
  readonly name: string;
  readonly means: string;
  readonly values: Pair<number>;
  readonly deltas: Pair<number>;
}

/**
 * Every counter that either side ever moves: one that stays at zero on the other side is what the race is about.
 * @param steps where the sides stand
 * @param was where they stood one tick before
 */
export function compareRows(
  { runs }: RaceRun,
  steps: Pair<number>,
  was: Pair<number>,
): readonly CompareRow[] {
  const now = both((side) => runs[side].history.ledger(steps[side]));
  const before = both((side) => runs[side].history.ledger(was[side]));
  return COUNTERS.filter(({ id }) => SIDES.some((side) => runs[side].index.firstCost.has(id))).map(
    ({ id, name, means }) => ({
      id,
      name,
      means,
      values: both((side) => now[side][id]),
      deltas: both((side) => now[side][id] - before[side][id]),
    }),
  );
}

/** "26 : 1", the smaller side as 1 where it is not 0; undefined while both are 0. */
export function ratioText([left, right]: Pair<number>): string | undefined {
  if (left === 0 && right === 0) return undefined;
  const unit = Math.min(left, right);
  const told = (n: number): string => String(unit === 0 ? n : Math.round((n / unit) * 10) / 10);
  return `${told(left)} : ${told(right)}`;
}
