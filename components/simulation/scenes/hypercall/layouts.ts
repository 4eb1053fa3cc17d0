/** Where the figures of hypercall stand on the stage, in both of its formats. Units of the drawing. */
import type { LayoutSpec, Orientation } from '../../stage/layout.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Plan {
  readonly registers: Box;
  /** What the kernel knows of Xen. */
  readonly known: Box;
  readonly page: Box;
  readonly struct: Box;
  /** The checks on the way of the exit at hand. */
  readonly gates: Box;
  readonly dispatch: Box;
  readonly walk: Box;
  /** What else waits on this processor. */
  readonly waits: Box;
  readonly copied: Box;
  readonly processor: Box;
  /** Where wires run between the guest and Xen: past the left edges of the figures, and past the right ones. */
  readonly left: number;
  readonly right: number;
}

const LANDSCAPE: Plan = {
  registers: { x: 188, y: 80, width: 300, height: 134 },
  known: { x: 498, y: 80, width: 214, height: 134 },
  page: { x: 188, y: 224, width: 262, height: 98 },
  struct: { x: 460, y: 224, width: 252, height: 98 },
  gates: { x: 188, y: 342, width: 170, height: 136 },
  dispatch: { x: 366, y: 342, width: 168, height: 136 },
  walk: { x: 542, y: 342, width: 170, height: 136 },
  waits: { x: 188, y: 486, width: 170, height: 58 },
  copied: { x: 366, y: 486, width: 346, height: 58 },
  processor: { x: 188, y: 566, width: 524, height: 36 },
  left: 182,
  right: 718,
};

const PORTRAIT: Plan = {
  known: { x: 138, y: 63, width: 204, height: 72 },
  registers: { x: 18, y: 140, width: 324, height: 122 },
  page: { x: 18, y: 267, width: 324, height: 80 },
  struct: { x: 18, y: 352, width: 324, height: 86 },
  gates: { x: 138, y: 454, width: 204, height: 104 },
  waits: { x: 18, y: 517, width: 114, height: 41 },
  dispatch: { x: 18, y: 564, width: 158, height: 112 },
  walk: { x: 184, y: 564, width: 158, height: 112 },
  copied: { x: 18, y: 682, width: 324, height: 44 },
  processor: { x: 18, y: 738, width: 324, height: 34 },
  left: 347,
  right: 347,
};

export const PLANS: Readonly<Record<Orientation, Plan>> = { landscape: LANDSCAPE, portrait: PORTRAIT };

/** One vCPU does everything, so its column has nearly all the room. */
export const LAYOUTS: Readonly<Record<Orientation, LayoutSpec>> = {
  landscape: {
    orientation: 'landscape',
    width: 840,
    border: 724,
    margin: 26,
    title: 26,
    heights: [44, 262, 222, 58],
    stand: [22, 32, 37, 30],
    lanes: { guest: [66], host: [66] },
    trails: { guest: 1, host: 1 },
  },
  portrait: {
    orientation: 'portrait',
    width: 360,
    border: 352,
    margin: 16,
    title: 24,
    heights: [34, 390, 284, 46],
    stand: [17, 22, 22, 24],
    lanes: { guest: [46], host: [52] },
    trails: { guest: 1, host: -1 },
  },
};
