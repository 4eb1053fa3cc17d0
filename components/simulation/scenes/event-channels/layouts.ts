/** Where the figures of event-channels stand on the stage, in both of its formats. Units of the drawing. */

import type { Rect as Box } from '../../figure/spec.ts';
import type { LayoutSpec, Orientation } from '../../stage/layout.ts';

export interface Plan {
  /** The operations of the story: the one before, the one at hand, the next. */
  readonly program: Box;
  /** How many operations are shown. */
  readonly operations: 1 | 3;
  /** What the guest shares with Xen: its page of bits, or its control blocks and event words. */
  readonly page: Box;
  /** Where the page does not straddle the border itself: what of it reaches up into the guest. */
  readonly tab?: { readonly x: number; readonly y: number; readonly width: number };
  /** In the page: room for names, pitch of bits and of rows. */
  readonly names: number;
  readonly bit: number;
  readonly row: number;
  /** Pitch of the sixteen queues, and height of a row of theirs. */
  readonly queue: number;
  readonly queueRow: number;
  /** An event word as a card. */
  readonly card: { readonly width: number; readonly height: number; readonly pitch: number };
  /** Xen's table of the guest's ports. */
  readonly ports: Box;
  /** From Xen to the guest's vCPUs. */
  readonly ways: Box;
  /** In it: room for a vCPU and what it does. */
  readonly way: { readonly state: number };
  /** What dom0 shares with Xen, in short. */
  readonly peer: Box;
}

/** Bits in a row of the matrix, and rows of it. */
export const BITS = 16;
export const CHUNKS = 2;
/** Rows of the port tables. */
export const PORTS = 4;
export const PEER_PORTS = 3;
/** Cards in a row, and rows of queues. */
export const CARDS = 4;
export const QUEUES = 2;

const LANDSCAPE: Plan = {
  program: { x: 196, y: 34, width: 378, height: 30 },
  operations: 3,
  page: { x: 250, y: 108, width: 318, height: 246 },
  names: 74,
  bit: 15,
  row: 19,
  queue: 15,
  queueRow: 16,
  card: { width: 52, height: 28, pitch: 61 },
  ports: { x: 250, y: 364, width: 318, height: 92 },
  ways: { x: 250, y: 468, width: 318, height: 84 },
  way: { state: 108 },
  peer: { x: 588, y: 178, width: 126, height: 138 },
};

const PORTRAIT: Plan = {
  program: { x: 126, y: 30, width: 110, height: 34 },
  operations: 1,
  page: { x: 20, y: 172, width: 322, height: 246 },
  tab: { x: 170, y: 144, width: 50 },
  names: 74,
  bit: 15.2,
  row: 19,
  queue: 15.2,
  queueRow: 16,
  card: { width: 52, height: 28, pitch: 61 },
  ports: { x: 20, y: 426, width: 322, height: 92 },
  ways: { x: 20, y: 526, width: 322, height: 84 },
  way: { state: 108 },
  peer: { x: 20, y: 618, width: 322, height: 62 },
};

export const PLANS: Readonly<Record<Orientation, Plan>> = { landscape: LANDSCAPE, portrait: PORTRAIT };

export const LAYOUTS: Readonly<Record<Orientation, LayoutSpec>> = {
  landscape: {
    orientation: 'landscape',
    width: 840,
    border: 579,
    margin: 26,
    title: 26,
    heights: [62, 154, 320, 54],
    stand: [20, 34, 250, 27],
    lanes: { guest: [62, 140], host: [62, 152] },
    trails: { guest: 1, host: -1 },
  },
  portrait: {
    orientation: 'portrait',
    width: 360,
    border: 232,
    margin: 16,
    title: 24,
    heights: [46, 88, 606, 54],
    stand: [23, 22, 556, 27],
    lanes: { guest: [44, 98], host: [42, 98] },
    trails: { guest: 1, host: -1 },
  },
};
