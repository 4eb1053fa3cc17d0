/** Where the items of a kind stand in their part. */
import type { Drawn, Item, Rect } from './spec.ts';

/** Height of the title line of a part. */
export const TITLE = 20;
/** Where the body of a part begins. */
export const topOf = ({ title, aside }: Pick<Drawn, 'title' | 'aside'>): number =>
  title || aside ? TITLE : EDGE;

export interface Placed<I extends Item = Item> {
  readonly item: I;
  readonly box: Rect;
}

interface Space {
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Rows that share the height. */
  readonly rows: number;
  /** Columns that share the width. */
  readonly across: number;
  /** Items fill a row before the next begins; otherwise a column. */
  readonly byRow?: boolean;
  /** No row is higher than this. */
  readonly pitch?: number;
  readonly gap?: number;
}

const EDGE = 3;

/** Deals items into a grid of rows and columns that fills the part under its title. */
export function placeItems<I extends Item>(items: readonly I[], space: Space): readonly Placed<I>[] {
  const {
    top,
    width,
    height,
    rows,
    across,
    byRow = false,
    pitch = Number.POSITIVE_INFINITY,
    gap = 0,
  } = space;
  const high = Math.min(pitch, (height - top - 4) / Math.max(rows, 1));
  const wide = (width - 2 * EDGE) / across;
  return items.map((item, i) => {
    const [row, column] = byRow ? [Math.floor(i / across), i % across] : [i % rows, Math.floor(i / rows)];
    return {
      item,
      box: { x: EDGE + column * wide, y: top + row * high, width: wide - gap, height: high - gap },
    };
  });
}
