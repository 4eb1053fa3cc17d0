/** Where the figures of unplug stand on the stage, in both of its formats. Units of the drawing. */

import type { Rect as Box } from '../../figure/spec.ts';
import type { LayoutSpec, Orientation } from '../../stage/layout.ts';

/** Three cells of a row: what programs see, the place on a bus, and who is at its other end. */
export interface Cells {
  readonly names: { readonly x: number; readonly width: number };
  readonly place: { readonly x: number; readonly width: number };
  readonly object: { readonly x: number; readonly width: number };
}
export interface Span {
  readonly y: number;
  readonly height: number;
}
export interface Plan {
  readonly cells: Cells;
  /** Where the rows of the PCI bus and of xenbus stand: as many as there are share the height. */
  readonly bus: Span;
  readonly xenbus: Span;
  /** States of xenbus devices in short. */
  readonly brief: boolean;
  /** What the kernel knows and which drivers it has. */
  readonly knows: Box;
  readonly drivers: Box;
  readonly outcome: Box;
  readonly handshake: Box;
  readonly request: Box;
  /** The disks, side by side, and the first corridor that leads to them. */
  readonly disks: Box;
  readonly corridor: number;
  /** Characters of an object's name that fit. */
  readonly letters: number;
}

const LANDSCAPE: Plan = {
  cells: {
    names: { x: 238, width: 96 },
    place: { x: 340, width: 162 },
    object: { x: 508, width: 152 },
  },
  bus: { y: 54, height: 196 },
  xenbus: { y: 290, height: 150 },
  brief: false,
  knows: { x: 130, y: 326, width: 104, height: 46 },
  drivers: { x: 130, y: 374, width: 104, height: 78 },
  outcome: { x: 130, y: 36, width: 104, height: 92 },
  handshake: { x: 130, y: 462, width: 202, height: 108 },
  request: { x: 340, y: 462, width: 162, height: 72 },
  disks: { x: 504, y: 598, width: 310, height: 34 },
  corridor: 665,
  letters: 21,
};

const PORTRAIT: Plan = {
  cells: {
    names: { x: 16, width: 90 },
    place: { x: 112, width: 116 },
    object: { x: 234, width: 98 },
  },
  bus: { y: 80, height: 172 },
  xenbus: { y: 318, height: 134 },
  brief: true,
  knows: { x: 18, y: 460, width: 152, height: 50 },
  drivers: { x: 18, y: 514, width: 152, height: 80 },
  outcome: { x: 104, y: 28, width: 156, height: 30 },
  handshake: { x: 18, y: 644, width: 172, height: 106 },
  request: { x: 196, y: 644, width: 142, height: 70 },
  disks: { x: 104, y: 768, width: 238, height: 32 },
  corridor: 337,
  letters: 13,
};

export const PLANS: Readonly<Record<Orientation, Plan>> = { landscape: LANDSCAPE, portrait: PORTRAIT };

/** No row is higher than this, however few there are. */
const ROOMY = 23;
export const pitchOf = ({ height }: Span, rows: number): number =>
  Math.min(ROOMY, height / Math.max(rows, 1));
/** Middle of a row. */
export const middleOf = (span: Span, rows: number, i: number): number =>
  span.y + (i + 0.5) * pitchOf(span, rows) - 1;

export const LAYOUTS: Readonly<Record<Orientation, LayoutSpec>> = {
  landscape: {
    orientation: 'landscape',
    width: 840,
    margin: 26,
    title: 26,
    heights: [236, 192, 126, 62],
    stand: [24, 22, 60, 31],
    // Threads in the program's order: QEMU where there is one, dom0's vCPU.
    lanes: { guest: [66], host: [64, 126] },
    trails: { guest: 1, host: 1 },
  },
  portrait: {
    orientation: 'portrait',
    width: 360,
    margin: 16,
    title: 24,
    heights: [236, 346, 152, 52],
    stand: [19, 21, 19, 26],
    lanes: { guest: [46], host: [46, 112] },
    trails: { guest: 1, host: -1 },
  },
};
