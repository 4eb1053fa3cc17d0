/** The grid of a two-dimensional walk: what has been loaded, what is still to come, and what need not be. */
import type { Load, Walker } from '../../mechanisms/walker.ts';

export type CellState = 'waiting' | 'loaded' | 'unneeded';

/** One cell of the grid: a guest level's entry, or a nested level's entry on the way to it. */
export interface Cell {
  /** Guest level; 0 is the row of the data. */
  readonly row: number;
  /** Nested level; 0 is the column of the guest's own entries. */
  readonly column: number;
  readonly state: CellState;
  /** The load's number from 1; null if there was none. */
  readonly order: number | null;
  readonly at: number;
  readonly value: bigint;
  /** The last load made. */
  readonly current: boolean;
}

/** Whole numbers from `from` down to `to`. */
export const down = (from: number, to: number): number[] =>
  Array.from({ length: from - to + 1 }, (_, i) => from - i);

const lies = (l: Load, row: number, column: number): boolean =>
  l.row === row && (column === 0 ? l.dimension === 'guest' : l.dimension === 'nested' && l.level === column);

/** A large page, or a cache, spares what lies before the row that the walker is in, or before what it has found there. */
function unneeded({ loads, row: now, found }: Walker, row: number): boolean {
  if (found) return true;
  if (loads.length === 0 && now === 0) return false;
  return row > now || (row === now && loads.some((l) => lies(l, row, 0)));
}

export function gridOf(walker: Walker, rows: readonly number[], columns: readonly number[]): readonly Cell[] {
  const { loads } = walker;
  return rows.flatMap((row) =>
    columns
      .filter((column) => row !== 0 || column !== 0)
      .map((column): Cell => {
        const i = loads.findLastIndex((l) => lies(l, row, column));
        const load = loads[i];
        const spared = unneeded(walker, row) ? 'unneeded' : 'waiting';
        return {
          row,
          column,
          state: load ? 'loaded' : spared,
          order: load ? i + 1 : null,
          at: load?.at ?? 0,
          value: load?.value ?? 0n,
          current: load !== undefined && i === loads.length - 1,
        };
      }),
  );
}
