/** Where the figures of emulated-io stand on the stage, in both of its formats. Units of the drawing. */
import type { LayoutSpec, Orientation } from '../../stage/layout.ts';
import type { Box } from '../block-io/layouts.ts';

export interface Plan {
  /** The accesses of the command, in `columns` side by side. */
  readonly tally: Box;
  readonly columns: number;
  /** The program's data, and the table that says where it lies: QEMU reads both. */
  readonly buffer: Box;
  readonly table: Box;
  /** Entries of the table that fit. */
  readonly entries: number;
  /** Bytes of the data that fit. */
  readonly bytes: number;
  /** The disk and its controller, as QEMU keeps them. */
  readonly card: Box;
  /** Fields of it that fit. */
  readonly cardRows: number;
  /** The page that Xen and QEMU share: it lies on the border between them. */
  readonly ioreq: Box;
  /** Where the line runs that says whose page it is. */
  readonly mapping: number;
  /** dom0's event bits, where there is room. */
  readonly events: Box | null;
  readonly cache: Box;
  readonly disk: Box;
  /** Where the interrupt line runs through the hypervisor, and between which lanes. */
  readonly line: { readonly y: number; readonly from: number; readonly to: number };
  /** The corridor of direct memory access. */
  readonly corridor: number;
}

const LANDSCAPE: Plan = {
  tally: { x: 170, y: 154, width: 240, height: 224 },
  columns: 2,
  buffer: { x: 160, y: 34, width: 176, height: 42 },
  table: { x: 346, y: 34, width: 160, height: 62 },
  entries: 2,
  bytes: 8,
  card: { x: 516, y: 34, width: 114, height: 106 },
  cardRows: 5,
  ioreq: { x: 432, y: 316, width: 130, height: 108 },
  mapping: 534,
  events: { x: 572, y: 364, width: 128, height: 44 },
  cache: { x: 432, y: 240, width: 150, height: 42 },
  disk: { x: 568, y: 524, width: 228, height: 44 },
  line: { y: 496, from: 774, to: 66 },
  corridor: 421,
};

const PORTRAIT: Plan = {
  tally: { x: 20, y: 246, width: 154, height: 308 },
  columns: 1,
  buffer: { x: 20, y: 100, width: 92, height: 38 },
  table: { x: 124, y: 100, width: 112, height: 38 },
  entries: 1,
  bytes: 4,
  card: { x: 244, y: 84, width: 98, height: 84 },
  cardRows: 4,
  ioreq: { x: 190, y: 582, width: 150, height: 88 },
  mapping: 200,
  events: null,
  cache: { x: 190, y: 348, width: 150, height: 40 },
  disk: { x: 128, y: 699, width: 212, height: 40 },
  line: { y: 681, from: 316, to: 46 },
  corridor: 182,
};

export const PLANS: Readonly<Record<Orientation, Plan>> = { landscape: LANDSCAPE, portrait: PORTRAIT };

export const LAYOUTS: Readonly<Record<Orientation, LayoutSpec>> = {
  landscape: {
    orientation: 'landscape',
    width: 840,
    margin: 26,
    title: 26,
    heights: [120, 240, 126, 62],
    stand: [18, 34, 66, 34],
    // Threads in the program's order: QEMU, dom0's vCPU, the disk, QEMU's worker, dom0's writeback.
    lanes: { guest: [66], host: [66, 124, 314, 178, 250] },
    trails: { guest: 1, host: 1 },
  },
  portrait: {
    orientation: 'portrait',
    width: 360,
    margin: 16,
    title: 24,
    heights: [150, 392, 126, 54],
    stand: [19, 27, 64, 27],
    lanes: { guest: [46], host: [44, 108, 258, 118, 44] },
    trails: { guest: 1, host: -1 },
  },
};
