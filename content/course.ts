/** In which order things are learnt, and why: the vocabulary before what uses it. */
import type { WordedScenario } from './scenarios/index.ts';

/** How much patience it takes. */
export const EFFORTS = { easy: 'easy', moderate: 'moderate', hard: 'demanding' } as const;
export type Effort = keyof typeof EFFORTS;

export interface SimulationEntry {
  readonly id: WordedScenario;
  /** In one sentence, for somebody who knows none of its words; at most twenty words. */
  readonly shows: string;
  readonly effort: Effort;
  /** The moment that its picture shows. */
  readonly at: string;
}

export interface SimulationPart {
  readonly title: string;
  readonly why: string;
  readonly entries: readonly SimulationEntry[];
}

export const SIMULATIONS: readonly SimulationPart[] = [
  {
    title: 'The parts',
    why: 'A page that two sides share, a call down, a bell. All that follows is made of these.',
    entries: [
      {
        id: 'shared-ring',
        shows: 'Two sides hand each other work through one page, and ring a bell for who asked to be told.',
        effort: 'easy',
        at: 'rung',
      },
      {
        id: 'hypercall',
        shows: 'A guest asks Xen one question: a call down, checked gate by gate, and the answer back.',
        effort: 'moderate',
        at: 'dispatched',
      },
      {
        id: 'event-channels',
        shows: 'One side rings: Xen sets a bit in memory that the other side sees, and makes it look.',
        effort: 'moderate',
        at: 'pending.2',
      },
    ],
  },
  {
    title: 'One write, two ways',
    why: 'The race of the front page, each way at its own pace.',
    entries: [
      {
        id: 'emulated-io',
        shows: 'A write to a pretended disk: each access to a register is a trip to Xen, to QEMU and back.',
        effort: 'moderate',
        at: 'requested',
      },
      {
        id: 'block-io',
        shows:
          'The same write through a shared ring: request, data and answer in shared memory, and one bell each way.',
        effort: 'moderate',
        at: 'kicked',
      },
    ],
  },
  {
    title: 'Before and beneath',
    why: 'How a guest comes from the first way to the second, and what each of its addresses costs.',
    entries: [
      {
        id: 'unplug',
        shows: 'A guest finds out that it runs on Xen, and asks its pretended disk and network card away.',
        effort: 'hard',
        at: 'removed',
      },
      {
        id: 'ept-walk',
        shows:
          'One address of a guest’s program becomes a place in the machine, through two trees of tables.',
        effort: 'hard',
        at: 'accessed',
      },
    ],
  },
];

export interface LessonPart {
  readonly title: string;
  /** What one needs for it, or what it leads to. */
  readonly why: string;
  /** Addresses of lessons, in order. One that is not written yet is passed over. */
  readonly lessons: readonly string[];
}

export const LESSONS: readonly LessonPart[] = [
  {
    title: 'Begin here',
    why: 'No knowledge of virtual machines is needed.',
    lessons: ['what-a-hypervisor-is'],
  },
  {
    title: 'The parts',
    why: 'How a guest calls down, hands work over, rings, and is called. All that follows is made of these.',
    lessons: [
      'hypercalls',
      'shared-rings',
      'notification-suppression-and-the-lost-wake-up',
      'event-channels',
      'delivering-an-event-to-an-hvm-guest',
    ],
  },
  {
    title: 'A write to disk',
    why: 'The heart of the course: one request, from a program in a guest to the disk and back, in two ways.',
    lessons: ['one-disk-write-through-emulated-hardware', 'a-block-write-end-to-end'],
  },
  {
    title: 'How a guest comes to that',
    why: 'From pretended hardware, which every PC system knows, to drivers that know of Xen.',
    lessons: ['detecting-the-platform', 'unplugging-the-emulated-devices'],
  },
  {
    title: 'The memory beneath',
    why: 'What the processor itself does for each address. It can be read by itself.',
    lessons: ['ept-the-two-dimensional-walk'],
  },
];
