/**
 * The figure of event channels: the words that Xen and the kernels share, Xen's table of ports, and the way that an
 * event takes to a vCPU. To a newcomer a port is a bell: who rings, whose it is, is it held back, who answers.
 */
import type { EventChannelsView, VcpuView } from '@/engine/index.ts';
import { bitsDrawn } from '../figure/parts/event-channel/bits.ts';
import { DOM0, GUEST, isLines, isStory, portIn } from '../figure/parts/event-channel/names.ts';
import { operations, takesPart } from '../figure/parts/event-channel/operations.ts';
import { bellBits, driverDrawn, portTable } from '../figure/parts/event-channel/ports.ts';
import { looseDrawn, queuesDrawn } from '../figure/parts/event-channel/queues.ts';
import { peerDrawn, upcallTable } from '../figure/parts/event-channel/upcalls.ts';
import { wayOf, wayTable } from '../figure/parts/event-channel/ways.ts';
import { figure, type Passing, places, type Room, rect } from '../figure/spec.ts';
import type { Point } from '../stage/geometry.ts';
import { type LayoutSpec, laneOf, layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';
import { effectIn, interrupts } from './steps.ts';

type View = EventChannelsView;

/** At the level of lines both vCPUs are there; above it only those that this story uses. */
const vcpusOf = (view: View, room: Room): readonly VcpuView[] =>
  view.guest.vcpus.filter((v) => isLines(room) || takesPart(view, v.vcpu));

/** Domains from here on are Xen's own: its timer rings. */
const XEN = 2;
const rang = ({ record }: Passing<View>, from: (domain: number) => boolean): boolean => {
  const e = effectIn(record, 'notify');
  return e !== undefined && e.from !== e.to && from(e.from);
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

/** A vCPU of the guest is told to look. */
const flagged = ({ view, before }: Passing<View>): boolean =>
  view.guest.vcpus.some((v, i) => v.upcall_pending !== 0 && before?.guest.vcpus[i]?.upcall_pending === 0);

const ring = (p: Passing<View>) => {
  if (rang(p, (from) => from === DOM0)) return 'there' as const;
  return rang(p, (from) => from === GUEST) && ('back' as const);
};
type Ways = Readonly<Record<'landscape' | 'portrait', readonly Point[]>>;
const inFormat = (ways: Ways, room: Room): readonly Point[] =>
  ways[room.format === 'portrait' ? 'portrait' : 'landscape'];
const layouts = layoutsOf(
  {
    border: 579,
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
);
const lanesIn = (layout: LayoutSpec) => ({
  guest: laneOf(layout, 'guest', 0),
  guest1: laneOf(layout, 'guest', 1),
  dom0: laneOf(layout, 'host'),
});
const [WIDE, TALL] = [lanesIn(layouts.landscape), lanesIn(layouts.portrait)];
const BITS = places(rect(250, 182, 318, 88), rect(20, 250, 322, 90));
/** In landscape: where tokens stand in Xen, and from their middle to their edge. */
const IN_XEN = 492;
const EDGE = 52;

/** From a token in Xen up beside the guest's bits, and to them. */
function toBits(wide: number, tall: Point, into: number): Ways {
  const { landscape, portrait } = BITS;
  const y = landscape.y + landscape.height / 2;
  return {
    landscape: [
      { x: wide, y: IN_XEN },
      { x: 578, y: IN_XEN },
      { x: 578, y },
      { x: landscape.x + landscape.width, y },
    ],
    portrait: [tall, { x: 348, y: tall.y }, { x: 348, y: into }, { x: portrait.x + portrait.width, y: into }],
  };
}
/** From dom0's CPU, which runs Xen. */
const FROM_DOM0 = toBits(WIDE.dom0 - EDGE, { x: TALL.dom0, y: 692 }, 295);
/** From Xen's own timer. */
const FROM_TIMER = toBits(658, { x: 292, y: 714 }, 287);
/** From the guest's CPU, which runs Xen, to dom0's bits. */
const FROM_GUEST: Ways = {
  landscape: [
    { x: WIDE.guest + EDGE, y: IN_XEN },
    { x: 244, y: IN_XEN },
    { x: 244, y: 360 },
    { x: 651, y: 360 },
    { x: 651, y: 316 },
  ],
  portrait: [
    { x: TALL.guest, y: 694 },
    { x: TALL.guest, y: 684 },
  ],
};
/** From the interrupt to the CPU that takes it: up to where it runs its program, or to where it is in Xen already. */
function toCpu(thread: 'guest' | 'guest1', inXen: boolean): Ways {
  const [wide, narrow] = [WIDE[thread], TALL[thread]];
  return {
    landscape: [
      { x: 250, y: 510 },
      { x: 243, y: 510 },
      ...(inXen
        ? [
            { x: 243, y: IN_XEN },
            { x: wide + EDGE, y: IN_XEN },
          ]
        : [
            { x: 243, y: 95 },
            { x: wide, y: 95 },
            { x: wide, y: 66 },
          ]),
    ],
    portrait: [
      { x: 20, y: 569 },
      { x: 13, y: 569 },
      { x: 13, y: inXen ? 690 : 82 },
      { x: narrow, y: inXen ? 690 : 82 },
      { x: narrow, y: inXen ? 696 : 67 },
    ],
  };
}
/** From the CPU to the driver that it calls. */
const TO_DRIVER: Ways = {
  landscape: [
    { x: WIDE.guest, y: 142 },
    { x: WIDE.guest, y: 200 },
    { x: 108, y: 200 },
  ],
  portrait: [
    { x: 88, y: 92 },
    { x: 100, y: 92 },
    { x: 100, y: 115 },
  ],
};

const spec = figure<View>()({
  layouts,
  parts: [
    {
      id: 'driver',
      tone: 'guest',
      from: 'story',
      at: places(rect(108, 156, 128, 88), rect(20, 115, 206, 49)),
      draw: (view, room) =>
        isLines(room) ? null : driverDrawn(view.guest, view.program, portIn(view, view.guest), room),
    },
    {
      id: 'operations',
      tone: 'hardware',
      from: 'mechanism',
      at: places(rect(222, 30, 384, 54), rect(176, 28, 168, 42)),
      draw: ({ program }, room) => operations(program, room),
    },
    {
      id: 'upcalls',
      tone: 'shared',
      from: 'story',
      at: places(rect(250, 100, 318, 76), rect(20, 166, 322, 78)),
      draw: (view, room) => upcallTable(view.guest, vcpusOf(view, room), room),
    },
    {
      id: 'bits',
      tone: 'shared',
      from: 'story',
      at: BITS,
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
      at: places(rect(250, 276, 318, 80), rect(20, 346, 322, 76)),
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
      at: places(rect(250, 364, 318, 92), rect(20, 430, 322, 90)),
      draw: (view, room) => portTable(view.guest, portIn(view, view.guest), view.program.handled, room),
    },
    {
      id: 'ways',
      tone: 'hypervisor',
      from: 'story',
      at: places(rect(250, 468, 318, 84), rect(20, 528, 322, 82)),
      draw: (view, room) => wayTable(view.guestType, vcpusOf(view, room), room),
    },
    {
      id: 'peer',
      tone: 'shared',
      from: 'story',
      at: places(rect(588, 178, 126, 138), rect(20, 618, 322, 66)),
      draw: (view, room) =>
        isStory(room) && !ringsDom0(view) ? null : peerDrawn(view.dom0, portIn(view, view.dom0), room),
    },
  ],
  wires: [
    {
      id: 'ring',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'mechanism',
      from: 'lane:dom0',
      to: 'bits.right',
      // From the CPU that asked, which runs Xen, to the other side's bits: nobody rings past Xen.
      when: (p) => ring(p) && 'there',
      points: (p, room) => inFormat(ring(p) === 'back' ? FROM_GUEST : FROM_DOM0, room),
    },
    {
      id: 'driver',
      tone: 'guest',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'driver.left',
      when: (p) => p.record.thread === 'guest' && isDriverCalled(p) && 'there',
      fixed: TO_DRIVER,
    },
    {
      id: 'ring.lines',
      tone: 'hypervisor',
      level: 'lines',
      from: 'peer.left',
      to: 'bits.right',
      bends: { portrait: [{ x: 348 }] },
      when: ring,
    },
    {
      id: 'timer',
      tone: 'hypervisor',
      level: 'story',
      from: 'lane:timer',
      to: 'bits.right',
      when: (p) => rang(p, (from) => from >= XEN) && 'there',
      fixed: FROM_TIMER,
    },
    {
      id: 'mark',
      tone: 'hypervisor',
      level: 'story',
      from: 'bits.left',
      to: 'upcalls.left',
      bends: { landscape: [{ x: 240 }], portrait: [{ x: 13 }] },
      when: (p) => flagged(p) && 'there',
    },
    {
      id: 'call',
      tone: 'hypervisor',
      level: 'story',
      from: 'upcalls.left',
      to: 'ways.left',
      bends: { landscape: [{ x: 240 }], portrait: [{ x: 13 }] },
      when: (p) => called(p) && 'there',
    },
    ...(['guest', 'guest1'] as const).map((thread) => ({
      id: `interrupt.${thread}`,
      tone: 'hypervisor' as const,
      level: 'story' as const,
      from: 'ways.left' as const,
      to: `lane:${thread}` as const,
      points: ({ record }: Passing<View>, room: Room) =>
        inFormat(toCpu(thread, record.world === 'hypervisor'), room),
      when: interrupts(thread),
    })),
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
          { x: 348, y: 160 },
          { x: TALL.dom0, y: 160 },
          { x: TALL.dom0, y: 112 },
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
