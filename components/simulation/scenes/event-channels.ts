/**
 * The figure of event channels: the words that Xen and the kernels share, Xen's table of ports, and the way that an
 * event takes to a vCPU. To a newcomer a port is a bell: who rings, whose it is, is it held back, who answers.
 */
import type { Effect, EventChannelsView, StepRecord, VcpuView } from '@/engine/index.ts';
import { bitsDrawn } from '../figure/parts/event-channel/bits.ts';
import { DOM0, hasAnswered, isLines, isStory, portIn } from '../figure/parts/event-channel/names.ts';
import { operations, takesPart } from '../figure/parts/event-channel/operations.ts';
import { bells, portTable } from '../figure/parts/event-channel/ports.ts';
import { looseDrawn, queuesDrawn } from '../figure/parts/event-channel/queues.ts';
import { peerDrawn, upcallTable } from '../figure/parts/event-channel/upcalls.ts';
import { wayOf, wayTable } from '../figure/parts/event-channel/ways.ts';
import { figure, type Passing, places, type Room, rect } from '../figure/spec.ts';
import type { Point } from '../stage/geometry.ts';
import { layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';

type View = EventChannelsView;

/** At the level of lines both vCPUs are there; above it only those that this story uses. */
const vcpusOf = (view: View, room: Room): readonly VcpuView[] =>
  view.guest.vcpus.filter((v) => isLines(room) || takesPart(view, v.vcpu));

const find = <K extends Effect['kind']>(r: StepRecord, kind: K): Extract<Effect, { kind: K }> | undefined =>
  r.effects.find((e): e is Extract<Effect, { kind: K }> => e.kind === kind);

/** Domains from here on are Xen's own: its timer rings. */
const XEN = 2;
const rang = ({ record }: Passing<View>, from: (domain: number) => boolean): boolean => {
  const e = find(record, 'notify');
  return e !== undefined && e.from !== e.to && from(e.from);
};
const interrupted = ({ record }: Passing<View>, thread: string): boolean =>
  record.thread === thread && find(record, 'interrupt') !== undefined;

/** Something has entered the way to a vCPU of the guest. */
const called = ({ view, before }: Passing<View>): boolean =>
  before !== undefined &&
  view.guest.vcpus.some((v, i) => {
    const old = before.guest.vcpus[i];
    const filled = (w: VcpuView): number => wayOf(w).stations.filter((s) => s.value !== '').length;
    return old !== undefined && filled(v) > filled(old) && filled(old) === 0;
  });

/** A vCPU has been told to look, and may be at it. */
const isAsked = (view: View): boolean =>
  hasAnswered(view) ||
  view.guest.vcpus.some((v) => v.upcall_pending !== 0 || v.scan || wayOf(v).state === 'busy');
/** Something is on its way to a vCPU, or one sleeps until there is. */
const isReached = (view: View): boolean =>
  hasAnswered(view) ||
  view.guest.vcpus.some((v) => {
    const { state, stations } = wayOf(v);
    return state !== 'runs' || v.scan !== null || stations.some((x) => x.value !== '');
  });

/** A vCPU of the guest is told to look. */
const flagged = ({ view, before }: Passing<View>): boolean =>
  view.guest.vcpus.some((v, i) => v.upcall_pending !== 0 && before?.guest.vcpus[i]?.upcall_pending === 0);

const ring = (p: Passing<View>) => {
  if (rang(p, (from) => from === DOM0)) return 'there' as const;
  return rang(p, (from) => from === 1) && ('back' as const);
};
const THROUGH_XEN: readonly Point[] = [
  { x: 651, y: 316 },
  { x: 651, y: 340 },
  { x: 409, y: 340 },
  { x: 409, y: 271 },
];

/** From Xen's own timer up to the guest's bits. */
const FROM_TIMER: Readonly<Record<'landscape' | 'portrait', readonly Point[]>> = {
  landscape: [
    { x: 658, y: 492 },
    { x: 578, y: 492 },
    { x: 578, y: 226 },
    { x: 568, y: 226 },
  ],
  portrait: [
    { x: 292, y: 714 },
    { x: 348, y: 714 },
    { x: 348, y: 287 },
    { x: 342, y: 287 },
  ],
};

const spec = figure<View>()({
  layouts: layoutsOf(
    {
      border: 579,
      heights: [62, 154, 320, 54],
      stand: [20, 34, 250, 27],
      lanes: { guest: [66, 172], host: [66, 168] },
    },
    {
      border: 232,
      heights: [46, 88, 606, 54],
      stand: [23, 22, 556, 27],
      lanes: { guest: [46, 130], host: [44, 128] },
    },
  ),
  parts: [
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
      draw: (view, room) =>
        isStory(room) && !isAsked(view) ? null : upcallTable(view.guest, vcpusOf(view, room), room),
    },
    {
      id: 'bits',
      tone: 'shared',
      from: 'story',
      at: places(rect(250, 182, 318, 88), rect(20, 250, 322, 90)),
      draw: (view, room) => {
        const { guest } = view;
        const port = portIn(view, guest);
        if (isStory(room) && guest.used === 0) return null;
        if (isStory(room)) return bells(guest, 3, port, 'the guest’s bells');
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
      draw: (view, room) =>
        isStory(room) && view.guest.used === 0
          ? null
          : portTable(view.guest, portIn(view, view.guest), view.program.handled, room),
    },
    {
      id: 'ways',
      tone: 'hypervisor',
      from: 'story',
      at: places(rect(250, 468, 318, 84), rect(20, 528, 322, 82)),
      draw: (view, room) =>
        isStory(room) && !isReached(view) ? null : wayTable(view.guestType, vcpusOf(view, room), room),
    },
    {
      id: 'peer',
      tone: 'shared',
      from: 'story',
      at: places(rect(588, 178, 126, 138), rect(20, 618, 322, 66)),
      draw: (view, room) =>
        isStory(room) && view.dom0.used === 0 ? null : peerDrawn(view.dom0, portIn(view, view.dom0), room),
    },
  ],
  wires: [
    {
      id: 'ring',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'mechanism',
      from: 'peer.bottom',
      to: 'bits.bottom',
      // Down into Xen, and up to the other side: nobody rings past it.
      fixed: { landscape: THROUGH_XEN },
      bends: { portrait: [{ y: 694 }, { x: 348 }, { y: 344 }] },
      when: ring,
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
      points: (_, room) => FROM_TIMER[room.format === 'portrait' ? 'portrait' : 'landscape'],
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
      bends: { portrait: [{ x: 13 }, { y: 160 }] },
      when: (p: Passing<View>) => interrupted(p, thread) && ('there' as const),
    })),
    {
      // In the stories dom0 is interrupted by its own binding only, which is not told.
      id: 'interrupt.dom0',
      tone: 'hypervisor',
      level: 'mechanism',
      from: 'peer.right',
      to: 'lane:dom0',
      bends: { portrait: [{ x: 348 }, { y: 160 }] },
      when: (p) => interrupted(p, 'dom0') && 'there',
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
});

export const eventChannelsScene = sceneOf(spec);
