/**
 * A figure is data: parts with a rectangle in each format, wires between them, and a key to the signs. One renderer
 * (`Figure.tsx`) draws every figure, live, as a still and in print. Units are those of the stage's view box.
 */
import type { ComponentType } from 'react';
import { DEPTHS, type Depth, type StepRecord } from '@/engine/index.ts';
import type { Tone } from '../model/worlds.ts';
import type { Point } from '../stage/geometry.ts';
import type { Kit } from '../stage/kit.ts';
import type { LayoutSpec } from '../stage/layout.ts';

/** How deep the reader looks, from the shallowest: each shows what the one before shows, and more. */
export const LEVELS = DEPTHS;
export type Level = Depth;
export const isAtLeast = (level: Level, least: Level): boolean =>
  LEVELS.indexOf(level) >= LEVELS.indexOf(least);

/**
 * `phone` is the story on a phone, where a figure whose deeper levels need a tall stage has a lower one. `small` is one
 * of several stages on a page, as in a race. Both show the story only.
 */
export const FORMATS = ['landscape', 'portrait', 'phone', 'small'] as const;
export type Format = (typeof FORMATS)[number];
/** A format whose columns are narrow. */
export const isNarrow = (format: Format): boolean => format === 'portrait' || format === 'phone';
/** Where a figure that has no stage of its own for a phone looks up what it has for a tall one. */
export const shapeOf = (format: Format): 'landscape' | 'portrait' =>
  format === 'landscape' ? 'landscape' : 'portrait';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export const rect = (x: number, y: number, width: number, height: number): Rect => ({ x, y, width, height });

/** Where a part is drawn; null where a format has no room for it. */
export type Places = Readonly<Record<Format, Rect | null>>;
/** A format that has a rectangle here is known to have one, so that wires can be measured from it. */
export const places = <L extends Rect | null, P extends Rect | null, S extends Rect | null = null>(
  landscape: L,
  portrait: P,
  small: S = null as S,
  phone: P = portrait,
) => ({ landscape, portrait, phone, small });

/** How an item is drawn. `plain` is the default; `bad` is an error, `faint` is nothing yet, `set` and `clear` are bits. */
export type Look =
  | 'plain'
  | 'strong'
  | 'soft'
  | 'faint'
  | 'bad'
  | 'now'
  | 'set'
  | 'masked'
  | 'clear'
  | 'idle'
  | 'published'
  | 'private'
  | 'taken';

/**
 * The smallest thing that is drawn, explained and lit. It holds strings and lists of strings only, so that a redraw is
 * decided by comparing them.
 */
export interface Item {
  /** Unique in its part. */
  readonly id: string;
  /** One whole sentence: shown on hover and focus, read by a screen reader. */
  readonly says: string;
  /** What it is called in plain words. At the level of lines the term stands in its place. */
  readonly label?: string;
  /**
   * The specification's name for it (`req_prod`). It is shown at the level of lines, and behind the label at that of
   * mechanisms while the item is lit; a story never shows it.
   */
  readonly term?: string;
  readonly value?: string;
  /** What the value means, in a word or two. */
  readonly note?: string;
  /** One character before the label; the key says what it means. */
  readonly sign?: string;
  readonly look?: Look;
  /** The colour of this item, where it is not its part's. */
  readonly tone?: Tone;
  /** Ids of `model/focus.ts` that light it. A label, value, sign or look that has changed lights it as well. */
  readonly lights?: readonly string[];
  /** A change of what it shows does not light it: it follows something else that does. */
  readonly steady?: boolean;
}

/** Items below each other: sign, label, value, note. */
export interface Rows {
  readonly kind: 'rows';
  readonly items: readonly Item[];
  /** Rows that the part has room for where fewer are drawn; `items.length` where nothing is said. */
  readonly room?: number;
  /** Where values and notes begin, as parts of the width; otherwise values stand at the right edge. */
  readonly stops?: readonly [value: number, note: number];
  /** Columns that the rows are dealt into, top to bottom; 1 where nothing is said. */
  readonly across?: number;
}
/** Items beside each other: the label over the value. */
export interface Columns {
  readonly kind: 'columns';
  readonly items: readonly Item[];
  /** Width of each, as parts of their sum; equal where nothing is said. */
  readonly shares?: readonly number[];
  /** Columns that the part has room for where fewer are drawn. */
  readonly room?: number;
}
/** A table of squares: each cell shows its value, and its look fills it. */
export interface Cells {
  readonly kind: 'cells';
  readonly heads?: readonly string[];
  readonly rows: readonly { readonly label: string; readonly tone?: Tone; readonly cells: readonly Item[] }[];
  /** Width of the row labels in units; 0 where they have none. */
  readonly names?: number;
  /** Rows that the part has room for where fewer are drawn. */
  readonly room?: number;
  /** Units between rows, where a wire runs there. */
  readonly between?: number;
}
/** Bytes in hex, each run with a look of its own. */
export interface Bytes {
  readonly kind: 'bytes';
  readonly items: readonly (Item & {
    readonly runs: readonly { readonly bytes: string; readonly look?: Look; readonly tone?: Tone }[];
  })[];
  readonly room?: number;
}
/** Small pills that hold a name and a value, `per` in a row. */
export interface Chips {
  readonly kind: 'chips';
  readonly items: readonly Item[];
  readonly per: number;
}
/** Lines of words; of code where an item has a look. */
export interface Lines {
  readonly kind: 'lines';
  readonly items: readonly Item[];
}
/** One thing, large: the value in the middle with its label above or below. */
export interface Single {
  readonly kind: 'single';
  readonly items: readonly Item[];
}
export type Body = Rows | Columns | Cells | Bytes | Chips | Lines | Single;

