/**
 * The geometry of the stage: pure numbers in the units of the drawing's view box. Two columns side by side, the
 * hypervisor under both, hardware under that. Coordinates are computed here and never measured.
 */
import type { ThreadSpec } from '@/engine/index.ts';
import type { Level as FigureLevel, Format } from '../figure/spec.ts';
import { type Column, columnOf, LEVELS, type Level, type PlatformWorlds } from '../model/worlds.ts';

export type Orientation = 'landscape' | 'portrait';
export const ORIENTATIONS: readonly Orientation[] = ['landscape', 'portrait'];

export interface Band {
  readonly y: number;
  readonly height: number;
}

export interface StageLayout {
  /** Whose worlds the bands hold. */
  readonly platform: PlatformWorlds;
  readonly orientation: Orientation;
  /** Which of a part's rectangles is used. */
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  /** Width of the margins that carry the patterns and the names of the levels. */
  readonly margin: number;
  /** Where the border between the columns runs. */
  readonly border: number;
  readonly bands: Readonly<Record<Level, Band>>;
  /** Where a token stands in each band. */
  readonly stand: Readonly<Record<Level, number>>;
  /** Where each thread's lane runs. */
  readonly lanes: Readonly<Record<string, number>>;
  /** On which side of a lane its trail is drawn: 1 right, -1 left. */
  readonly trails: Readonly<Record<Column, 1 | -1>>;
  /** Characters in a line of the name that hangs under a token. */
  readonly caption: number;
  /** A processor that acts by itself stands in the band of hardware. */
  readonly walker: boolean;
}

export interface LayoutSpec {
  readonly orientation: Orientation;
  /** Which of a part's rectangles is used; the orientation's own where nothing is said. */
  readonly format?: Format;
  readonly width: number;
  readonly margin: number;
  /** Where the border between the columns runs; in the middle unless one column needs the room. */
  readonly border?: number;
  /** Height of the column titles above the bands. */
  readonly title: number;
  /** Heights of the bands from user down to hardware. */
  readonly heights: readonly [number, number, number, number];
  /** Height of the last band in the story, where deeper levels draw more in it. */
  readonly storyFloor?: number;
  /** A processor that acts by itself stands in the band of hardware; otherwise it stays where its thread was. */
  readonly walker?: boolean;
  /** Distance from the top of each band to where tokens stand. */
  readonly stand: readonly [number, number, number, number];
  /** Distance of a column's lanes from its outer edge, in the order of its threads. */
  readonly lanes: Readonly<Record<Column, readonly number[]>>;
  readonly trails: Readonly<Record<Column, 1 | -1>>;
  /** Characters in a line of the name that hangs under a token, where a part stands close beside. */
  readonly caption?: number;
}

/** What differs from figure to figure: heights of the bands, where tokens stand in them, and where lanes run. */
interface Bands
  extends Pick<LayoutSpec, 'heights' | 'storyFloor' | 'walker' | 'stand' | 'border' | 'caption'> {
  /** Distance of a column's lanes from its outer edge, in the order of its threads. */
  readonly lanes: LayoutSpec['lanes'];
}
const LANDSCAPE = {
  orientation: 'landscape',
  width: 840,
  margin: 26,
  title: 26,
  trails: { guest: 1, host: 1 },
} as const;
const PORTRAIT = {
  orientation: 'portrait',
  width: 360,
  margin: 16,
  title: 24,
  trails: { guest: 1, host: -1 },
} as const;
/** One of several stages on a page: low enough for two to stand over each other on a phone. */
export const SMALL: Omit<LayoutSpec, 'lanes'> = {
  ...PORTRAIT,
  margin: 14,
  title: 22,
  heights: [50, 124, 70, 56],
  stand: [24, 26, 28, 28],
};

/** The layouts of a figure, in the formats that it has. */
export const layoutsOf = (
  landscape: Bands,
  portrait: Bands,
  { phone, small }: { readonly phone?: Bands; readonly small?: LayoutSpec['lanes'] } = {},
) => ({
  landscape: { ...LANDSCAPE, ...landscape },
  portrait: { ...PORTRAIT, ...portrait },
  ...(phone && { phone: { ...PORTRAIT, format: 'phone' as const, ...phone } }),
  ...(small && { small: { ...SMALL, lanes: small } }),
});

/** The layout of a figure at a level: the story may end sooner, and on a phone stand closer. */
export function layoutAt(
  layouts: FigureLayouts = GENERIC,
  orientation: Orientation,
  level: FigureLevel,
): LayoutSpec {
  const phone = orientation === 'portrait' && level === 'story' ? layouts.phone : undefined;
  const spec = phone ?? layouts[orientation];
  const { heights, storyFloor } = spec;
  if (level !== 'story' || storyFloor === undefined) return spec;
  return { ...spec, heights: [heights[0], heights[1], heights[2], storyFloor] };
}

type FigureLayouts = Readonly<Record<Orientation, LayoutSpec>> & { readonly phone?: LayoutSpec };

const CAPTION = { landscape: 22, portrait: 17 } as const;

export function stageLayout(
  spec: LayoutSpec,
  threads: readonly ThreadSpec[],
  platform: PlatformWorlds,
): StageLayout {
  const bands = {} as Record<Level, Band>;
  const stand = {} as Record<Level, number>;
  let y = spec.title;
  LEVELS.forEach((level, i) => {
    const height = spec.heights[i] ?? 0;
    bands[level] = { y, height };
    stand[level] = y + (spec.stand[i] ?? 0);
    y += height;
  });
  return {
    platform,
    orientation: spec.orientation,
    format: spec.format ?? spec.orientation,
    width: spec.width,
    height: y,
    margin: spec.margin,
    border: spec.border ?? spec.width / 2,
    bands,
    stand,
    lanes: lanesOf(spec, threads, platform),
    trails: spec.trails,
    walker: spec.walker ?? false,
    caption: spec.caption ?? CAPTION[spec.orientation],
  };
}

/** Where the nth lane of a column runs. Lanes that the layout does not name follow at even distances. */
export function laneOf(
  { width, lanes }: Pick<LayoutSpec, 'width' | 'lanes'>,
  column: Column,
  nth = 0,
): number {
  const own = lanes[column];
  const inset = own[nth] ?? (own.at(-1) ?? 60) + 60 * (nth - own.length + 1);
  return column === 'guest' ? inset : width - inset;
}

function lanesOf(
  spec: LayoutSpec,
  threads: readonly ThreadSpec[],
  platform: PlatformWorlds,
): Record<string, number> {
  const out: Record<string, number> = {};
  for (const column of ['guest', 'host'] as const) {
    const own = threads.filter((t) => columnOf(platform, t.domain) === column);
    own.forEach(({ id }, i) => {
      out[id] = laneOf(spec, column, i);
    });
  }
  return out;
}

/** The stage of a scenario that has no scene of its own. */
export const GENERIC: Readonly<Record<Orientation, LayoutSpec>> = {
  landscape: {
    orientation: 'landscape',
    width: 840,
    margin: 26,
    title: 30,
    heights: [90, 200, 120, 80],
    stand: [45, 70, 60, 40],
    lanes: { guest: [110, 210, 310], host: [110, 210, 310] },
    trails: { guest: 1, host: 1 },
  },
  portrait: {
    orientation: 'portrait',
    width: 360,
    margin: 16,
    title: 24,
    heights: [70, 160, 110, 70],
    stand: [40, 60, 55, 35],
    lanes: { guest: [56, 120], host: [56, 120, 150] },
    trails: { guest: 1, host: -1 },
  },
};
