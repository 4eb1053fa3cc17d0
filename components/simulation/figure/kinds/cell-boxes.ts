/** Where the squares of a table stand in their part, so that a wire can end at one. */
import type { Cells, Rect } from '../spec.ts';

/** Height of the column heads. */
const HEADS = 14;
const GAP = 3;
/** Height of the labels under squares that have them. */
const UNDER = 12;

export interface CellGrid {
  (row: number, column: number): Rect;
  /** Top of the first row, height of a row, and what stands under its squares. */
  readonly begin: number;
  readonly high: number;
  readonly under: number;
  readonly wide: number;
}

/** @param top where the body begins, under the part's title */
export function cellBoxes(
  { heads, rows, names = 0, room = 0, between = GAP }: Cells,
  top: number,
  width: number,
  height: number,
): CellGrid {
  const count = Math.max(heads?.length ?? 0, ...rows.map((r) => r.cells.length), 1);
  const under = rows.some((r) => r.cells.some((c) => c.label)) ? UNDER : 0;
  const begin = top + (heads ? HEADS : 2);
  const wide = (width - 8 - names) / count;
  const high = (height - begin - 4) / Math.max(rows.length, room, 1);
  const boxAt = (row: number, column: number): Rect => ({
    x: 4 + names + column * wide,
    y: begin + row * high,
    width: wide - GAP,
    height: high - between - under,
  });
  return Object.assign(boxAt, { begin, high, under, wide });
}
