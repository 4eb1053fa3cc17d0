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
  return { title: 'wants numbers doubled', says: sentences(items), body: { kind: 'columns', items } };
}

/** The records of this story's two private sides. */
const PRIVATE = { frontend: 'front.ring', backend: 'back.ring' } as const;

/** Who sleeps does so until it has heard its bell: a bell that was only rung has woken nobody yet. */
const stateOf = (asleep: boolean): string => (asleep ? 'asleep' : 'awake');

const producer = ({ asleep, finished, ring, progress }: SharedRingView, room: Room): Drawn =>
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
      ],
      indices: FRONTEND,
    },
    ring,
    room,
    PRIVATE,
  );
const consumer = ({ asleep, ring, copy }: SharedRingView, room: Room): Drawn =>
  sideDrawn(
    {
      name: 'consumer',
      plain: 'consumer',
      state: stateOf(asleep.consumer),
      notes: [
        {
          id: 'copy',
          value: copy === null ? 'no copy' : `its copy: ${copy}`,
          says:
            copy === null ? 'The consumer is at no request.' : `The consumer has copied the number ${copy}.`,
        },
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

/** Where the page stands and, under it in portrait, its two sides, each over its bell. */
const RING = places(rect(288, 108, 264, 200), rect(46, 172, 268, 150));
const PRODUCER = places(rect(112, 172, 150, 68), rect(20, 346, 154, 66));
const CONSUMER = places(rect(578, 172, 150, 68), rect(186, 346, 154, 66));
const PRODUCER_BELL = places(rect(112, 336, 150, 32), rect(20, 438, 154, 32));
const CONSUMER_BELL = places(rect(578, 336, 150, 32), rect(186, 438, 154, 32));
const middle = ({ x, width }: Rect): number => x + width / 2;
/** In portrait: from a side up to the page. */
const up = (side: Rect) => ({
  portrait: [
    { x: middle(side), y: side.y },
    { x: middle(side), y: RING.portrait.y + RING.portrait.height },
  ],
});
/** In portrait: under the bells from the one to the other, each end so far from the middle. */
function under(from: Rect, to: Rect, y: number, off: number) {
  const [begin, end] = [middle(from) + off, middle(to) - off];
  return {
    portrait: [
      { x: begin, y: from.y + from.height },
      { x: begin, y },
      { x: end, y },
      { x: end, y: to.y + to.height },
    ],
  };
}

const spec = figure<SharedRingView>()({
  layouts: layoutsOf(
    {
      heights: [64, 262, 96, 60],
      stand: [24, 34, 66, 30],
      lanes: { guest: [66], host: [66] },
    },
    {
      heights: [74, 372, 96, 60],
      stand: [20, 27, 66, 22],
      lanes: { guest: [52], host: [52] },
    },
  ),
  parts: [
    {
      id: 'program',
      tone: 'guest',
      from: 'story',
      at: places(rect(128, 30, 220, 54), rect(84, 28, 212, 54)),
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
      from: 'producer.right:0.3',
      to: 'ring.left:0.41',
      fixed: up(PRODUCER.portrait),
      when: page('producer'),
    },
    {
      id: 'take',
      tone: 'shared',
      level: 'story',
      from: 'consumer.left:0.3',
      to: 'ring.right:0.41',
      fixed: up(CONSUMER.portrait),
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
      bends: { landscape: [{ y: 400 }] },
      fixed: under(PRODUCER_BELL.portrait, CONSUMER_BELL.portrait, 500, 0),
      rests: true,
      when: rings('producer'),
    },
    {
      id: 'bell-back',
      tone: 'hypervisor',
      level: 'story',
      from: 'lane:consumer',
      to: 'producerBell.bottom',
      bends: { landscape: [{ y: 412 }] },
      fixed: under(CONSUMER_BELL.portrait, PRODUCER_BELL.portrait, 512, 20),
      rests: true,
      when: rings('consumer'),
    },
  ],
  key: SLOT_KEY,
});

export const sharedRingScene = sceneOf(spec);
