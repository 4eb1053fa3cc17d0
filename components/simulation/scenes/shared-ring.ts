/** The figure of a shared ring: two programs, the page between them, and a bell for each. */
import type { SharedRingView } from '@/engine/index.ts';
import { bellDrawn } from '../figure/parts/events.ts';
import { BACKEND, FRONTEND } from '../figure/parts/ring/indices.ts';
import { pageDrawn, sideDrawn, stripDrawn } from '../figure/parts/ring/ring.ts';
import { SLOT_KEY } from '../figure/parts/ring/slots.ts';
import {
  type Drawn,
  figure,
  type Item,
  type Passing,
  places,
  type Rect,
  type Room,
  rect,
  sentences,
  type Way,
} from '../figure/spec.ts';
import { plural } from '../model/format.ts';
import type { Point } from '../stage/geometry.ts';
import { layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';
import { has } from './steps.ts';

function program({ progress }: SharedRingView, room: Room): Drawn {
  const { total, answered, sum } = progress;
  const items: readonly Item[] = [
    {
      id: 'answered',
      label: 'answers',
      value: `${answered} of ${total}`,
      says: `${answered} of ${total} numbers have been answered.`,
    },
    // What the answers come to tells a newcomer nothing.
    ...(room.level === 'story'
      ? []
      : [{ id: 'sum', label: 'their sum', value: String(sum), says: `The answers add up to ${sum}.` }]),
  ];
  return {
    title: 'program',
    aside: 'wants numbers doubled',
    says: sentences(items),
    body: { kind: 'columns', items },
  };
}

/** The records of this story's two private sides. */
const PRIVATE = { frontend: 'front.ring', backend: 'back.ring' } as const;

/** Who sleeps does so until it has heard its bell: a bell that was only rung has woken nobody yet. */
const stateOf = (asleep: boolean): string => (asleep ? 'waits for bell' : 'awake');

/** What it has read in the other's note. */
const decided = (must: boolean | null, who: string): readonly Item[] =>
  must === null
    ? []
    : [
        {
          id: 'must-ring',
          value: must ? 'must ring' : 'need not ring',
          says: `By the other’s note the ${who} ${must ? 'must' : 'need not'} ring.`,
        },
      ];

const producer = ({ asleep, finished, ring, progress, mustRing }: SharedRingView, room: Room): Drawn =>
  sideDrawn(
    {
      name: 'producer',
      plain: 'producer',
      state: finished ? 'done' : stateOf(asleep.producer),
      notes: [
        {
          id: 'open',
          value: `${progress.written - progress.answered} unanswered`,
          says: `The producer has ${plural(progress.written - progress.answered, 'request')} without an answer.`,
        },
        ...decided(mustRing.producer, 'producer'),
      ],
      indices: FRONTEND,
    },
    ring,
    room,
    PRIVATE,
  );
const consumer = ({ asleep, ring, copy, mustRing, seen }: SharedRingView, room: Room): Drawn =>
  sideDrawn(
    {
      name: 'consumer',
      plain: 'consumer',
      state: stateOf(asleep.consumer),
      notes: [
        ...(copy === null
          ? []
          : [
              {
                id: 'copy',
                value: `its copy: ${copy}`,
                says: `The consumer has copied the number ${copy}.`,
              },
            ]),
        ...decided(mustRing.consumer, 'consumer'),
        ...(seen === null
          ? []
          : [
              {
                id: 'seen',
                value: seen === 0 ? 'sees nothing new' : `sees ${seen} new`,
                says: `The consumer has found ${plural(seen, 'new request')}.`,
              },
            ]),
      ],
      indices: BACKEND,
    },
    ring,
    room,
    PRIVATE,
  );

const PAGE = { takers: ['consumer', 'producer'] } as const;
/** The bell is heard where its owner leaves the line that waits for it. */
const hears =
  (thread: keyof SharedRingView['asleep']) =>
  ({ record, view, before }: Passing<SharedRingView>): Way =>
    record.thread === thread &&
    record.label === 'sleep' &&
    before !== undefined &&
    !view.asleep[thread] &&
    'there';

const heard = (rung: boolean): string => (rung ? 'rung' : 'quiet');

/** A slot, a count or a note in the page was written, or read, by this side. */
const page =
  (thread: string) =>
  ({ record, view: { ring } }: Passing<SharedRingView>): Way => {
    if (record.thread !== thread) return false;
    const end = Math.max(...ring.slots.map((s) => s.at)) + 8;
    const touches = (kind: 'write' | 'read') =>
      record.effects.some((e) => e.kind === kind && e.place.at >= ring.at && e.place.at < end);
    return touches('write') ? 'there' : touches('read') && 'back';
  };
const rings =
  (thread: string) =>
  ({ record }: Passing<SharedRingView>): Way =>
    record.thread === thread && has(record, 'notify') && 'there';

/** Where the page stands and, under it where columns are narrow, its two sides, each over its bell. */
const RING = places(rect(288, 104, 264, 216), rect(46, 172, 268, 150), null, rect(46, 148, 268, 142));
const PRODUCER = places(rect(130, 168, 140, 68), rect(20, 346, 154, 66), null, rect(20, 302, 154, 68));
const CONSUMER = places(rect(570, 168, 140, 68), rect(186, 346, 154, 66), null, rect(186, 302, 154, 68));
const PRODUCER_BELL = places(rect(130, 335, 140, 30), rect(20, 438, 154, 32), null, rect(20, 380, 154, 26));
const CONSUMER_BELL = places(rect(570, 335, 140, 30), rect(186, 438, 154, 32), null, rect(186, 380, 154, 26));
type Narrow = 'portrait' | 'phone';
const middle = ({ x, width }: Rect): number => x + width / 2;
/** Where columns are narrow: from a side up to the page. */
const up = (side: Readonly<Record<Narrow, Rect>>) =>
  inNarrow((format) => [
    { x: middle(side[format]), y: side[format].y },
    { x: middle(side[format]), y: RING[format].y + RING[format].height },
  ]);
/** Lanes, and where a processor stands in Xen: it rings from there. */
const LANES = { landscape: 66, portrait: 52, phone: 52 } as const;
const IN_XEN = { landscape: 404, portrait: 532, phone: 472 } as const;
/** Where columns are narrow: from whoever is in Xen to the other's bell, which hangs over its border. */
const ringing = (lane: (inset: number) => number, bell: Readonly<Record<Narrow, Rect>>) =>
  inNarrow((format) => [
    { x: lane(LANES[format]), y: IN_XEN[format] },
    { x: middle(bell[format]), y: IN_XEN[format] },
    { x: middle(bell[format]), y: bell[format].y + bell[format].height },
  ]);
const inNarrow = (points: (format: Narrow) => readonly Point[]) => ({
  portrait: points('portrait'),
  phone: points('phone'),
});

const spec = figure<SharedRingView>()({
  layouts: layoutsOf(
    {
      heights: [60, 264, 92, 36],
      stand: [24, 34, IN_XEN.landscape - 350, 18],
      lanes: { guest: [LANES.landscape], host: [LANES.landscape] },
    },
    {
      heights: [74, 372, 96, 60],
      stand: [20, 27, IN_XEN.portrait - 470, 22],
      lanes: { guest: [LANES.portrait], host: [LANES.portrait] },
    },
    {
      phone: {
        heights: [66, 342, 84, 24],
        stand: [20, 28, IN_XEN.phone - 432, 12],
        lanes: { guest: [LANES.phone], host: [LANES.phone] },
      },
    },
  ),
  parts: [
    {
      id: 'program',
      tone: 'guest',
      from: 'story',
      at: places(rect(130, 29, 240, 52), rect(84, 28, 212, 54), null, rect(74, 28, 212, 56)),
      draw: program,
    },
    {
      id: 'producer',
      tone: 'guest',
      from: 'story',
      at: PRODUCER,
      draw: producer,
    },
    {
      id: 'ring',
      tone: 'shared',
      from: 'story',
      at: RING,
      draw: ({ ring, numbers }, room) =>
        room.level === 'story' ? pageDrawn(ring, room, { ...PAGE, numbers }) : stripDrawn(ring, room),
    },
    {
      id: 'consumer',
      tone: 'host',
      from: 'story',
      at: CONSUMER,
      draw: consumer,
    },
    {
      id: 'producerBell',
      tone: 'guest',
      from: 'story',
      at: PRODUCER_BELL,
      draw: ({ bells }) => bellDrawn('the producer', heard(bells.front)),
    },
    {
      id: 'consumerBell',
      tone: 'host',
      from: 'story',
      at: CONSUMER_BELL,
      draw: ({ bells }) => bellDrawn('the consumer', heard(bells.back)),
    },
  ],
  wires: [
    {
      id: 'fill',
      tone: 'shared',
      level: 'story',
      from: 'producer.right:0.25',
      to: 'ring.left:0.375',
      fixed: up(PRODUCER),
      when: page('producer'),
    },
    {
      id: 'take',
      tone: 'shared',
      level: 'story',
      from: 'consumer.left:0.25',
      to: 'ring.right:0.375',
      fixed: up(CONSUMER),
      when: page('consumer'),
    },
    {
      id: 'wakes-consumer',
      tone: 'host',
      level: 'story',
      from: 'consumerBell.top',
      to: 'consumer.bottom',
      when: hears('consumer'),
    },
    {
      id: 'wakes-producer',
      tone: 'guest',
      level: 'story',
      from: 'producerBell.top',
      to: 'producer.bottom',
      when: hears('producer'),
    },
    {
      id: 'bell',
      tone: 'hypervisor',
      level: 'story',
      from: 'lane:producer',
      to: 'consumerBell.bottom',
      bends: { landscape: [{ y: IN_XEN.landscape }] },
      fixed: ringing((inset) => inset, CONSUMER_BELL),
      when: rings('producer'),
    },
    {
      id: 'bell-back',
      tone: 'hypervisor',
      level: 'story',
      from: 'lane:consumer',
      to: 'producerBell.bottom',
      bends: { landscape: [{ y: IN_XEN.landscape }] },
      fixed: ringing((inset) => 360 - inset, PRODUCER_BELL),
      when: rings('consumer'),
    },
  ],
  key: SLOT_KEY,
});

export const sharedRingScene = sceneOf(spec);
