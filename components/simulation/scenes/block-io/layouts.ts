/** Where the figures of block-io stand on the stage, in both of its formats. Units of the drawing. */
import type { LayoutSpec, Orientation } from '../../stage/layout.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Plan {
  /** The shared ring page, the ring's centre in it, and its radii. */
  readonly page: Box;
  readonly ring: { readonly x: number; readonly y: number; readonly outer: number; readonly inner: number };
  /** Half the width of the rows in the ring's hub, and their pitch. */
  readonly hub: { readonly half: number; readonly pitch: number };
  /** What each driver keeps to itself. Rows leave towards the ring sideways, or upwards. */
  readonly frontend: Box;
  readonly backend: Box;
  readonly leave: 'side' | 'top';
  readonly buffer: Box;
  /** The granted page: it belongs to both. */
  readonly data: Box;
  /** Bytes of the data that fit. */
  readonly bytes: number;
  readonly guestEvents: Box;
  readonly backendEvents: Box;
  /** Height of the event channel's wire. */
  readonly wire: number;
  readonly grants: Box;
  readonly disk: Box;
  /** The corridor of direct memory access: where it runs, and where it leaves the page. */
  readonly dma: { readonly x: number; readonly y: number };
}

const LANDSCAPE: Plan = {
  page: { x: 280, y: 138, width: 280, height: 290 },
  ring: { x: 420, y: 285, outer: 116, inner: 88 },
  hub: { half: 54, pitch: 18 },
  frontend: { x: 128, y: 244, width: 144, height: 84 },
  backend: { x: 568, y: 244, width: 144, height: 84 },
  leave: 'side',
  buffer: { x: 168, y: 32, width: 176, height: 42 },
  data: { x: 332, y: 88, width: 176, height: 44 },
  bytes: 8,
  guestEvents: { x: 128, y: 410, width: 144, height: 44 },
  backendEvents: { x: 568, y: 410, width: 144, height: 44 },
  wire: 506,
  grants: { x: 290, y: 444, width: 260, height: 40 },
  disk: { x: 568, y: 532, width: 228, height: 44 },
  dma: { x: 563, y: 110 },
};

const PORTRAIT: Plan = {
  page: { x: 62, y: 150, width: 236, height: 226 },
  ring: { x: 180, y: 268, outer: 94, inner: 71 },
  hub: { half: 41, pitch: 15 },
  frontend: { x: 20, y: 380, width: 152, height: 60 },
  backend: { x: 188, y: 380, width: 152, height: 60 },
  leave: 'top',
  buffer: { x: 88, y: 30, width: 88, height: 38 },
  data: { x: 124, y: 84, width: 112, height: 38 },
  bytes: 4,
  guestEvents: { x: 20, y: 462, width: 148, height: 40 },
  backendEvents: { x: 192, y: 462, width: 148, height: 40 },
  wire: 558,
  grants: { x: 104, y: 507, width: 130, height: 38 },
  disk: { x: 128, y: 577, width: 212, height: 40 },
  dma: { x: 350, y: 117 },
};

export const PLANS: Readonly<Record<Orientation, Plan>> = { landscape: LANDSCAPE, portrait: PORTRAIT };

export const LAYOUTS: Readonly<Record<Orientation, LayoutSpec>> = {
  landscape: {
    orientation: 'landscape',
    width: 840,
    margin: 26,
    title: 26,
    heights: [54, 350, 94, 60],
    stand: [18, 34, 60, 30],
    // Threads in the program's order: the kthread, dom0's vCPU, the disk.
    lanes: { guest: [66], host: [136, 66, 314] },
    trails: { guest: 1, host: 1 },
  },
  portrait: {
    orientation: 'portrait',
    width: 360,
    margin: 16,
    title: 24,
    heights: [50, 378, 118, 56],
    stand: [19, 27, 70, 28],
    lanes: { guest: [46], host: [90, 36, 258] },
    trails: { guest: 1, host: -1 },
  },
};
