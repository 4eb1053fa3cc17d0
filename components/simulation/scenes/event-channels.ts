/**
 * The figure of event channels: the words that Xen and the kernels share, Xen's table of ports, and the way that an
 * event takes to a vCPU. To a newcomer a port is a bell: who rings, whose it is, is it held back, who answers.
 */
import type { EventChannelsView, StepRecord, VcpuView } from '@/engine/index.ts';
import { bitsDrawn } from '../figure/parts/event-channel/bits.ts';
import { DOM0, GUEST, isLines, isStory, portIn } from '../figure/parts/event-channel/names.ts';
import { operations, takesPart } from '../figure/parts/event-channel/operations.ts';
import { bellBits, driverDrawn, portTable, wishDrawn } from '../figure/parts/event-channel/ports.ts';
import { looseDrawn, queuesDrawn } from '../figure/parts/event-channel/queues.ts';
import { peerDrawn, upcallTable } from '../figure/parts/event-channel/upcalls.ts';
import { wayOf, wayTable } from '../figure/parts/event-channel/ways.ts';
import {
  type Format,
  figure,
  type Passing,
  type Places,
  places,
  type Rect,
  type Room,
  rect,
} from '../figure/spec.ts';
import type { Tone } from '../model/worlds.ts';
import type { Point } from '../stage/geometry.ts';
import { type LayoutSpec, laneOf, layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';
import { effectIn, interrupts } from './steps.ts';

type View = EventChannelsView;

/** At the level of lines both vCPUs are there; above it only those that this story uses. */
const vcpusOf = (view: View, room: Room): readonly VcpuView[] =>
  view.guest.vcpus.filter((v) => isLines(room) || takesPart(view, v.vcpu));

/** Somebody's ring has set a bit of this domain's. A binding sets its own, which is nobody's ring. */
const rang = ({ record, view }: Passing<View>, to: number): boolean => {
  const e = effectIn(record, 'notify');
  return e?.to === to && (to === GUEST ? view.ringing !== null : e.from !== to);
};

/** Something has entered the way to a vCPU of the guest. */
const called = ({ view, before }: Passing<View>): boolean =>
  before !== undefined &&
  view.guest.vcpus.some((v, i) => {
    const old = before.guest.vcpus[i];
    const filled = (w: VcpuView): number => wayOf(w).stations.filter((s) => s.value !== '').length;
    return old !== undefined && filled(v) > filled(old) && filled(old) === 0;
  });

/** The guest rings at dom0 in this story; in the others dom0's own bells never ring, and are left out. */
const ringsDom0 = ({ program: { ops } }: View): boolean =>
  ops.some((o) => o.who === 'd' && /\.bind\(/.test(o.text)) && ops.some((o) => /^g\d\.send/.test(o.text));
/** A driver of the guest's is called. */
const isDriverCalled = ({ view, before }: Passing<View>): boolean =>
  before !== undefined &&
  Object.entries(view.program.handled).some(
    ([of, n]) => of.startsWith(`${view.guest.domain}.`) && n > (before.program.handled[of] ?? 0),
  );
const begunBy = (view?: View): number => view?.program.begun ?? Number.POSITIVE_INFINITY;
const inGuest = ({ thread }: StepRecord): boolean => thread.startsWith('guest');
/** vCPUs of the guest that are told to look, that have found a bell, that are in a handler. */
const count = (view: View | undefined, is: (v: VcpuView) => boolean): number =>
  view?.guest.vcpus.filter(is).length ?? 0;
const flags = (view?: View) => count(view, (v) => v.upcall_pending !== 0);
const finds = (view?: View) => count(view, (v) => (v.scan?.port ?? null) !== null);
const busy = (view?: View) => count(view, (v) => wayOf(v).state === 'busy');

const noPhone = (landscape: Rect, portrait: Rect): Places => ({
  ...places(landscape, portrait),
  phone: null,
});
/** On a phone the story is lower, and the guest's boxes leave room for dom0's. */
const AT = {
  driver: places(rect(108, 156, 128, 88), rect(20, 115, 206, 49), null, rect(20, 114, 222, 48)),
  wish: places(rect(600, 96, 106, 52), rect(236, 118, 106, 46), null, rect(258, 128, 94, 42)),
  operations: noPhone(rect(222, 30, 384, 54), rect(176, 28, 168, 42)),
  upcalls: places(rect(250, 100, 318, 76), rect(20, 166, 322, 78), null, rect(20, 166, 222, 50)),
  bits: places(rect(250, 182, 318, 88), rect(20, 250, 322, 90), null, rect(20, 220, 222, 74)),
  more: noPhone(rect(250, 276, 318, 80), rect(20, 346, 322, 76)),
  ports: places(rect(250, 364, 318, 92), rect(20, 430, 322, 90), null, rect(20, 320, 310, 66)),
  ways: places(rect(250, 468, 318, 84), rect(20, 528, 322, 82), null, rect(20, 392, 310, 54)),
  peer: places(rect(600, 178, 126, 138), rect(20, 618, 322, 66), null, rect(258, 176, 94, 62)),
};
const layouts = layoutsOf(
  {
    border: 592,
    heights: [62, 186, 288, 54],
    storyFloor: 26,
    stand: [28, 34, 218, 27],
    lanes: { guest: [66, 172], host: [66, 168] },
  },
  {
    border: 232,
    heights: [46, 274, 420, 54],
    storyFloor: 24,
    stand: [23, 22, 370, 27],
    lanes: { guest: [46, 130], host: [44, 128] },
  },
  {
    phone: {
      border: 250,
      heights: [42, 238, 206, 24],
      stand: [21, 24, 168, 12],
      lanes: { guest: [46, 130], host: [49, 133] },
    },
  },
);

type Drawable = Exclude<Format, 'small'>;
const inFormat = (format: Format): Drawable => (format === 'small' ? 'portrait' : format);
/** Where a CPU stands: running its program, its kernel, or Xen. */
type Ground = 'user' | 'kernel' | 'hypervisor';
const GROUNDS: readonly Ground[] = ['user', 'kernel', 'hypervisor'];
const groundOf = ({ world }: StepRecord): Ground =>
  world === 'hypervisor' ? 'hypervisor' : world === 'guest-user' || world === 'hardware' ? 'user' : 'kernel';
/** From the middle of a token to its edge, sideways and up or down. */
const EDGE = { x: 52, y: 18 };
/** Where lines run between boxes and beside them. */
const GUTTERS = {
  landscape: { left: 243, right: 580 },
  portrait: { left: 13, right: 348 },
  phone: { left: 13, right: 341 },
} as const;

/** From a CPU, wherever it stands, to a box: what happens there, it does. */
function fromCpu(thread: string, ground: Ground, part: keyof typeof AT, at: Format): readonly Point[] {
  const format = inFormat(at);
  const box = AT[part][format];
  if (!box) return [];
  const { title, heights, stand } = layouts[format] as LayoutSpec;
  const x = LANES[format][thread] ?? 0;
  const n = GROUNDS.indexOf(ground);
  const y = title + heights.slice(0, n).reduce((sum, h) => sum + h, 0) + (stand[n] ?? 0);
  const middle = box.y + box.height / 2;
  const guest = thread.startsWith('guest');
  if (part === 'driver' && format === 'landscape')
    return [
      { x, y: y + EDGE.y },
      ...(x < box.x
        ? [
            { x, y: middle },
            { x: box.x, y: middle },
          ]
        : [{ x, y: box.y }]),
    ];
  const gutter = GUTTERS[format][guest ? 'left' : 'right'];
  const to = { x: guest ? box.x : box.x + box.width, y: middle };
  if (format === 'landscape')
    return [{ x: x + (guest ? EDGE.x : -EDGE.x), y }, { x: gutter, y }, { x: gutter, y: middle }, to];
  const down = ground === 'hypervisor' ? -1 : 1;
  const beside = y + down * (EDGE.y + 4);
  // On a phone the guest's boxes leave room for dom0's column.
  const isAround = format === 'phone' && !guest && to.x < FLOOR.x;
  return [
    { x, y: y + down * EDGE.y },
    { x, y: beside },
    { x: gutter, y: beside },
    ...(isAround
      ? [{ x: gutter, y: FLOOR.y }, FLOOR, { x: FLOOR.x, y: middle }]
      : [{ x: gutter, y: middle }]),
    to,
  ];
}
/** Under the guest's boxes on a phone, and to their right. */
const FLOOR = { x: 246, y: 311 };
const LANES = Object.fromEntries(
  (['landscape', 'portrait', 'phone'] as const).map((format) => {
    const layout = layouts[format] as LayoutSpec;
    return [
      format,
      {
        guest: laneOf(layout, 'guest', 0),
        guest1: laneOf(layout, 'guest', 1),
        dom0: laneOf(layout, 'host', 0),
        timer: laneOf(layout, 'host', 1),
      } as Readonly<Record<string, number>>,
    ];
  }),
) as Readonly<Record<Drawable, Readonly<Record<string, number>>>>;
/** From dom0's CPU to the box of what it wants. */
const TO_WISH: Partial<Record<Format, readonly Point[]>> = {
  landscape: [
    { x: 740, y: 122 },
    { x: 706, y: 122 },
  ],
  portrait: [
    { x: 316, y: 109 },
    { x: 316, y: 118 },
  ],
  phone: [
    { x: 311, y: 108 },
    { x: 311, y: 128 },
  ],
};
/** From the guest's CPU, which runs Xen, to dom0's bits. */
const TO_PEER: Readonly<Record<Drawable, readonly Point[]>> = {
  landscape: [
    { x: 118, y: 492 },
    { x: 244, y: 492 },
    { x: 244, y: 360 },
    { x: 663, y: 360 },
    { x: 663, y: 316 },
  ],
  portrait: [
    { x: 46, y: 694 },
    { x: 46, y: 684 },
  ],
  phone: [
    { x: 46, y: 454 },
    { x: 46, y: 450 },
    { x: 13, y: 450 },
    { x: 13, y: FLOOR.y },
    { x: 305, y: FLOOR.y },
    { x: 305, y: 238 },
  ],
};

/** Something that the CPU of the step does to a box, or that was done to it when the steps between are told as one. */
const does = (
  id: string,
  part: keyof typeof AT,
  when: (p: Passing<View>) => boolean,
  tone: Tone = 'hypervisor',
) => ({
  id,
  tone,
  level: 'story' as const,
  from: 'lane:guest' as const,
  to: `${part}.left` as `${typeof part}.left`,
  points: ({ record }: Passing<View>, { format }: Room) =>
    fromCpu(record.thread, groundOf(record), part, format),
  when: (p: Passing<View>) => when(p) && ('there' as const),
});
const spec = figure<View>()({
  layouts,
  parts: [
    {
      id: 'driver',
      tone: 'guest',
      from: 'story',
      at: AT.driver,
      draw: (view, room) =>
        isLines(room) ? null : driverDrawn(view.guest, view.program, portIn(view, view.guest), room),
    },
    {
      id: 'wish',
      tone: 'host',
      from: 'story',
      at: AT.wish,
      draw: (view, room) => (isLines(room) ? null : wishDrawn(view.program, room)),
    },
    {
      id: 'operations',
      tone: 'hardware',
      from: 'mechanism',
      at: AT.operations,
      draw: ({ program }, room) => operations(program, room),
    },
    {
      id: 'upcalls',
      tone: 'shared',
      from: 'story',
      at: AT.upcalls,
      draw: (view, room) => upcallTable(view.guest, vcpusOf(view, room), room),
    },
    {
      id: 'bits',
      tone: 'shared',
      from: 'story',
      at: AT.bits,
      draw: (view, room) => {
        const { guest } = view;
        const port = portIn(view, guest);
        if (isStory(room)) return bellBits(guest, view.program, port);
        return guest.abi === 'fifo' ? queuesDrawn(guest, room) : bitsDrawn(guest, port, room);
      },
    },
    {
      id: 'more',
      tone: 'shared',
      from: 'lines',
      at: AT.more,
      // The second run of bits, or the event words that are in no queue.
      draw: (view, room) =>
        view.guest.abi === 'fifo'
          ? looseDrawn(view.guest)
          : bitsDrawn(view.guest, portIn(view, view.guest), room, 1),
    },
    {
      id: 'ports',
      tone: 'hypervisor',
      from: 'story',
      at: AT.ports,
      draw: (view, room) => portTable(view, portIn(view, view.guest), room),
    },
    {
      id: 'ways',
      tone: 'hypervisor',
      from: 'story',
      at: AT.ways,
      draw: (view, room) => wayTable(view.guestType, vcpusOf(view, room), room),
    },
    {
      id: 'peer',
      tone: 'shared',
      from: 'story',
      at: AT.peer,
      draw: (view, room) =>
        isStory(room) && !ringsDom0(view) ? null : peerDrawn(view.dom0, portIn(view, view.dom0), room),
    },
  ],
  wires: [
    {
      id: 'wish',
      tone: 'host',
      level: 'story',
      upTo: 'story',
      from: 'lane:dom0',
      to: 'wish.right',
      fixed: TO_WISH,
      when: ({ view, before }) =>
        begunBy(view) > begunBy(before) && wishDrawn(view.program) !== null && 'there',
    },
    // Nobody rings past Xen: the CPU that asked runs it.
    does('allow', 'ports', ({ view, before }) => view.ringing !== null && !before?.ringing),
    does('ring', 'bits', (p) => rang(p, GUEST)),
    {
      ...does('ring.dom0', 'peer', (p) => rang(p, DOM0)),
      points: (_, { format }) => TO_PEER[inFormat(format)],
    },
    does('mark', 'upcalls', ({ view, before }) => before !== undefined && flags(view) > flags(before)),
    does('call', 'ways', called),
    ...(['guest', 'guest1'] as const).map((thread) => ({
      ...does(`interrupt.${thread}`, 'ways', (p) => interrupts(thread)(p) !== false),
      // A story stops where the CPU has come to its kernel.
      points: ({ record }: Passing<View>, { level, format }: Room) =>
        fromCpu(thread, level === 'story' ? 'kernel' : groundOf(record), 'ways', format).toReversed(),
    })),
    does(
      'lower',
      'upcalls',
      ({ record, view, before }) => inGuest(record) && flags(view) < flags(before),
      'guest',
    ),
    does(
      'find',
      'bits',
      ({ record, view, before }) => inGuest(record) && finds(view) > finds(before),
      'guest',
    ),
    does('driver', 'driver', (p) => isDriverCalled(p) && inGuest(p.record), 'guest'),
    {
      ...does('done', 'ways', ({ view, before }) => busy(view) < busy(before), 'guest'),
      // It is the kernel that ends it: a story stops where the CPU is back in its program.
      points: ({ record }, { level, format }) =>
        fromCpu(record.thread, level === 'story' ? 'kernel' : groundOf(record), 'ways', format),
    },
    {
      // In the stories dom0 is interrupted by its own binding only, which is not told.
      id: 'interrupt.dom0',
      tone: 'hypervisor',
      level: 'mechanism',
      from: 'peer.right',
      to: 'lane:dom0',
      // On to the CPU itself, where the border is not beside it.
      fixed: {
        portrait: [
          { x: 342, y: 651 },
          { x: 348, y: 651 },
          { x: 348, y: 112 },
        ],
      },
      when: interrupts('dom0'),
    },
  ],
  key: [
    { sign: '1', means: 'set: something happened', tone: 'shared', look: 'set', from: 'mechanism' },
    { sign: '1', means: 'masked: held back', tone: 'shared', look: 'masked', from: 'mechanism' },
    { sign: '0', means: 'clear', tone: 'shared', look: 'clear', from: 'mechanism' },
    { sign: '1', means: 'a kernel has still to look', tone: 'guest', look: 'masked', from: 'mechanism' },
    { sign: '▲', means: 'the port that it has found', tone: 'guest', look: 'now', from: 'mechanism' },
    { sign: '›', means: 'where its look began', tone: 'guest', look: 'idle', from: 'mechanism' },
    {
      sign: 'P',
      means: 'PENDING, M MASKED, L LINKED, →n LINK: the port behind it',
      tone: 'shared',
      from: 'lines',
    },
    { sign: 'f3', means: 'a vector on its way', look: 'now', from: 'lines' },
  ],
  doing: ({ program }, thread) => (program.running.includes(thread) ? 'running its program' : undefined),
});

export const eventChannelsScene = sceneOf(spec);
