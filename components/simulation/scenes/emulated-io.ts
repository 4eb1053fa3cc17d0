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
  progressOf,
  STATES,
  tableItems,
  tallyItems,
} from '../figure/parts/ide.ts';
import {
  type Drawn,
  figure,
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
    // As the counts have it: a write has touched its register when it leaves.
    const touched = view.accesses.length;
    const wide = room.width > 200;
    const count = {
      id: 'done',
      value: countOf(touched),
      ...(room.format !== 'small' && { label: wide ? 'disk registers touched' : 'registers' }),
      says,
    };
    if (room.format !== 'small') {
      const latest = latestItems(view);
      return {
        title: 'guest’s driver',
        says,
        body: { kind: 'single', items: [count] },
        below: { body: { kind: 'rows', items: latest, room: LATEST }, share: 0.55 },
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
    const items = [{ id: 'progress', value, says: `The disk that QEMU plays: ${value}.` }];
    return { title: 'QEMU’s disk', says: sentences(items), body: { kind: 'lines', items } };
  }
  const all = cardItems(view);
  const items = room.height > 100 ? all : all.slice(0, 4);
  return {
    title: room.level === 'lines' ? 'IDE disk' : 'QEMU’s disk',
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
  const wide = room.width > 130;
  const items = tableItems(view, wide);
  const more = entries.length - Math.min(fit, entries.length);
  if (room.level !== 'lines') {
    // Where dom0 keeps a copy, a story shows the table until it has been read, and then the copy.
    if (view.command === null || (isStory(room) && !view.cache.direct && isTableRead(view))) return null;
    const rows = plural(entries.length, 'row');
    const item = {
      id: 'pieces',
      value: wide ? 'where the data lies' : rows,
      lights: entries.flatMap((e) => [byteId(e.at), byteId(e.at + 4)]),
      says: `The driver’s table says where the data lies: ${rows}.`,
    };
    return {
      title: 'driver’s table',
      aside: wide ? rows : '',
      frame: 'shared',
      says: item.says,
      body: { kind: 'lines', items: [item] },
    };
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

const rung = ({ record }: Passing<EmulatedIoView>): boolean => has(record, 'notify', 'ioreq');
const dma =
  (direct: boolean) =>
  (p: Passing<EmulatedIoView>): Way =>
    p.view.cache.direct === direct && dmaOf(p);
/** Seen by QEMU: the driver's table, where it lies in the guest's memory. */
const readsTable = ({ record, view }: Passing<EmulatedIoView>): Way =>
  record.thread === 'qemu' &&
  record.effects.some((e) => e.kind === 'read' && view.table.entries.some((t) => t.at === e.place.at)) &&
  'there';
/** The driver fills its table. */
const fillsTable = ({ record, view }: Passing<EmulatedIoView>): Way =>
  record.side === 'guest' &&
  record.effects.some(
    (e) =>
      e.kind === 'write' && view.table.entries.some((t) => t.at === e.place.at || t.at + 4 === e.place.at),
  ) &&
  'there';
const changedLine = ({ view, before }: Passing<EmulatedIoView>): Way =>
  before !== undefined && before.irq.line !== view.irq.line && 'there';
const copied = ({ record, view }: Passing<EmulatedIoView>): Way => {
  const e = payloadOf(record);
  return e !== undefined && (e.to === view.data?.at ? 'back' : 'there');
};

const layouts = layoutsOf(
  {
    heights: [120, 240, 126, 62],
    stand: [27, 34, 66, 34],
    // Threads in the program's order: QEMU, dom0's vCPU, the disk, QEMU's worker, dom0's writeback.
    lanes: { guest: [66], host: [54, 138, 314, 224, 312] },
  },
  {
    heights: [150, 392, 126, 54],
    stand: [27, 27, 64, 27],
    lanes: { guest: [46], host: [44, 112, 258, 118, 44] },
  },
  { small: { guest: [46], host: [48, 106, 60] } },
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
      at: places(rect(152, 154, 240, 224), rect(20, 246, 154, 308), rect(20, 122, 108, 66)),
      draw: tally,
    },
    {
      id: 'table',
      tone: 'shared',
      from: 'story',
      at: places(rect(346, 34, 160, 62), rect(124, 100, 112, 38)),
      draw: table,
    },
    {
      id: 'card',
      tone: 'device-model',
      from: 'story',
      at: places(rect(516, 34, 114, 106), rect(244, 84, 98, 84), rect(182, 30, 98, 36)),
      draw: card,
    },
    {
      id: 'ioreq',
      tone: 'shared',
      from: 'story',
      at: places(rect(432, 316, 130, 108), rect(190, 582, 150, 88), rect(136, 202, 106, 42)),
      draw: ioreq,
    },
    {
      id: 'events',
      tone: 'host',
      from: 'story',
      at: places(rect(572, 364, 128, 44), rect(192, 520, 148, 40)),
      draw: ({ events }, room) => eventsDrawn(events.backend, 'dom0', room),
    },
    {
      id: 'buffer',
      tone: 'guest',
      from: 'story',
      at: places(rect(160, 34, 176, 42), rect(20, 100, 92, 38), rect(80, 30, 90, 38)),
      draw: ({ data }, room) =>
        data &&
        dataDrawn(
          {
            title: 'buffer',
            plain: room.width > 130 ? 'the program’s data' : 'its data',
            bytes: data.buffer,
            says: `The program’s buffer begins ${quoted(data.buffer)}.`,
            lights: [byteId(data.at)],
          },
          room,
        ),
    },
    {
      id: 'cache',
      tone: 'host',
      from: 'story',
      at: places(rect(432, 240, 150, 42), rect(190, 348, 150, 40)),
      draw: cache,
    },
    {
      id: 'disk',
      tone: 'hardware',
      from: 'story',
      at: places(rect(568, 524, 228, 44), rect(128, 699, 212, 40), rect(136, 276, 88, 38)),
      draw: ({ data, command }, room) => {
        if (!data) return null;
        const sector = command?.sector ?? 0;
        return dataDrawn(
          {
            title: `disk, sector ${sector}`,
            plain: room.format === 'small' ? 'the disk' : 'data on the disk',
            bytes: data.medium,
            says: `The disk at sector ${sector}: ${quoted(data.medium)}.`,
            lights: ['disk'],
          },
          room,
        );
      },
    },
  ],
  wires: [
    {
      id: 'table-read',
      tone: 'shared',
      level: 'story',
      from: 'table.right',
      to: 'card.left',
      when: readsTable,
    },
    // The page that Xen and QEMU share is mapped into QEMU.
    {
      id: 'mapping',
      tone: 'shared',
      level: 'story',
      from: 'ioreq.top:0.785',
      to: 'card.bottom:0.66',
      bends: { landscape: [{ y: 300 }], portrait: [{ y: 576 }, { x: 186 }, { y: 180 }] },
      rests: true,
      when: () => false,
    },
    {
      id: 'channel',
      tone: 'hypervisor',
      level: 'mechanism',
      from: 'ioreq.right:0.65',
      to: 'events.left:0.5',
      fixed: {
        portrait: [
          { x: 266, y: 582 },
          { x: 266, y: 560 },
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
        landscape: [
          { x: 113, y: 452 },
          { x: 636, y: 452 },
          { x: 636, y: 408 },
        ],
        portrait: [
          { x: TALL.guest, y: 612 },
          { x: TALL.guest, y: 574 },
          { x: 266, y: 574 },
          { x: 266, y: 560 },
        ],
      },
      when: (p) => p.record.side === 'guest' && rung(p) && 'there',
    },
    // The bell is heard by the processor, which wakes QEMU.
    {
      id: 'wakes',
      tone: 'host',
      level: 'story',
      upTo: 'story',
      from: 'events.top',
      to: 'lane:qemu',
      fixed: {
        landscape: [
          { x: 690, y: 364 },
          { x: 690, y: 180 },
          { x: 753, y: 180 },
        ],
        portrait: [
          { x: 192, y: 540 },
          { x: 187, y: 540 },
          { x: 187, y: 201 },
          { x: 288, y: 201 },
        ],
      },
      when: ({ record, view, before }) =>
        record.thread === 'dom0' && before?.deviceModel.asleep === true && isHeard(view) && 'there',
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
          { x: 432, y: 410 },
          { x: WIDE.guest, y: 410 },
          { x: WIDE.guest, y: 200 },
        ],
        portrait: [
          { x: 190, y: 656 },
          { x: 12, y: 656 },
          { x: 12, y: 219 },
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
        landscape: [
          { x: 432, y: 410 },
          { x: 112, y: 410 },
        ],
        portrait: [
          { x: 190, y: 656 },
          { x: 92, y: 656 },
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
        landscape: [
          { x: 774, y: 480 },
          { x: WIDE.guest, y: 480 },
        ],
        portrait: [
          { x: TALL.qemu, y: 681 },
          { x: TALL.guest, y: 681 },
        ],
      },
      rests: true,
      label: { landscape: { text: 'interrupt line 14', x: 160, y: 476 } },
      when: changedLine,
    },
    // In a story it comes only with what passes along it.
    {
      id: 'line-told',
      tone: 'device-model',
      level: 'story',
      upTo: 'story',
      from: 'lane:qemu',
      to: 'lane:guest',
      fixed: {
        landscape: [
          { x: WIDE.qemu, y: 452 },
          { x: WIDE.guest, y: 452 },
          { x: WIDE.guest, y: 70 },
        ],
        portrait: [
          { x: TALL.qemu, y: 670 },
          { x: TALL.qemu, y: 676 },
          { x: 12, y: 676 },
          { x: 12, y: 60 },
        ],
        small: [],
      },
      when: changedLine,
    },
    {
      id: 'interrupts',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'lane:guest',
      fixed: {
        landscape: [
          { x: WIDE.guest, y: 452 },
          { x: WIDE.guest, y: 70 },
        ],
        portrait: [
          { x: 12, y: 640 },
          { x: 12, y: 60 },
        ],
        small: [],
      },
      when: ({ record }) => record.side === 'guest' && has(record, 'interrupt') && 'there',
    },
    {
      id: 'orders',
      tone: 'host',
      level: 'story',
      upTo: 'story',
      from: 'lane:qemu',
      to: 'disk.top',
      fixed: {
        landscape: [
          { x: WIDE.qemu, y: 200 },
          { x: WIDE.qemu, y: 524 },
        ],
        portrait: [
          { x: 349, y: 201 },
          { x: 349, y: 719 },
          { x: 340, y: 719 },
        ],
        small: [],
      },
      when: orders,
    },
    {
      id: 'table-fill',
      tone: 'guest',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'table.bottom:0.2',
      fixed: {
        landscape: [
          { x: 113, y: 180 },
          { x: 132, y: 180 },
          { x: 132, y: 112 },
          { x: 378, y: 112 },
          { x: 378, y: 96 },
        ],
        portrait: [
          { x: TALL.guest, y: 183 },
          { x: TALL.guest, y: 156 },
          { x: 146, y: 156 },
          { x: 146, y: 138 },
        ],
      },
      when: fillsTable,
    },
    {
      id: 'dma',
      tone: 'hardware',
      level: 'story',
      from: 'buffer.bottom',
      to: 'disk.top:0.1',
      bends: {
        landscape: [{ y: 103 }, { x: 402 }, { y: 516 }],
        portrait: [{ y: 145 }, { x: 182 }, { y: 668 }],
        small: [{ y: 112 }, { x: 132 }, { y: 260 }],
      },
      when: dma(true),
    },
    {
      id: 'copy',
      tone: 'host',
      level: 'story',
      from: 'buffer.bottom',
      to: 'cache.left',
      bends: { landscape: [{ y: 103 }, { x: 402 }], portrait: [{ y: 145 }, { x: 182 }] },
      when: copied,
    },
    {
      id: 'written',
      tone: 'hardware',
      level: 'story',
      from: 'cache.left',
      to: 'disk.top:0.1',
      bends: { landscape: [{ x: 402 }, { y: 516 }], portrait: [{ x: 182 }, { y: 668 }] },
      when: dma(false),
    },
    {
      id: 'table',
      tone: 'shared',
      level: 'mechanism',
      from: 'table.right',
      to: 'card.left',
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
