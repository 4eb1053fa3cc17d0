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
import { type Drawn, figure, type Passing, places, type Room, rect, type Way } from '../figure/spec.ts';
import { byteId } from '../model/focus.ts';
import { layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';

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

function buffer(view: BlockIoView, room: Room): Drawn | null {
  const { data } = view;
  if (!data || !(isBounced(data) || !data.page || !grantOf(view))) return null;
  const says = `The program’s buffer, ${data.sectors} sectors, begins ${quoted(data.buffer)}.`;
  return dataDrawn(
    {
      title: 'buffer',
      plain: room.width > 130 ? 'the program’s data' : 'its data',
      bytes: data.buffer,
      says,
      lights: [byteId(data.at)],
    },
    room,
  );
}

function page(view: BlockIoView, room: Room): Drawn | null {
  const { data } = view;
  const grant = grantOf(view);
  if (!data?.page || !grant) return null;
  const state = grant.mapped ? 'mapped' : 'not mapped';
  return dataDrawn(
    {
      title: isBounced(data) ? 'granted page' : 'buffer, granted',
      plain: room.width > 130 ? 'a page lent for it' : 'a lent page',
      note: state,
      bytes: data.page.bytes,
      says: `The page of grant ${grant.ref}, ${state} by the driver domain, begins ${quoted(data.page.bytes)}.`,
      lights: [byteId(data.page.at)],
      frame: 'shared',
    },
    room,
  );
}

function disk({ data }: BlockIoView, room: Room): Drawn | null {
  if (!data) return null;
  const says = `The disk at sector ${data.sector}: ${quoted(data.medium)}.`;
  return dataDrawn(
    { title: `disk, sector ${data.sector}`, plain: 'the disk', bytes: data.medium, says, lights: ['disk'] },
    room,
  );
}

/** A slot that the step filled, or read. */
function touchedSlot(
  r: StepRecord,
  slots: ReadonlySet<number>,
): { readonly at: number; readonly write: boolean } | undefined {
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
const fromGuest = ({ record }: Passing<BlockIoView>): boolean => record.world.startsWith('guest');

const dma = ({ record }: Passing<BlockIoView>): Way => {
  const e = record.effects.find((x) => x.kind === 'dma');
  return e?.kind === 'dma' && (e.dir === 'to-memory' ? 'back' : 'there');
};
const copy = ({ record, view }: Passing<BlockIoView>): Way => {
  const e = record.effects.find((x) => x.kind === 'copy' && x.payload);
  return e?.kind === 'copy' && (e.from === view.data?.page?.at ? 'back' : 'there');
};
const notify = ({ record, view }: Passing<BlockIoView>): Way => {
  const e = record.effects.find((x) => x.kind === 'notify');
  return e?.kind === 'notify' && (e.to === view.events.backend.domain ? 'there' : 'back');
};
/** Between a driver and the shared page, where the circle of slots is not drawn. */
const passesSlot =
  (guest: boolean) =>
  (p: Passing<BlockIoView>): Way => {
    const slot = touched(p);
    return slot !== undefined && fromGuest(p) === guest && (slot.write ? 'there' : 'back');
  };

const spec = figure<BlockIoView>()({
  layouts: layoutsOf(
    {
      heights: [54, 350, 94, 60],
      stand: [18, 34, 60, 30],
      // Threads in the program's order: the kthread, dom0's vCPU, the disk.
      lanes: { guest: [66], host: [136, 66, 314] },
    },
    {
      heights: [50, 378, 118, 56],
      stand: [19, 27, 70, 28],
      lanes: { guest: [46], host: [90, 36, 258] },
    },
    { guest: [46], host: [42, 98, 60] },
  ),
  parts: [
    DONE,
    {
      id: 'ring',
      tone: 'shared',
      from: 'story',
      at: places(rect(280, 138, 280, 290), rect(62, 150, 236, 226), rect(126, 78, 108, 82)),
      draw: ({ ring }, room) => ringDrawn(ring, room),
      Custom: Dial,
    },
    {
      id: 'frontend',
      tone: 'guest',
      from: 'story',
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
      draw: (v, room) =>
        sideDrawn(
          { name: 'blkback', plain: 'other driver', state: backendNote(v), indices: BACKEND },
          v.ring,
          room,
        ),
    },
    {
      id: 'guestEvents',
      tone: 'guest',
      from: 'mechanism',
      at: places(rect(128, 410, 144, 44), rect(20, 462, 148, 40)),
      draw: ({ events }, room) => eventsDrawn(events.guest, 'the guest', room),
    },
    {
      id: 'backendEvents',
      tone: 'host',
      from: 'story',
      at: places(rect(568, 410, 144, 44), rect(192, 462, 148, 40)),
      draw: ({ events }, room) =>
        eventsDrawn(events.backend, room.level === 'lines' ? 'the driver domain' : 'dom0', room),
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
      at: places(rect(568, 532, 228, 44), rect(128, 577, 212, 40), rect(136, 276, 88, 38)),
      draw: disk,
    },
    {
      id: 'buffer',
      tone: 'guest',
      from: 'story',
      at: places(rect(168, 32, 176, 42), rect(88, 30, 88, 38), rect(80, 30, 90, 38)),
      draw: buffer,
    },
    {
      id: 'data',
      tone: 'shared',
      from: 'story',
      at: places(rect(332, 88, 176, 44), rect(124, 84, 112, 38), rect(126, 164, 108, 34)),
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
      bends: { landscape: [{ x: 563 }, { y: 526 }], portrait: [{ x: 350 }, { y: 572 }] },
      when: dma,
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
      when: (p) => {
        const slot = touched(p);
        return slot !== undefined && (slot.write ? 'there' : 'back');
      },
      points: (p, room) => {
        const cell = dialOf(p.view.ring).cells.find((c) => c.at === touched(p)?.at);
        return cell && room.format !== 'small'
          ? slotWire(room.format, (cell.from + cell.to) / 2, fromGuest(p))
          : undefined;
      },
    },
    {
      id: 'frontend-slot',
      tone: 'shared',
      level: 'story',
      from: 'frontend.right',
      to: 'ring.left',
      upTo: 'mechanism',
      when: passesSlot(true),
    },
    {
      id: 'backend-slot',
      tone: 'shared',
      level: 'story',
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
