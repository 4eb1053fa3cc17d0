/** What each side has cost so far, counter by counter, and how the sides stand to each other. */
import { COUNTERS, type CounterId } from '@/engine/index.ts';
import { countName } from '../model/telling.ts';
import type { RaceContent } from './content.ts';
import { ofSide, type RaceMoment } from './source.ts';
import { placeAt } from './telling.ts';

export interface CompareRow {
  readonly id: CounterId;
  readonly name: string;
  readonly means: string;
  /** In the order of the sides. */
  readonly values: readonly number[];
}

function rowsOf(moment: RaceMoment, wanted: (id: CounterId) => boolean): readonly CompareRow[] {
  const ledgers = moment.run.sides.map(({ run }, side) => run.history.ledger(placeAt(moment, side).step));
  return COUNTERS.filter(({ id }) => wanted(id)).map(({ id, name, means }) => ({
    id,
    name,
    means,
    values: ledgers.map((ledger) => ledger[id]),
  }));
}

/** Every counter that any side ever moves: one that stays at zero on another side is what the race is about. */
const moves = ({ run }: RaceMoment, id: CounterId): boolean =>
  run.sides.some((side) => side.run.index.firstCost.has(id));

export const allCounts = (moment: RaceMoment): readonly CompareRow[] =>
  rowsOf(moment, (id) => moves(moment, id));

/** The few that any of the stories counts, by their plain names. */
export function plainCounts(moment: RaceMoment, { sides }: RaceContent): readonly CompareRow[] {
  const teller = (id: CounterId) => sides.find(({ simulation }) => simulation.counts?.includes(id));
  return rowsOf(moment, (id) => teller(id) !== undefined && moves(moment, id)).map((row) => ({
    ...row,
    name: countName((teller(row.id) ?? ofSide(sides, 0)).simulation, row.id, 0),
  }));
}

/** "26 : 1", the smallest side as 1 where it is not 0; undefined while all are 0. */
export function ratioText(values: readonly number[]): string | undefined {
  if (values.every((n) => n === 0)) return undefined;
  const unit = Math.min(...values);
  return values.map((n) => String(unit === 0 ? n : Math.round((n / unit) * 10) / 10)).join(' : ');
}
