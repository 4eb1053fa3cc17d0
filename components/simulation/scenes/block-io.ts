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
  type Format,
  figure,
  type Passing,
  places,
  type Room,
  rect,
  sentences,
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
  const lights = [byteId(data.at)];
  const drawn = dataDrawn(
    {
      title: grant ? 'buffer, granted' : 'buffer',
      plain: room.width > 130 ? 'the program’s data' : 'its data',
      ...(state && { note: state }),
      ...(grant && room.format === 'small' && { plainNote: 'lent' }),
      bytes: data.buffer,
      says: grant ? `${says} It is the page of grant ${grant.ref}, ${state} by the driver domain.` : says,
      lights,
      ...(grant && { frame: 'shared' }),
    },
    room,
  );
  if (room.level === 'lines' || room.width < 130) return drawn;
  const { completed, total } = view.workload;
  const items = [
    { id: 'bytes', label: quoted(data.buffer), lights, says },
    {
      id: 'state',
      label: grant ? 'lent to dom0' : `${completed} of ${total} done`,
      says: grant
        ? 'The program’s own page is lent to dom0.'
        : `The program has ${completed} of ${total} requests done.`,
    },
  ];
  return { ...drawn, says: sentences(items), body: { kind: 'rows', items, across: 2 } };
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
      plain: room.width > 130 ? 'page lent to dom0' : 'a lent page',
      ...(idle && { value: 'free' }),
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
  const says = `The disk at sector ${data.sector}: ${quoted(data.medium)}.`;
  const isSmall = room.format === 'small';
  const drawn = dataDrawn(
    {
      title: `disk, sector ${data.sector}`,
      plain: isSmall ? 'the disk' : 'data on the disk',
      bytes: data.medium,
      says,
      lights: ['disk'],
    },
    room,
  );
  if (room.level === 'lines' || isSmall || drawn.body?.kind !== 'lines') return drawn;
  const value = queued === 0 ? 'has no request' : `has ${plural(queued, 'request')}`;
  const items = [...drawn.body.items, { id: 'orders', value, says: `The disk ${value}.` }];
  return { ...drawn, says: sentences(items), body: { kind: 'lines', items } };
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
    lanes: { guest: [66], host: [154, 60, 60] },
  },
  {
    heights: [50, 378, 118, 60],
    stand: [19, 27, 70, 21],
    lanes: { guest: [46], host: [132, 56, 264] },
  },
  {
    phone: {
      heights: [98, 242, 116, 60],
      stand: [22, 28, 86, 30],
      lanes: { guest: [58], host: [138, 52, 54] },
    },
    small: { guest: [46], host: [44, 98, 60] },
  },
);
const lanesIn = (layout: LayoutSpec) => ({
  guest: laneOf(layout, 'guest'),
  blkback: laneOf(layout, 'host', 0),
  dom0: laneOf(layout, 'host', 1),
});
const WIDE = lanesIn(layouts.landscape);

const RING = places(
  rect(280, 138, 280, 290),
  rect(62, 150, 236, 226),
  rect(122, 78, 104, 112),
  rect(62, 222, 236, 126),
);
/** From the token of the thread down, and across to the page. */
const TO_PAGE: Readonly<Record<string, Readonly<Partial<Record<Format, readonly Point[]>>>>> = {
  guest: {
    landscape: [
      { x: WIDE.guest, y: 144 },
      { x: WIDE.guest, y: 212 },
      { x: 280, y: 212 },
    ],
    phone: [
      { x: 18, y: 150 },
      { x: 11, y: 150 },
      { x: 11, y: 290 },
      { x: 62, y: 290 },
    ],
    small: [
      { x: 76, y: 100 },
      { x: 122, y: 100 },
    ],
  },
  blkback: {
    landscape: [
      { x: WIDE.blkback, y: 144 },
      { x: WIDE.blkback, y: 212 },
      { x: 560, y: 212 },
    ],
    phone: [
      { x: 181, y: 176 },
      { x: 181, y: 222 },
    ],
    small: [
      { x: 300, y: 118 },
      { x: 300, y: 122 },
      { x: 226, y: 122 },
    ],
  },
  dom0: {
    landscape: [
      { x: WIDE.dom0, y: 144 },
      { x: WIDE.dom0, y: 212 },
      { x: 560, y: 212 },
    ],
    phone: [
      { x: 343, y: 150 },
      { x: 348, y: 150 },
      { x: 348, y: 290 },
      { x: 298, y: 290 },
    ],
    small: [
      { x: 234, y: 104 },
      { x: 226, y: 104 },
    ],
  },
};
const fromToken = ({ record }: Passing<BlockIoView>, { format }: Room): readonly Point[] =>
  TO_PAGE[record.thread]?.[format] ?? [];

