/** The figure of a block request: the shared ring, the grants, the event channel, the data and the disk. */
import type { BlockIoView, StepRecord } from '@/engine/index.ts';
import { dataDrawn, quoted } from '../figure/parts/data.ts';
import { DONE } from '../figure/parts/done.ts';
import { eventsDrawn } from '../figure/parts/events.ts';
import { grantsDrawn } from '../figure/parts/grants.ts';
import { Dial } from '../figure/parts/ring/Dial.tsx';
import { DRIVERS, slotWire } from '../figure/parts/ring/dials.ts';
import { BACKEND, FRONTEND } from '../figure/parts/ring/indices.ts';
import { ringDrawn, sideDrawn } from '../figure/parts/ring/ring.ts';
import { dialOf } from '../figure/parts/ring/ring-cells.ts';
import { SLOT_KEY } from '../figure/parts/ring/slots.ts';
import {
  type Drawn,
  figure,
  type Passing,
  places,
  type Room,
  rect,
  shapeOf,
  type Way,
} from '../figure/spec.ts';
import { byteId } from '../model/focus.ts';
import { plural } from '../model/format.ts';
import type { Point } from '../stage/geometry.ts';
import { type LayoutSpec, laneOf, layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';
import { dmaOf, effectIn, has, interrupts, orders, payloadOf } from './steps.ts';

function frontendNote({ inFlight, workload }: BlockIoView): string {
  const first = inFlight[0];
  if (inFlight.length > 1) return `${inFlight.length} in flight`;
  return first ? `request ${first.id} is out` : `${workload.completed} of ${workload.total} done`;
}

function backendNote({ backend, disk }: BlockIoView): string {
  const pending = backend.pending.filter((p) => p !== null).length;
  if (backend.halted) return 'ring refused';
  if (disk.queued > 0) return `${disk.queued} at the disk`;
  if (pending > 0) return `${pending} taken`;
  if (backend.working) return 'at work';
  return backend.waiting ? 'woken' : 'asleep';
}

type Data = NonNullable<BlockIoView['data']>;
const grantOf = ({ grants, data }: BlockIoView) => grants.find((g) => g.ref === data?.page?.ref);
/** The data is copied into a page that stays granted; otherwise the program's own page is granted for the request. */
const isBounced = ({ page, at }: Data): boolean => page !== null && page.at !== at;

/** Where the program's data lies. Without a page to copy it into, this memory itself is lent. */
function buffer(view: BlockIoView, room: Room): Drawn | null {
  const { data } = view;
  if (!data) return null;
  const grant = isBounced(data) ? undefined : grantOf(view);
  const state = grant && (grant.mapped ? 'mapped' : 'not mapped');
  const says = `The program’s buffer, ${data.sectors} sectors, begins ${quoted(data.buffer)}.`;
  return dataDrawn(
    {
      title: grant ? 'buffer, granted' : 'buffer',
      plain: room.width > 130 ? 'the program’s data' : 'its data',
      ...(state && { note: state }),
      plainNote: grant
        ? 'lent'
        : room.width > 180
          ? `${view.workload.completed} of ${view.workload.total} done`
          : '',
      bytes: data.buffer,
      says: grant ? `${says} It is the page of grant ${grant.ref}, ${state} by the driver domain.` : says,
      lights: [byteId(data.at)],
      ...(grant && { frame: 'shared' }),
    },
    room,
  );
}

function page(view: BlockIoView, room: Room): Drawn | null {
  const { data } = view;
  const grant = grantOf(view);
  if (!data?.page || !grant || !isBounced(data)) return null;
  const idle = room.level === 'story' && !data.page.held;
  const state = grant.mapped ? 'mapped' : 'not mapped';
  return dataDrawn(
    {
      title: 'granted page',
      plain: room.width > 130 ? 'a page lent to dom0' : 'a lent page',
      ...(idle && { value: 'not in use' }),
      note: state,
      bytes: data.page.bytes,
      says: `The page of grant ${grant.ref}, ${state} by the driver domain, begins ${quoted(data.page.bytes)}.`,
      lights: [byteId(data.page.at)],
      frame: idle ? 'quiet' : 'shared',
    },
    room,
  );
}

function disk({ data, disk: { queued } }: BlockIoView, room: Room): Drawn | null {
  if (!data) return null;
  const plainNote = queued > 0 && room.width > 130 ? `has ${plural(queued, 'request')}` : '';
  const says = `The disk at sector ${data.sector}: ${quoted(data.medium)}.`;
  return dataDrawn(
    {
      title: `disk, sector ${data.sector}`,
      plain: 'the disk',
      plainNote,
      bytes: data.medium,
      says,
      lights: ['disk'],
    },
    room,
  );
}

interface Touch {
  readonly at: number;
  readonly write: boolean;
}
const wayOf = (touch: Touch | undefined): Way => touch !== undefined && (touch.write ? 'there' : 'back');

/** A slot that the step filled, or read. */
function touchedSlot(r: StepRecord, slots: ReadonlySet<number>): Touch | undefined {
  for (const e of r.effects) {
    if (e.kind === 'copy' && slots.has(e.to)) return { at: e.to, write: true };
    if (e.kind === 'copy' && slots.has(e.from)) return { at: e.from, write: false };
    if ((e.kind === 'write' || e.kind === 'read') && slots.has(e.place.at))
      return { at: e.place.at, write: e.kind === 'write' };
  }
  return undefined;
}
const touched = ({ record, view }: Passing<BlockIoView>) =>
  touchedSlot(record, new Set(view.ring.slots.map((s) => s.at)));
/** A slot, or one of the counts and notes before the first slot, that the step wrote, or read. */
function touchedPage(p: Passing<BlockIoView>): Touch | undefined {
  const slot = touched(p);
  if (slot) return slot;
  const { at, slots } = p.view.ring;
  const end = slots[0]?.at ?? at;
  for (const e of p.record.effects)
    if ((e.kind === 'write' || e.kind === 'read') && e.place.at >= at && e.place.at < end)
      return { at: e.place.at, write: e.kind === 'write' };
  return undefined;
}
const fromGuest = ({ record }: Passing<BlockIoView>): boolean => record.world.startsWith('guest');

/** Between the disk and the page that it works on: a lent one, or the program's own. */
const dma =
  (bounced: boolean) =>
  (p: Passing<BlockIoView>): Way =>
    p.view.data !== null && isBounced(p.view.data) === bounced && dmaOf(p);
const copy = ({ record, view }: Passing<BlockIoView>): Way => {
  const e = payloadOf(record);
  return e !== undefined && (e.from === view.data?.page?.at ? 'back' : 'there');
};
const notify = ({ record, view }: Passing<BlockIoView>): Way => {
  const e = effectIn(record, 'notify');
  return e !== undefined && (e.to === view.events.backend.domain ? 'there' : 'back');
};
const guestBell = ({ events, vcpu }: BlockIoView, room: Room): Drawn =>
  eventsDrawn(events.guest, 'the guest', room, vcpu.isr !== null);
const backendBell = ({ events }: BlockIoView, room: Room): Drawn =>
  eventsDrawn(events.backend, room.level === 'lines' ? 'the driver domain' : 'dom0', room);

/** The driver of the other side. A story shows what it has copied out of the shared page and not answered yet. */
function backend(view: BlockIoView, room: Room): Drawn {
  const driver = { name: 'blkback', plain: 'dom0’s driver', indices: BACKEND };
  if (room.level !== 'story') return sideDrawn({ ...driver, state: backendNote(view) }, view.ring, room);
  const taken = view.ring.slots.filter((s) => s.state === 'consumed').length;
  const value = taken === 0 ? 'no request' : `copied: ${plural(taken, 'request')}`;
  const says = `The driver in dom0 has ${taken === 0 ? 'no request at hand' : `copied ${plural(taken, 'request')}`}.`;
  return { title: driver.plain, says, body: { kind: 'lines', items: [{ id: 'copied', value, says }] } };
}

/** In a story a bell is rung by a processor that runs Xen, and a slot is touched by the one that runs the driver. */
const rings =
  (side: 'there' | 'back') =>
  (p: Passing<BlockIoView>): Way =>
    notify(p) === side && 'there';

const layouts = layoutsOf(
  {
    heights: [54, 350, 94, 60],
    stand: [18, 34, 60, 30],
    // Threads in the program's order: the kthread, dom0's vCPU, the disk.
    lanes: { guest: [66], host: [154, 60, 326] },
  },
  {
    heights: [50, 378, 118, 56],
    stand: [19, 27, 70, 21],
    lanes: { guest: [46], host: [132, 56, 264] },
  },
  { small: { guest: [46], host: [44, 98, 60] } },
);
const lanesIn = (layout: LayoutSpec) => ({
  guest: laneOf(layout, 'guest'),
  blkback: laneOf(layout, 'host', 0),
  dom0: laneOf(layout, 'host', 1),
});
const LANES = { landscape: lanesIn(layouts.landscape), portrait: lanesIn(layouts.portrait) } as const;
const { landscape: WIDE, portrait: TALL } = LANES;

const RING = places(rect(280, 138, 280, 290), rect(62, 150, 236, 226), rect(126, 78, 108, 82));
/** Under the tokens in the kernels, and where their wires turn to the page. */
const TOKENS = { landscape: { top: 144, into: 212 }, portrait: { top: 126, into: 200 } } as const;

/** From the token of the thread down, and across to the page; straight down where it stands over the page. */
function fromToken(p: Passing<BlockIoView>, { format }: Room): readonly Point[] {
  if (format === 'small') return [];
  const lanes: Readonly<Record<string, number>> = LANES[shapeOf(format)];
  const x = lanes[p.record.thread];
  if (x === undefined) return [];
  const page = RING[format];
  const [left, right] = [page.x, page.x + page.width];
  const { top, into } = TOKENS[shapeOf(format)];
  const over = left < x && x < right;
  return [
    { x, y: top },
    { x, y: over ? page.y : into },
    ...(over ? [] : [{ x: fromGuest(p) ? left : right, y: into }]),
  ];
}

/** Beside the bands, and across to dom0's token. */
const UP_TO_DOM0 = [
  { x: 350, y: 138 },
  { x: TALL.dom0, y: 138 },
  { x: TALL.dom0, y: 122 },
] as const;

/** Between a driver and the shared page, where the circle of slots is not drawn. */
const passesSlot =
  (guest: boolean) =>
  (p: Passing<BlockIoView>): Way =>
    fromGuest(p) === guest && wayOf(touched(p));

const spec = figure<BlockIoView>()({
  layouts,
  parts: [
    DONE,
    {
      id: 'ring',
      tone: 'shared',
      from: 'story',
      at: RING,
      draw: ({ ring, unwritten }, room) => ringDrawn(ring, room, { takers: ['dom0', 'guest'], unwritten }),
      Custom: Dial,
    },
    {
      id: 'frontend',
      tone: 'guest',
      from: 'mechanism',
      at: places(DRIVERS.landscape.frontend, DRIVERS.portrait.frontend),
      draw: (v, room) =>
        sideDrawn(
          { name: 'blkfront', plain: 'guest’s driver', state: frontendNote(v), indices: FRONTEND },
          v.ring,
          room,
        ),
    },
    {
      id: 'backend',
      tone: 'host',
      from: 'story',
      at: places(DRIVERS.landscape.backend, DRIVERS.portrait.backend),
      draw: backend,
    },
    {
      id: 'guestEvents',
      tone: 'guest',
      from: 'story',
      at: places(rect(128, 410, 144, 44), rect(20, 462, 148, 40)),
      draw: guestBell,
    },
    {
      id: 'backendEvents',
      tone: 'host',
      from: 'story',
      at: places(rect(568, 410, 144, 44), rect(192, 462, 148, 40)),
      draw: backendBell,
    },
    {
      id: 'grants',
      tone: 'shared',
      from: 'lines',
      at: places(rect(290, 436, 260, 46), rect(104, 504, 152, 46)),
      draw: ({ grants, inFlight }, room) =>
        grantsDrawn(
          grants,
          inFlight.flatMap((r) => r.refs),
          room,
        ),
    },
    {
      id: 'disk',
      tone: 'hardware',
      from: 'story',
      at: places(rect(568, 532, 228, 44), rect(142, 577, 198, 40), rect(136, 276, 88, 38)),
      draw: disk,
    },
    {
      id: 'buffer',
      tone: 'guest',
      from: 'story',
      at: places(rect(160, 32, 250, 42), rect(88, 30, 88, 38), rect(80, 30, 90, 38)),
      draw: buffer,
    },
    {
      id: 'data',
      tone: 'shared',
      from: 'story',
      at: places(rect(332, 88, 176, 44), rect(90, 84, 104, 38), rect(126, 164, 108, 34)),
      draw: page,
    },
  ],
  wires: [
    {
      id: 'channel',
      tone: 'hypervisor',
      level: 'mechanism',
      from: 'guestEvents.bottom',
      to: 'backendEvents.bottom',
      bends: { landscape: [{ y: 506 }], portrait: [{ y: 558 }] },
      rests: true,
      label: { landscape: { text: 'event channel', x: 420, y: 500 } },
      when: notify,
    },
    {
      id: 'dma',
      tone: 'hardware',
      level: 'story',
      from: 'data.right',
      to: 'disk.top:0.1',
      bends: {
        landscape: [{ x: 563 }, { y: 526 }],
        portrait: [{ x: 196 }, { y: 138 }, { x: 350 }, { y: 572 }],
        small: [{ x: 244 }, { y: 268 }],
      },
      when: dma(true),
    },
    {
      id: 'dma-own',
      tone: 'hardware',
      level: 'story',
      from: 'buffer.right',
      to: 'disk.top:0.1',
      bends: {
        landscape: [{ x: 563 }, { y: 526 }],
        portrait: [{ x: 350 }, { y: 572 }],
        small: [{ x: 244 }, { y: 268 }],
      },
      when: dma(false),
    },
    {
      id: 'ring-there',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'backendEvents.bottom',
      fixed: {
        landscape: [
          { x: 116, y: 490 },
          { x: 640, y: 490 },
          { x: 640, y: 454 },
        ],
        portrait: [
          { x: 96, y: 534 },
          { x: 266, y: 534 },
          { x: 266, y: 502 },
        ],
      },
      when: rings('there'),
    },
    {
      id: 'ring-back',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'lane:dom0',
      to: 'guestEvents.bottom',
      fixed: {
        landscape: [
          { x: 724, y: 490 },
          { x: 200, y: 490 },
          { x: 200, y: 454 },
        ],
        portrait: [
          { x: 274, y: 534 },
          { x: 94, y: 534 },
          { x: 94, y: 502 },
        ],
      },
      when: rings('back'),
    },
    {
      id: 'hears',
      tone: 'host',
      level: 'story',
      upTo: 'story',
      from: 'backendEvents.right',
      to: 'lane:dom0',
      fixed: {
        landscape: [
          { x: 712, y: 420 },
          { x: WIDE.dom0, y: 420 },
          { x: WIDE.dom0, y: 140 },
        ],
        portrait: [{ x: 340, y: 476 }, { x: 350, y: 476 }, ...UP_TO_DOM0],
      },
      when: interrupts('dom0'),
    },
    {
      id: 'guest-hears',
      tone: 'guest',
      level: 'story',
      upTo: 'story',
      from: 'guestEvents.left',
      to: 'lane:guest',
      fixed: {
        landscape: [
          { x: 128, y: 420 },
          { x: WIDE.guest, y: 420 },
          { x: WIDE.guest, y: 140 },
        ],
        portrait: [
          { x: TALL.guest, y: 462 },
          { x: TALL.guest, y: 122 },
        ],
      },
      when: interrupts('guest'),
    },
    {
      id: 'disk-rings',
      tone: 'hardware',
      level: 'story',
      upTo: 'story',
      from: 'disk.right',
      to: 'lane:dom0',
      fixed: {
        landscape: [
          { x: WIDE.dom0, y: 532 },
          { x: WIDE.dom0, y: 140 },
        ],
        portrait: [{ x: 340, y: 597 }, { x: 350, y: 597 }, ...UP_TO_DOM0],
        small: [],
      },
      when: ({ record }) => record.procedure === 'end_block_io_op' && record.label === 'bio' && 'there',
    },
    {
      id: 'wakes',
      tone: 'host',
      level: 'story',
      upTo: 'story',
      from: 'lane:dom0',
      to: 'lane:blkback',
      fixed: {
        landscape: [
          { x: WIDE.dom0, y: 134 },
          { x: WIDE.dom0, y: 152 },
          { x: WIDE.blkback, y: 152 },
          { x: WIDE.blkback, y: 144 },
        ],
        portrait: [
          { x: TALL.dom0, y: 122 },
          { x: TALL.dom0, y: 138 },
          { x: TALL.blkback, y: 138 },
          { x: TALL.blkback, y: 126 },
        ],
        small: [],
      },
      when: ({ record }) => has(record, 'wake') && 'there',
    },
    {
      id: 'hand-over',
      tone: 'host',
      level: 'story',
      upTo: 'story',
      from: 'lane:blkback',
      to: 'disk.right',
      fixed: {
        landscape: [
          { x: 704, y: 144 },
          { x: 704, y: 166 },
          { x: 726, y: 166 },
          { x: 726, y: 532 },
        ],
        portrait: [
          { x: TALL.blkback, y: 126 },
          { x: TALL.blkback, y: 142 },
          { x: 350, y: 142 },
          { x: 350, y: 597 },
          { x: 340, y: 597 },
        ],
        small: [],
      },
      when: orders,
    },
    {
      id: 'token-slot',
      tone: 'shared',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'ring.left',
      when: (p) => wayOf(touchedPage(p)),
      points: fromToken,
    },
    {
      id: 'bounce',
      tone: 'shared',
      level: 'story',
      from: 'buffer.bottom:0.3',
      to: 'data.left',
      when: copy,
    },
    {
      id: 'slot',
      tone: 'shared',
      level: 'lines',
      from: 'frontend.right',
      to: 'ring.left',
      when: (p) => wayOf(touched(p)),
      points: (p, room) => {
        const cell = dialOf(p.view.ring).cells.find((c) => c.at === touched(p)?.at);
        return cell && room.format !== 'small'
          ? slotWire(shapeOf(room.format), (cell.from + cell.to) / 2, fromGuest(p))
          : undefined;
      },
    },
    {
      id: 'frontend-slot',
      tone: 'shared',
      level: 'mechanism',
      from: 'frontend.right',
      to: 'ring.left',
      upTo: 'mechanism',
      when: passesSlot(true),
    },
    {
      id: 'backend-slot',
      tone: 'shared',
      level: 'mechanism',
      from: 'backend.left',
      to: 'ring.right',
      upTo: 'mechanism',
      when: passesSlot(false),
    },
  ],
  key: [
    ...SLOT_KEY,
    { sign: 'upcall', means: 'the vCPU is told to look (evtchn_upcall_pending)', from: 'lines' },
    { sign: 'select', means: 'which word of bits to look at (evtchn_pending_sel)', from: 'lines' },
    { sign: 'pend', means: 'a port is pending (evtchn_pending)', from: 'lines' },
    { sign: 'mask', means: 'a port is masked (evtchn_mask)', from: 'lines' },
  ],
});

export const blockIoScene = sceneOf(spec, {
  title: 'The indices as 32-bit counters',
  load: () => import('../figure/parts/ring/Counters.tsx').then((m) => ({ default: m.Counters })),
});
