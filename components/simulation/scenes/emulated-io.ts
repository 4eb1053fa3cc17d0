/** The figure of an emulated disk: the round trip of one register access, and the tally of all of a command. */
import type { EmulatedIoView } from '@/engine/index.ts';
import { dataDrawn, quoted } from '../figure/parts/data.ts';
import { DONE } from '../figure/parts/done.ts';
import { eventsDrawn } from '../figure/parts/events.ts';
import {
  askedOf,
  cardItems,
  ioreqItems,
  isTableRead,
  LATEST,
  latestItems,
  PROGRESS,
  progressOf,
  STATES,
  tableItems,
  tallyItems,
  touchedOf,
} from '../figure/parts/ide.ts';
import {
  type Drawn,
  figure,
  type Item,
  type Passing,
  places,
  type Room,
  rect,
  sentences,
  type Way,
} from '../figure/spec.ts';
import { byteId } from '../model/focus.ts';
import { plural } from '../model/format.ts';
import { type LayoutSpec, laneOf, layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';
import { dmaOf, has, letOn, orders, payloadOf } from './steps.ts';

/** The disk's registers that the driver touches for one command, one after the other: each was a journey to QEMU. */
function tally(view: EmulatedIoView, room: Room): Drawn {
  const { command, inHand, total: all } = view;
  const items = tallyItems(view);
  const total = command?.accesses ?? 0;
  const done = items.filter((i) => i.look === 'plain').length;
  // How many there are is what a reader is asked.
  const countOf = (n: number): string => (total === 0 || room.withheld ? `${n}` : `${n} of ${total}`);
  const says = `${countOf(done)} register accesses of this command are done${inHand ? `; the guest waits for ${inHand.register}` : ''}; ${all} in all.`;
  if (room.level !== 'lines') {
    const isSmall = room.format === 'small';
    const wide = room.width > 200;
    const touched = isSmall ? view.accesses.length : touchedOf(view);
    const count = {
      id: 'done',
      value: countOf(touched),
      ...(!isSmall && { label: wide ? 'disk registers touched' : 'registers' }),
      says,
    };
    if (!isSmall) {
      const { completed, total: requests } = view.workload;
      const value = `${completed} of ${requests}`;
      const finished = {
        id: 'requests',
        value,
        label: requests === 1 ? 'request done' : 'requests done',
        says: `The driver has done ${value} requests.`,
      };
      return {
        title: 'guest’s driver',
        says,
        body: { kind: 'single', items: total === 0 ? [finished] : [finished, count] },
        below: { body: { kind: 'rows', items: latestItems(view), room: LATEST }, share: 0.4 },
      };
    }
    const now = items.find((i) => i.look === 'now');
    const item = now && { ...now, id: 'now', term: now.label ?? '', label: 'on its way', value: '' };
    return {
      title: 'calls',
      says,
      body: { kind: 'single', items: [count] },
      ...(item && { below: { body: { kind: 'rows', items: [item] }, share: 0.35 } }),
    };
  }
  const across = room.format === 'landscape' ? 2 : 1;
  return {
    title: total === 0 ? 'accesses' : countOf(done),
    aside: across === 1 ? `${all} in all` : `port accesses, ${all} in all`,
    says,
    body: {
      kind: 'rows',
      items: room.withheld ? items.filter((i) => i.look !== 'faint') : items,
      room: items.length,
      across,
    },
  };
}

/** The processor has heard the bell, and QEMU has not looked yet. */
const isHeard = ({ events }: EmulatedIoView): boolean => events.backend.ports.some((p) => p.masked);

function card(view: EmulatedIoView, room: Room): Drawn {
  if (room.level === 'story') {
    // Whether QEMU is at work is said by its token, where that has room for it.
    const state = view.deviceModel.asleep ? (isHeard(view) ? 'woken' : 'asleep') : 'awake';
    const value = room.format === 'small' ? state : progressOf(view);
    const items = [{ id: 'progress', value, lights: PROGRESS, says: `The disk that QEMU plays: ${value}.` }];
    return {
      title: room.format === 'small' ? 'QEMU’s disk' : 'pretended disk',
      says: sentences(items),
      body: { kind: 'lines', items },
    };
  }
  const all = cardItems(view);
  const items = room.height > 84 ? all : all.slice(0, 4);
  return {
    title: room.level === 'lines' ? 'IDE disk' : 'pretended disk',
    says: `The disk and its controller, as QEMU keeps them. ${sentences(items)}`,
    body: { kind: 'rows', items: room.level === 'lines' ? items : items.slice(0, 2) },
  };
}

function ioreq(view: EmulatedIoView, room: Room): Drawn {
  const { ioreq: own } = view;
  const way = own.read ? 'read' : 'write';
  const says = `The request that Xen and QEMU share is ${STATES[own.state].plain}.`;
  if (room.level === 'story') {
    const asked = own.state !== 'none' && room.format !== 'small' ? askedOf(view) : '';
    const items = [
      ...(asked ? [{ id: 'asked', value: `“${asked}”`, says: `The note says: ${asked}.` }] : []),
      { id: 'state', value: STATES[own.state].plain, says },
    ];
    return { title: 'note for QEMU', frame: 'shared', says, body: { kind: 'lines', items } };
  }
  const items = ioreqItems(view);
  return {
    title: room.level === 'lines' ? 'ioreq' : 'note for QEMU',
    aside: own.state === 'none' || room.level !== 'lines' ? '' : way,
    frame: 'shared',
    says: `${says} ${sentences(items)}`,
    body: { kind: 'rows', items: room.level === 'lines' ? items : items.slice(0, 3) },
  };
}

function table(view: EmulatedIoView, room: Room): Drawn | null {
  const { entries } = view.table;
  const fit = room.height > 50 ? 2 : 1;
  const wide = room.width > 160;
  const items = tableItems(view, wide);
  const more = entries.length - Math.min(fit, entries.length);
  if (room.level !== 'lines') {
    // It comes when it is filled. Where dom0 keeps a copy, a story shows it until it has been read, and then the copy.
    if (!view.table.filled || (isStory(room) && !view.cache.direct && isTableRead(view))) return null;
    const rows = plural(entries.length, 'row');
    const item = {
      id: 'pieces',
      label: 'driver’s table',
      value: wide ? 'where the data lies' : rows,
      lights: entries.flatMap((e) => [byteId(e.at), byteId(e.at + 4)]),
      says: `The driver’s table says where the data lies: ${rows}.`,
    };
    return { frame: 'shared', says: item.says, body: { kind: 'rows', items: [item] } };
  }
  return {
    title: 'table',
    aside: more > 0 ? `+ ${more}` : '',
    frame: 'shared',
    says: `The table of regions has ${plural(entries.length, 'entry', 'entries')}. ${sentences(items.slice(0, 4))}`,
    body: { kind: 'rows', items: items.slice(0, fit), room: fit },
  };
}

const isStory = ({ level }: Room): boolean => level === 'story';

function cache(view: EmulatedIoView, room: Room): Drawn | null {
  const { cache: own } = view;
  if (own.direct || (isStory(room) && !isTableRead(view))) return null;
  if (isStory(room)) {
    const aside = plural(own.pages, 'page');
    return { title: 'dom0’s copy', aside, says: `Of the disk, dom0 keeps a copy of ${aside}.` };
  }
  const value = `${plural(own.pages, 'page')}, ${own.dirty} dirty`;
  const item = { id: 'pages', value, says: `The page cache of dom0 holds ${value}.` };
  return {
    title: room.level === 'lines' ? 'page cache' : 'dom0’s copy',
    says: item.says,
    body: { kind: 'lines', items: [item] },
  };
}

/** The bell of dom0, and, in Xen, the interrupt that waits for the guest's processor. */
function bells(view: EmulatedIoView, room: Room): Drawn {
  const bell = eventsDrawn(view.events.backend, 'dom0', room);
  if (room.level === 'lines' || bell.body?.kind !== 'rows') return bell;
  const { posted, irr, injected } = view.vcpu;
  const value = [posted, irr, injected].includes(view.irq.vector) ? 'waits' : 'none';
  const says = `The guest’s interrupt ${value === 'none' ? 'does not wait' : 'waits'} in Xen.`;
  const label = room.format === 'small' ? 'interrupt' : 'guest’s interrupt';
  const interrupt: Item = { id: 'interrupt', label, value, tone: 'hypervisor', says };
  const items = [...bell.body.items, interrupt];
  return { ...bell, says: sentences(items), body: { kind: 'rows', items } };
}

function buffer({ data }: EmulatedIoView, room: Room): Drawn | null {
  if (!data) return null;
  const says = `The program’s buffer begins ${quoted(data.buffer)}.`;
  const lights = [byteId(data.at)];
  if (room.level === 'lines' || room.format === 'small')
    return dataDrawn({ title: 'buffer', plain: 'its data', bytes: data.buffer, says, lights }, room);
  const label = room.width > 180 ? 'the program’s data' : 'its data';
  const item = { id: 'bytes', label, value: quoted(data.buffer), lights, says };
  return { says, body: { kind: 'rows', items: [item] } };
}

function disk({ data, command, disk: { queued } }: EmulatedIoView, room: Room): Drawn | null {
  if (!data) return null;
  const sector = command?.sector ?? 0;
  const plain = room.format === 'small' ? 'the disk' : 'data on the real disk';
  const says = `The disk at sector ${sector}: ${quoted(data.medium)}.`;
  const lights = ['disk'];
  const drawn = dataDrawn({ title: `disk, sector ${sector}`, plain, bytes: data.medium, says, lights }, room);
  if (room.level === 'lines' || room.format === 'small' || drawn.body?.kind !== 'lines') return drawn;
  const value = queued === 0 ? 'has no order' : `has ${plural(queued, 'order')}`;
  const items = [...drawn.body.items, { id: 'orders', value, says: `The real disk ${value}.` }];
  return { ...drawn, says: sentences(items), body: { kind: 'lines', items } };
}

type P = Passing<EmulatedIoView>;
const rung = ({ record }: P): boolean => has(record, 'notify', 'ioreq');
const dma =
  (direct: boolean) =>
  (p: P): Way =>
    p.view.cache.direct === direct && dmaOf(p);
/** One of these fields was read or written. */
const touches = (
  { record }: P,
  kind: 'read' | 'write',
  fields: readonly { readonly at: number }[],
): boolean => record.effects.some((e) => e.kind === kind && fields.some((f) => f.at === e.place.at));
/** Seen by QEMU: the driver's table, where it lies in the guest's memory. */
const readsTable = (p: P): Way =>
  p.record.thread === 'qemu' && touches(p, 'read', p.view.table.entries) && 'back';
const fillsTable = (p: P): Way =>
  p.record.side === 'guest' && touches(p, 'write', p.view.table.entries) && 'there';
/** QEMU reads the note, or writes its answer there. */
function atNote(p: P): Way {
  if (p.record.thread !== 'qemu') return false;
  if (touches(p, 'write', p.view.ioreq.fields)) return 'there';
  return touches(p, 'read', p.view.ioreq.fields) && 'back';
}
const isAt = ({ record }: P, procedure: string, label: string): boolean =>
  record.procedure === procedure && record.label === label;
/** The driver begins a request, touches a register, or reports the request done. */
const drives = (p: P): Way =>
  (isAt(p, 'ata_scsi_queuecmd', 'build') ||
    isAt(p, 'blk_done_softirq', 'end') ||
    p.record.effects.some((e) => e.kind === 'call' && (e.procedure === 'IN' || e.procedure === 'OUT'))) &&
  'there';
const changedLine = ({ view, before }: P): Way =>
  before !== undefined && before.irq.line !== view.irq.line && 'there';
const copied = ({ record, view }: P): Way => {
  const e = payloadOf(record);
  return e !== undefined && (e.to === view.data?.at ? 'back' : 'there');
};

const layouts = layoutsOf(
  {
    heights: [100, 272, 126, 62],
    stand: [34, 34, 66, 31],
    // Threads in the program's order: QEMU, dom0's vCPU, the disk, QEMU's worker, dom0's writeback.
    lanes: { guest: [66], host: [236, 70, 70, 140, 340] },
  },
  {
    heights: [150, 436, 126, 62],
    stand: [27, 27, 64, 31],
    lanes: { guest: [46], host: [44, 112, 58, 118, 44] },
  },
  {
    phone: {
      heights: [96, 236, 110, 60],
      stand: [68, 22, 74, 30],
      lanes: { guest: [58], host: [52, 144, 54, 144, 52] },
    },
    small: { guest: [46], host: [48, 106, 60] },
  },
);
const lanesIn = (layout: LayoutSpec) => ({ guest: laneOf(layout, 'guest'), qemu: laneOf(layout, 'host') });
const [WIDE, TALL] = [lanesIn(layouts.landscape), lanesIn(layouts.portrait)];

const spec = figure<EmulatedIoView>()({
  layouts,
  parts: [
    DONE,
    {
      id: 'tally',
      tone: 'guest',
      from: 'story',
      at: places(
        rect(152, 194, 240, 194),
        rect(20, 290, 154, 308),
        rect(82, 82, 90, 88),
        rect(20, 206, 152, 124),
      ),
      draw: tally,
    },
    {
      id: 'table',
      tone: 'shared',
      from: 'story',
      at: places(rect(152, 134, 240, 52), rect(20, 246, 154, 38), null, rect(20, 166, 152, 34)),
      draw: table,
    },
    {
      id: 'card',
      tone: 'device-model',
      from: 'story',
      at: places(
        rect(422, 34, 114, 86),
        rect(234, 84, 108, 84),
        rect(182, 30, 98, 36),
        rect(186, 28, 156, 40),
      ),
      draw: card,
    },
    {
      id: 'ioreq',
      tone: 'shared',
      from: 'story',
      at: places(
        rect(432, 328, 130, 108),
        rect(190, 626, 150, 88),
        rect(136, 202, 106, 42),
        rect(190, 326, 150, 58),
      ),
      draw: ioreq,
    },
    {
      id: 'events',
      tone: 'host',
      from: 'story',
      at: places(
        rect(636, 362, 150, 62),
        rect(192, 564, 148, 40),
        rect(196, 146, 108, 44),
        rect(190, 268, 150, 48),
      ),
      draw: bells,
    },
    {
      id: 'buffer',
      tone: 'guest',
      from: 'story',
      at: places(rect(126, 34, 200, 42), rect(20, 100, 150, 38), rect(80, 30, 90, 38), rect(20, 28, 152, 36)),
      draw: buffer,
    },
    {
      id: 'cache',
      tone: 'host',
      from: 'story',
      at: places(rect(432, 240, 150, 42), rect(190, 392, 150, 40), null, rect(232, 168, 110, 38)),
      draw: cache,
    },
    {
      id: 'disk',
      tone: 'hardware',
      from: 'story',
      at: places(
        rect(500, 528, 214, 54),
        rect(20, 740, 236, 54),
        rect(136, 276, 88, 38),
        rect(84, 469, 180, 54),
      ),
      draw: disk,
    },
  ],
  wires: [
    {
      id: 'table-read',
      tone: 'shared',
      level: 'story',
      upTo: 'story',
      from: 'lane:qemu',
      to: 'table.right',
      fixed: {
        landscape: [
          { x: 592, y: 84 },
          { x: 592, y: 130 },
          { x: 410, y: 130 },
          { x: 410, y: 160 },
          { x: 392, y: 160 },
        ],
        portrait: [],
        phone: [
          { x: 280, y: 110 },
          { x: 280, y: 116 },
          { x: 179, y: 116 },
          { x: 179, y: 184 },
          { x: 172, y: 184 },
        ],
        small: [],
      },
      when: readsTable,
    },
    // The page that Xen and QEMU share is mapped into QEMU.
    {
      id: 'mapping',
      tone: 'shared',
      level: 'mechanism',
      from: 'ioreq.top:0.785',
      to: 'card.bottom:0.66',
      bends: {
        landscape: [{ y: 312 }, { x: 606 }, { y: 128 }],
        portrait: [{ y: 620 }, { x: 186 }, { y: 180 }],
      },
      fixed: { small: [], phone: [] },
      rests: true,
      when: () => false,
    },
    {
      id: 'note',
      tone: 'device-model',
      level: 'story',
      upTo: 'story',
      from: 'lane:qemu',
      to: 'ioreq.top',
      fixed: {
        landscape: [
          { x: 600, y: 84 },
          { x: 600, y: 306 },
          { x: 497, y: 306 },
          { x: 497, y: 328 },
        ],
        portrait: [],
        phone: [
          { x: 320, y: 110 },
          { x: 320, y: 116 },
          { x: 346, y: 116 },
          { x: 346, y: 350 },
          { x: 340, y: 350 },
        ],
        small: [
          { x: 327, y: 44 },
          { x: 334, y: 44 },
          { x: 334, y: 222 },
          { x: 242, y: 222 },
        ],
      },
      when: atNote,
    },
    // The processor of the guest, in Xen, leaves the note.
    {
      id: 'leaves',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'ioreq.bottom',
      fixed: {
        landscape: [
          { x: 113, y: 464 },
          { x: 497, y: 464 },
          { x: 497, y: 436 },
        ],
        portrait: [],
        phone: [
          { x: 98, y: 430 },
          { x: 265, y: 430 },
          { x: 265, y: 384 },
        ],
        small: [
          { x: 76, y: 223 },
          { x: 136, y: 223 },
        ],
      },
      when: ({ record }) => record.side === 'guest' && has(record, 'ioreq') && 'there',
    },
    // The processor of the guest is at what its driver does.
    {
      id: 'drives',
      tone: 'guest',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'tally.left',
      fixed: {
        landscape: [
          { x: WIDE.guest, y: 178 },
          { x: WIDE.guest, y: 280 },
          { x: 152, y: 280 },
        ],
        portrait: [],
        phone: [
          { x: 98, y: 142 },
          { x: 178, y: 142 },
          { x: 178, y: 260 },
          { x: 172, y: 260 },
        ],
        small: [],
      },
      when: drives,
    },
    // QEMU has Xen let the processor of the guest go on.
    {
      id: 'lets-on',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'lane:qemu',
      to: 'lane:guest',
      fixed: {
        landscape: [
          { x: 570, y: 464 },
          { x: 113, y: 464 },
        ],
        portrait: [],
        phone: [
          { x: 280, y: 430 },
          { x: 98, y: 430 },
        ],
        small: [
          { x: 304, y: 240 },
          { x: 304, y: 260 },
          { x: 46, y: 260 },
          { x: 46, y: 238 },
        ],
      },
      when: (p) => isAt(p, 'default_xen_notification_fn', 'wake') && 'there',
    },
    {
      id: 'channel',
      tone: 'hypervisor',
      level: 'mechanism',
      from: 'ioreq.right:0.65',
      to: 'events.left:0.5',
      fixed: {
        small: [],
        phone: [],
        portrait: [
          { x: 266, y: 626 },
          { x: 266, y: 604 },
        ],
      },
      rests: true,
      when: (p) => rung(p) && 'there',
    },
    // The processor of the guest rings it, in Xen.
    {
      id: 'rings',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'events.bottom',
      fixed: {
        small: [
          { x: 76, y: 212 },
          { x: 95, y: 212 },
          { x: 95, y: 178 },
          { x: 196, y: 178 },
        ],
        landscape: [
          { x: 113, y: 464 },
          { x: 711, y: 464 },
          { x: 711, y: 424 },
        ],
        portrait: [],
        phone: [
          { x: 98, y: 424 },
          { x: 179, y: 424 },
          { x: 179, y: 282 },
          { x: 190, y: 282 },
        ],
      },
      when: (p) => p.record.side === 'guest' && rung(p) && 'there',
    },
    // The bell interrupts the processor, which wakes QEMU.
    {
      id: 'wakes',
      tone: 'host',
      level: 'story',
      upTo: 'story',
      from: 'events.top',
      to: 'lane:qemu',
      fixed: {
        small: [
          { x: 246, y: 146 },
          { x: 246, y: 120 },
        ],
        landscape: [
          { x: 764, y: 362 },
          { x: 764, y: 160 },
          { x: 646, y: 160 },
        ],
        portrait: [],
        phone: [
          { x: 216, y: 268 },
          { x: 216, y: 142 },
          { x: 274, y: 142 },
        ],
      },
      when: ({ record }) =>
        record.thread === 'dom0' && record.procedure === 'evtchn_interrupt' && has(record, 'wake') && 'there',
    },
    // From the answered request to the vCPU that waits for it.
    {
      id: 'answered',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'ioreq.left',
      to: 'lane:guest',
      fixed: {
        landscape: [
          { x: 432, y: 418 },
          { x: WIDE.guest, y: 418 },
          { x: WIDE.guest, y: 180 },
        ],
        portrait: [],
        phone: [
          { x: 190, y: 371 },
          { x: 10, y: 371 },
          { x: 10, y: 142 },
          { x: 18, y: 142 },
        ],
        small: [
          { x: 136, y: 223 },
          { x: 46, y: 223 },
        ],
      },
      // The guest's processor is back in the guest.
      when: ({ record }) => record.side === 'guest' && has(record, 'entry') && 'there',
    },
    {
      id: 'answer',
      tone: 'hypervisor',
      level: 'mechanism',
      from: 'ioreq.left',
      to: 'lane:guest',
      fixed: {
        small: [],
        phone: [],
        landscape: [
          { x: 432, y: 422 },
          { x: 112, y: 422 },
        ],
        portrait: [
          { x: 190, y: 700 },
          { x: 92, y: 700 },
        ],
      },
      when: letOn,
    },
    // The interrupt line, from QEMU's hypercall to the guest's interrupt controller.
    {
      id: 'line',
      tone: 'device-model',
      level: 'mechanism',
      from: 'lane:qemu',
      to: 'lane:guest',
      fixed: {
        small: [],
        phone: [],
        landscape: [
          { x: WIDE.qemu, y: 492 },
          { x: WIDE.guest, y: 492 },
        ],
        portrait: [
          { x: TALL.qemu, y: 725 },
          { x: TALL.guest, y: 725 },
        ],
      },
      rests: true,
      label: { landscape: { text: 'interrupt line 14', x: 160, y: 488 } },
      when: changedLine,
    },
    // In a story it comes only with what passes: QEMU's call makes Xen raise the interrupt.
    {
      id: 'line-told',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'lane:qemu',
      to: 'events.bottom',
      fixed: {
        landscape: [
          { x: 638, y: 464 },
          { x: 711, y: 464 },
          { x: 711, y: 424 },
        ],
        portrait: [],
        phone: [
          { x: 334, y: 424 },
          { x: 347, y: 424 },
          { x: 347, y: 304 },
          { x: 340, y: 304 },
        ],
        small: [
          { x: 290, y: 204 },
          { x: 290, y: 190 },
        ],
      },
      when: ({ record }) => record.procedure === 'vlapic_set_irq' && has(record, 'record') && 'there',
    },
    // Xen, or the processor itself, interrupts the guest.
    {
      id: 'interrupts',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'events.bottom',
      to: 'lane:guest',
      fixed: {
        landscape: [
          { x: 652, y: 424 },
          { x: 652, y: 464 },
          { x: WIDE.guest, y: 464 },
          { x: WIDE.guest, y: 180 },
        ],
        portrait: [],
        phone: [
          { x: 190, y: 304 },
          { x: 179, y: 304 },
          { x: 179, y: 142 },
          { x: 98, y: 142 },
        ],
        small: [
          { x: 196, y: 178 },
          { x: 46, y: 178 },
          { x: 46, y: 120 },
        ],
      },
      when: ({ record }) => record.side === 'guest' && has(record, 'interrupt') && 'there',
    },
    {
      id: 'orders',
      tone: 'host',
      level: 'story',
      upTo: 'story',
      from: 'lane:qemu',
      to: 'lane:disk',
      fixed: {
        landscape: [
          { x: 616, y: 84 },
          { x: 616, y: 518 },
          { x: 770, y: 518 },
          { x: 770, y: 538 },
        ],
        portrait: [],
        phone: [
          { x: 320, y: 110 },
          { x: 320, y: 116 },
          { x: 348, y: 116 },
          { x: 348, y: 470 },
          { x: 318, y: 470 },
          { x: 318, y: 480 },
        ],
        small: [
          { x: 312, y: 56 },
          { x: 312, y: 266 },
          { x: 300, y: 266 },
          { x: 300, y: 276 },
        ],
      },
      when: orders,
    },
    // The disk interrupts dom0's processor, which wakes QEMU.
    {
      id: 'disk-rings',
      tone: 'hardware',
      level: 'story',
      upTo: 'story',
      from: 'lane:disk',
      to: 'lane:qemu',
      fixed: {
        landscape: [
          { x: 796, y: 540 },
          { x: 796, y: 160 },
          { x: 646, y: 160 },
        ],
        portrait: [],
        phone: [
          { x: 304, y: 480 },
          { x: 304, y: 463 },
          { x: 183, y: 463 },
          { x: 183, y: 142 },
          { x: 274, y: 142 },
        ],
        small: [
          { x: 310, y: 284 },
          { x: 318, y: 284 },
          { x: 318, y: 132 },
          { x: 250, y: 132 },
          { x: 250, y: 120 },
        ],
      },
      when: ({ record }) => record.thread === 'dom0' && record.procedure === 'eventfd_signal' && 'there',
    },
    // Where dom0 copies the data, a thread of QEMU's does it, and wakes the other.
    {
      id: 'helper-wakes',
      tone: 'device-model',
      level: 'story',
      upTo: 'story',
      from: 'lane:worker',
      to: 'lane:qemu',
      fixed: {
        landscape: [
          { x: 700, y: 84 },
          { x: 700, y: 160 },
          { x: 646, y: 160 },
        ],
        portrait: [],
        phone: [
          { x: 216, y: 110 },
          { x: 216, y: 142 },
          { x: 274, y: 142 },
        ],
        small: [],
      },
      when: ({ record }) => record.thread === 'worker' && record.procedure === 'eventfd_signal' && 'there',
    },
    {
      id: 'table-fill',
      tone: 'guest',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'table.left',
      fixed: {
        landscape: [
          { x: 113, y: 160 },
          { x: 152, y: 160 },
        ],
        portrait: [],
        phone: [
          { x: 58, y: 160 },
          { x: 58, y: 166 },
        ],
      },
      when: fillsTable,
    },
    {
      id: 'dma',
      tone: 'hardware',
      level: 'story',
      from: 'buffer.right',
      to: 'disk.top:0.1',
      bends: {
        landscape: [{ x: 402 }, { y: 520 }],
        portrait: [{ x: 182 }, { y: 734 }],
        phone: [{ x: 179 }, { y: 464 }],
        small: [{ x: 177 }, { y: 197 }, { x: 131 }, { y: 260 }],
      },
      when: dma(true),
    },
    {
      id: 'copy',
      tone: 'host',
      level: 'story',
      from: 'buffer.right',
      to: 'cache.left',
      bends: { landscape: [{ x: 402 }], portrait: [{ x: 182 }], phone: [{ x: 179 }] },
      when: copied,
    },
    {
      id: 'written',
      tone: 'hardware',
      level: 'story',
      from: 'cache.left',
      to: 'disk.top:0.1',
      bends: {
        landscape: [{ x: 402 }, { y: 520 }],
        portrait: [{ x: 182 }, { y: 734 }],
        phone: [{ x: 179 }, { y: 464 }],
      },
      when: dma(false),
    },
    {
      id: 'table',
      tone: 'shared',
      level: 'mechanism',
      from: 'table.right',
      to: 'card.bottom:0.3',
      bends: { landscape: [{ x: 410 }, { y: 128 }], portrait: [{ x: 182 }, { y: 176 }] },
      fixed: { phone: [] },
      when: (p) =>
        p.record.effects.some((e) => e.kind === 'read' && e.place.layout === 'ata_bmdma_prd') &&
        !p.record.world.startsWith('guest') &&
        'there',
    },
  ],
  key: [
    { sign: '→', means: 'the guest writes a register', tone: 'guest', from: 'lines' },
    { sign: '←', means: 'it reads one', tone: 'guest', from: 'lines' },
    { sign: 'upcall', means: 'the vCPU is told to look (evtchn_upcall_pending)', from: 'lines' },
    { sign: 'select', means: 'in which word to look (evtchn_pending_sel)', from: 'lines' },
    { sign: 'pend', means: 'an event waits (evtchn_pending)', from: 'lines' },
    { sign: 'mask', means: 'and is held back (evtchn_mask)', from: 'lines' },
  ],
});

export const emulatedIoScene = sceneOf(spec);