/** How a part is framed: its owner's outline, the fill of what two parties share, dashes for what plays no part yet. */
export type FrameLook = 'own' | 'shared' | 'private' | 'quiet' | 'bare';

export interface Drawn {
  readonly title?: string;
  readonly aside?: string;
  readonly frame?: FrameLook;
  /** The whole part in one sentence or a few. */
  readonly says: string;
  readonly body?: Body;
  /** A second body under the first, and the part of the height that it takes. */
  readonly below?: { readonly body: Body; readonly share: number };
  /** Where the part draws itself: what it draws, lights and says, and plain values that it draws from. */
  readonly items?: readonly Item[];
  readonly data?: unknown;
}

/** What a drawing may ask of where it stands. */
export interface Room {
  readonly level: Level;
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  /** A question waits for its answer: a total that gives it away is not drawn. */
  readonly withheld?: boolean;
}

export interface CustomProps {
  readonly uid: string;
  readonly drawn: Drawn;
  /** Where the part stands on the stage; its own upper left corner is at 0, 0. */
  readonly rect: Rect;
  readonly room: Room;
  /** The step, where it changed an item of this part; below zero where it only looked at it. */
  readonly lit: (item: string) => number | undefined;
  readonly kit: Kit;
}

export interface Part<V, P extends string = string> {
  readonly id: P;
  readonly tone: Tone;
  readonly at: Places;
  /** The shallowest level at which it is drawn. */
  readonly from: Level;
  /** Null where the part has no place in the story now. */
  readonly draw: (view: V, room: Room) => Drawn | null;
  /** Draws what no kind can, where the drawing has no body. It is drawn anew only when the drawing changes or lights. */
  readonly Custom?: ComponentType<CustomProps>;
}

export type Side = 'top' | 'bottom' | 'left' | 'right';
/** The middle of a part's side, or a fraction of the way along it (`buffer.bottom:0.2`); or a thread's lane. */
export type Anchor<P extends string> = `${P}.${Side}` | `${P}.${Side}:${number}` | `lane:${string}`;
/** The wire runs horizontally to an x, or vertically to a y. */
export type Bend = { readonly x: number } | { readonly y: number };

export interface Passing<V> {
  readonly record: StepRecord;
  readonly view: V;
  readonly before: V | undefined;
}
/** Something passed along the wire: from its first end to its last, or back. */
export type Way = 'there' | 'back' | false;

export interface Wire<V, P extends string = string> {
  readonly id: string;
  readonly tone: Tone;
  readonly from: Anchor<P>;
  readonly to: Anchor<P>;
  readonly bends?: Partial<Readonly<Record<Format, readonly Bend[]>>>;
  /** The shallowest level at which it is drawn, and the deepest where a finer wire takes its place. */
  readonly level: Level;
  readonly upTo?: Level;
  /** It is drawn faintly while nothing passes: always, or while what it joins is joined. */
  readonly rests?: boolean | ((view: V) => boolean);
  /** Stands on the wire while it rests. */
  readonly label?: Partial<
    Readonly<Record<Format, { readonly text: string; readonly x: number; readonly y: number }>>
  >;
  readonly when: (passing: Passing<V>) => Way;
  /** Its points by format, where it runs between no two parts. Its ends then only say what it belongs to. */
  readonly fixed?: Partial<Readonly<Record<Format, readonly Point[]>>>;
  /** Its points, where an end depends on the state (a slot of a ring, a cell of a grid). */
  readonly points?: (passing: Passing<V>, room: Room) => readonly Point[] | undefined;
}

export interface KeyEntry {
  readonly sign: string;
  readonly means: string;
  readonly look?: Look;
  readonly tone?: Tone;
  /** The shallowest level at which the sign is used. */
  readonly from?: Level;
}

export interface FigureSpec<V, P extends string = string> {
  readonly layouts: Readonly<Record<'landscape' | 'portrait', LayoutSpec>> &
    Partial<Readonly<Record<'phone' | 'small', LayoutSpec>>>;
  readonly parts: readonly Part<V, P>[];
  readonly wires: readonly Wire<V, NoInfer<P>>[];
  readonly key: readonly KeyEntry[];
  /** What a thread is at that executes no line of the story now, where that is not to wait. */
  readonly doing?: (view: V, thread: string) => string | undefined;
}

/**
 * Checks a figure as it is declared: the compiler refuses a wire that ends at a part that there is not.
 * Usage: `figure<View>()({ … })`.
 */
export const figure =
  <V>() =>
  <const P extends string>(spec: FigureSpec<V, P>): FigureSpec<V, P> =>
    spec;

/** The sentences of several items as one text. */
export const sentences = (items: readonly Pick<Item, 'says'>[]): string => items.map((i) => i.says).join(' ');

/** What an item is called at a level, lit or not. */
export function nameOf(
  { label = '', term }: Pick<Item, 'label' | 'term'>,
  level: Level,
  lit: boolean,
): string {
  if (term === undefined || level === 'story') return label;
  if (level === 'lines' || label === '') return term;
  return lit && term && term !== label ? `${label} · ${term}` : label;
}

const itemsIn = (body: Body): readonly Item[] =>
  body.kind === 'cells' ? body.rows.flatMap((r) => r.cells) : body.items;

/** The items of a drawing, whatever its kind. */
export function itemsOf(drawn: Drawn): readonly Item[] {
  const { body, below, items = [] } = drawn;
  return [...items, ...(body ? itemsIn(body) : []), ...(below ? itemsIn(below.body) : [])];
}
