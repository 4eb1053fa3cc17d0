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
  /** The corridor of direct memory access. */
  readonly dma: number;
}

const LANDSCAPE: Plan = {
  page: { x: 282, y: 158, width: 276, height: 288 },
  ring: { x: 420, y: 304, outer: 114, inner: 82 },
  hub: { half: 60, pitch: 19 },
  frontend: { x: 128, y: 262, width: 144, height: 84 },
  backend: { x: 568, y: 262, width: 144, height: 84 },
  leave: 'side',
  buffer: { x: 128, y: 38, width: 176, height: 44 },
  data: { x: 332, y: 103, width: 176, height: 44 },
  bytes: 8,
  guestEvents: { x: 128, y: 434, width: 144, height: 44 },
  backendEvents: { x: 568, y: 434, width: 144, height: 44 },
  wire: 532,
  grants: { x: 290, y: 470, width: 260, height: 40 },
  disk: { x: 568, y: 566, width: 228, height: 44 },
  dma: 563,
};

const PORTRAIT: Plan = {
  page: { x: 62, y: 136, width: 236, height: 226 },
  ring: { x: 180, y: 252, outer: 92, inner: 64 },
  hub: { half: 49, pitch: 17 },
  frontend: { x: 20, y: 366, width: 152, height: 64 },
  backend: { x: 188, y: 366, width: 152, height: 64 },
  leave: 'top',
  buffer: { x: 84, y: 29, width: 92, height: 40 },
  data: { x: 124, y: 84, width: 112, height: 40 },
  bytes: 4,
  guestEvents: { x: 20, y: 446, width: 148, height: 42 },
  backendEvents: { x: 192, y: 446, width: 148, height: 42 },
  wire: 540,
  grants: { x: 104, y: 496, width: 130, height: 36 },
  disk: { x: 136, y: 560, width: 206, height: 42 },
  dma: 303,
};

export const PLANS: Readonly<Record<Orientation, Plan>> = { landscape: LANDSCAPE, portrait: PORTRAIT };

export const LAYOUTS: Readonly<Record<Orientation, LayoutSpec>> = {
  landscape: {
    orientation: 'landscape',
    width: 840,
    margin: 26,
    title: 28,
    heights: [64, 364, 98, 70],
    stand: [32, 34, 66, 35],
    // Threads in the program's order: the kthread, dom0's vCPU, the disk.
    lanes: { guest: [66], host: [136, 66, 314] },
  },
  portrait: {
    orientation: 'portrait',
    width: 360,
    margin: 16,
    title: 24,
    heights: [48, 364, 112, 60],
    stand: [24, 30, 78, 36],
    lanes: { guest: [46], host: [92, 36, 252] },
  },
};
