/** Where the figures of ept-walk stand on the stage, in both of its formats. Units of the drawing. */
import type { LayoutSpec, Orientation } from '../../stage/layout.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Plan {
  /** The address, split into its indices. */
  readonly address: Box;
  /** The grid: its upper left corner, the room for row names, and a cell. */
  readonly grid: {
    readonly x: number;
    readonly y: number;
    readonly names: number;
    readonly cell: { readonly width: number; readonly height: number };
  };
  /** The number of loads, right-aligned. */
  readonly count: { readonly x: number; readonly y: number };
  /** Where a wire from the grid runs down to whoever is called. */
  readonly gap: number;
  readonly entry: Box;
  readonly rights: Box;
  /** Where it ends: with the guest's kernel, with Xen, or with the byte. */
  readonly fault: Box;
  readonly exit: Box;
  readonly found: Box;
  /** Chips in a row of the entry's bits. */
  readonly chips: number;
}

const LANDSCAPE: Plan = {
  address: { x: 176, y: 32, width: 536, height: 42 },
  grid: { x: 140, y: 92, names: 56, cell: { width: 51, height: 46 } },
  gap: 508,
  count: { x: 712, y: 118 },
  entry: { x: 516, y: 132, width: 196, height: 142 },
  rights: { x: 516, y: 292, width: 196, height: 84 },
  fault: { x: 140, y: 388, width: 572, height: 34 },
  exit: { x: 140, y: 434, width: 572, height: 72 },
  found: { x: 140, y: 532, width: 572, height: 44 },
  chips: 4,
};

const PORTRAIT: Plan = {
  address: { x: 84, y: 80, width: 262, height: 44 },
  grid: { x: 18, y: 138, names: 50, cell: { width: 45, height: 29 } },
  gap: 345,
  count: { x: 338, y: 58 },
  entry: { x: 20, y: 336, width: 320, height: 118 },
  rights: { x: 20, y: 464, width: 320, height: 72 },
  fault: { x: 20, y: 542, width: 320, height: 38 },
  exit: { x: 20, y: 590, width: 320, height: 82 },
  found: { x: 84, y: 736, width: 260, height: 40 },
  chips: 7,
};

export const PLANS: Readonly<Record<Orientation, Plan>> = { landscape: LANDSCAPE, portrait: PORTRAIT };

/** One vCPU does nearly everything, so its column has nearly all the room. */
export const LAYOUTS: Readonly<Record<Orientation, LayoutSpec>> = {
  landscape: {
    orientation: 'landscape',
    width: 840,
    border: 724,
    margin: 26,
    title: 26,
    heights: [54, 350, 94, 60],
    stand: [18, 34, 60, 30],
    lanes: { guest: [66], host: [66] },
    trails: { guest: 1, host: 1 },
  },
  portrait: {
    orientation: 'portrait',
    width: 360,
    border: 352,
    margin: 16,
    title: 24,
    heights: [50, 510, 146, 56],
    stand: [19, 27, 110, 28],
    lanes: { guest: [42], host: [52] },
    trails: { guest: 1, host: -1 },
  },
};
