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
  readonly count: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'end' };
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
  address: { x: 128, y: 32, width: 584, height: 42 },
  grid: { x: 128, y: 92, names: 60, cell: { width: 52, height: 46 } },
  count: { x: 712, y: 118, anchor: 'end' },
  entry: { x: 512, y: 132, width: 200, height: 142 },
  rights: { x: 512, y: 292, width: 200, height: 84 },
  fault: { x: 128, y: 388, width: 584, height: 34 },
  exit: { x: 128, y: 436, width: 584, height: 68 },
  found: { x: 128, y: 532, width: 584, height: 44 },
  chips: 4,
};

const PORTRAIT: Plan = {
  address: { x: 84, y: 28, width: 262, height: 42 },
  grid: { x: 18, y: 122, names: 50, cell: { width: 45, height: 29 } },
  count: { x: 340, y: 112, anchor: 'end' },
  entry: { x: 20, y: 320, width: 320, height: 116 },
  rights: { x: 20, y: 446, width: 320, height: 84 },
  fault: { x: 20, y: 534, width: 320, height: 38 },
  exit: { x: 20, y: 586, width: 320, height: 80 },
  found: { x: 84, y: 730, width: 260, height: 40 },
  chips: 6,
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
    heights: [50, 506, 144, 56],
    stand: [19, 27, 106, 28],
    lanes: { guest: [42], host: [52] },
    trails: { guest: 1, host: -1 },
  },
};