const isAt = ({ record }: Passing<BlockIoView>, procedure: string, label: string): boolean =>
  record.procedure === procedure && record.label === label;
/** The guest's driver takes a page, or lends the program's own. */
const takes =
  (bounced: boolean) =>
  ({ record, view }: Passing<BlockIoView>): Way =>
    record.procedure === 'get_grant' &&
    has(record, 'return') &&
    view.data !== null &&
    isBounced(view.data) === bounced &&
    'there';

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
      at: { ...places(DRIVERS.landscape.frontend, DRIVERS.portrait.frontend), phone: null },
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
      at: places(DRIVERS.landscape.backend, DRIVERS.portrait.backend, null, rect(190, 178, 150, 38)),
      draw: backend,
    },
    {
      id: 'guestEvents',
      tone: 'guest',
      from: 'story',
      at: places(
        rect(128, 410, 144, 44),
        rect(20, 462, 148, 40),
        rect(14, 160, 102, 24),
        rect(20, 390, 148, 34),
      ),
      draw: guestBell,
    },
    {
      id: 'backendEvents',
      tone: 'host',
      from: 'story',
      at: places(
        rect(568, 410, 144, 44),
        rect(192, 462, 148, 40),
        rect(238, 126, 100, 24),
        rect(192, 390, 148, 34),
      ),
      draw: backendBell,
    },
    {
      id: 'grants',
      tone: 'shared',
      from: 'lines',
      at: { ...places(rect(290, 436, 260, 46), rect(104, 504, 152, 46)), phone: null },
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
      at: places(
        rect(496, 527, 228, 54),
        rect(142, 574, 198, 54),
        rect(136, 276, 88, 38),
        rect(84, 483, 180, 54),
      ),
      draw: disk,
    },
    {
      id: 'buffer',
      tone: 'guest',
      from: 'story',
      at: places(rect(160, 32, 250, 42), rect(88, 30, 88, 38), rect(80, 30, 90, 38), rect(20, 68, 152, 46)),
      draw: buffer,
    },
    {
      id: 'data',
      tone: 'shared',
      from: 'story',
      at: places(
        rect(332, 88, 176, 44),
        rect(90, 84, 104, 38),
        rect(14, 122, 102, 34),
        rect(20, 178, 150, 38),
      ),
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
      fixed: { small: [], phone: [] },
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
        landscape: [{ x: 563 }, { y: 518 }],
        portrait: [{ x: 196 }, { y: 138 }, { x: 350 }, { y: 572 }],
      },
      fixed: {
        small: [
          { x: 116, y: 140 },
          { x: 119, y: 140 },
          { x: 119, y: 268 },
          { x: 145, y: 268 },
          { x: 145, y: 276 },
        ],
        phone: [
          { x: 20, y: 200 },
          { x: 10, y: 200 },
          { x: 10, y: 474 },
          { x: 110, y: 474 },
          { x: 110, y: 483 },
        ],
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
        landscape: [{ x: 563 }, { y: 518 }],
        portrait: [{ x: 350 }, { y: 572 }],
        small: [{ x: 230 }, { y: 268 }],
      },
      fixed: {
        phone: [
          { x: 20, y: 92 },
          { x: 10, y: 92 },
          { x: 10, y: 474 },
          { x: 110, y: 474 },
          { x: 110, y: 483 },
        ],
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
        small: [
          { x: 76, y: 220 },
          { x: 288, y: 220 },
          { x: 288, y: 150 },
        ],
        phone: [
          { x: 98, y: 450 },
          { x: 266, y: 450 },
          { x: 266, y: 424 },
        ],
        landscape: [
          { x: 116, y: 490 },
          { x: 640, y: 490 },
          { x: 640, y: 454 },
        ],
        portrait: [],
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
        small: [
          { x: 232, y: 216 },
          { x: 106, y: 216 },
          { x: 106, y: 184 },
        ],
        phone: [
          { x: 269, y: 450 },
          { x: 94, y: 450 },
          { x: 94, y: 424 },
        ],
        landscape: [
          { x: 724, y: 490 },
          { x: 200, y: 490 },
          { x: 200, y: 454 },
        ],
        portrait: [],
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
        small: [
          { x: 256, y: 126 },
          { x: 256, y: 118 },
        ],
        phone: [
          { x: 340, y: 407 },
          { x: 348, y: 407 },
          { x: 348, y: 150 },
          { x: 343, y: 150 },
        ],
        landscape: [
          { x: 712, y: 420 },
          { x: WIDE.dom0, y: 420 },
          { x: WIDE.dom0, y: 140 },
        ],
        portrait: [],
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
        small: [
          { x: 14, y: 172 },
          { x: 9, y: 172 },
          { x: 9, y: 100 },
          { x: 16, y: 100 },
        ],
        phone: [
          { x: 20, y: 407 },
          { x: 11, y: 407 },
          { x: 11, y: 150 },
          { x: 18, y: 150 },
        ],
        landscape: [
          { x: 128, y: 420 },
          { x: WIDE.guest, y: 420 },
          { x: WIDE.guest, y: 140 },
        ],
        portrait: [],
      },
      when: interrupts('guest'),
    },
    {
      id: 'disk-rings',
      tone: 'hardware',
      level: 'story',
      upTo: 'story',
      from: 'lane:disk',
      to: 'lane:dom0',
      fixed: {
        phone: [
          { x: 330, y: 494 },
          { x: 330, y: 473 },
          { x: 348, y: 473 },
          { x: 348, y: 150 },
          { x: 343, y: 150 },
        ],
        landscape: [
          { x: WIDE.dom0, y: 537 },
          { x: WIDE.dom0, y: 140 },
        ],
        portrait: [],
        small: [
          { x: 274, y: 290 },
          { x: 231, y: 290 },
          { x: 231, y: 100 },
          { x: 234, y: 100 },
        ],
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
        phone: [
          { x: 274, y: 150 },
          { x: 256, y: 150 },
        ],
        landscape: [
          { x: WIDE.dom0, y: 134 },
          { x: WIDE.dom0, y: 152 },
          { x: WIDE.blkback, y: 152 },
          { x: WIDE.blkback, y: 144 },
        ],
        portrait: [],
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
      to: 'lane:disk',
      fixed: {
        phone: [
          { x: 268, y: 160 },
          { x: 348, y: 160 },
          { x: 348, y: 473 },
          { x: 306, y: 473 },
          { x: 306, y: 493 },
        ],
        landscape: [
          { x: 724, y: 139 },
          { x: 724, y: 516 },
          { x: 768, y: 516 },
          { x: 768, y: 537 },
        ],
        portrait: [],
        small: [
          { x: 336, y: 104 },
          { x: 342, y: 104 },
          { x: 342, y: 262 },
          { x: 306, y: 262 },
          { x: 306, y: 276 },
        ],
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
      id: 'takes',
      tone: 'guest',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'data.left',
      fixed: {
        landscape: [
          { x: 112, y: 110 },
          { x: 332, y: 110 },
        ],
        portrait: [],
        phone: [
          { x: 58, y: 168 },
          { x: 58, y: 178 },
        ],
        small: [],
      },
      when: takes(true),
    },
    // Without a page that stays lent, the program's own is; and its data is where the program hears that it is done.
    {
      id: 'tells',
      tone: 'guest',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'buffer.left',
      fixed: {
        landscape: [
          { x: WIDE.guest, y: 96 },
          { x: WIDE.guest, y: 53 },
          { x: 160, y: 53 },
        ],
        portrait: [],
        phone: [
          { x: 58, y: 132 },
          { x: 58, y: 114 },
        ],
        small: [
          { x: 46, y: 82 },
          { x: 46, y: 49 },
          { x: 80, y: 49 },
        ],
      },
      when: (p) => (isAt(p, 'blkif_interrupt', 'done') ? 'there' : takes(false)(p)),
    },
    // A processor copies: from where the data lies, and on to where it shall lie.
    {
      id: 'copies',
      tone: 'guest',
      level: 'story',
      upTo: 'story',
      from: 'buffer.bottom:0.3',
      to: 'data.left',
      fixed: {
        small: [
          { x: 110, y: 68 },
          { x: 110, y: 122 },
        ],
        landscape: [
          { x: 200, y: 74 },
          { x: 200, y: 104 },
          { x: 80, y: 104 },
          { x: 80, y: 124 },
          { x: 332, y: 124 },
        ],
        portrait: [],
        phone: [
          { x: 120, y: 114 },
          { x: 120, y: 150 },
          { x: 58, y: 150 },
          { x: 58, y: 178 },
        ],
      },
      when: copy,
    },
    {
      id: 'bounce',
      tone: 'shared',
      level: 'mechanism',
      from: 'buffer.bottom:0.3',
      to: 'data.left',
      fixed: { small: [] },
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
