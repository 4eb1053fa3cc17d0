/** The figure of a shared ring: two programs, the page between them, and a bell for each. */
import type { SharedRingView } from '@/engine/index.ts';
import { bellDrawn } from '../figure/parts/events.ts';
import { BACKEND, FRONTEND } from '../figure/parts/ring/indices.ts';
import { sideDrawn, stripDrawn } from '../figure/parts/ring/ring.ts';
import { SLOT_KEY } from '../figure/parts/ring/slots.ts';
import {
  type Drawn,
  figure,
  type Item,
  type Passing,
  places,
  rect,
  sentences,
  type Way,
} from '../figure/spec.ts';
import { layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';

function program({ progress }: SharedRingView): Drawn {
  const { total, answered, sum } = progress;
  const items: readonly Item[] = [
    {
      id: 'answered',
      label: 'answers',
      value: `${answered} of ${total}`,
      says: `${answered} of ${total} numbers have been answered.`,
    },
    { id: 'sum', label: 'their sum', value: String(sum), says: `The answers add up to ${sum}.` },
  ];
  return { title: 'wants numbers doubled', says: sentences(items), body: { kind: 'columns', items } };
}

/** The records of this story's two private sides. */
const PRIVATE = { frontend: 'front.ring', backend: 'back.ring' } as const;

const stateOf = (asleep: boolean, rung: boolean): string =>
  asleep ? (rung ? 'woken' : 'asleep') : 'at work';
const producer = ({ asleep, bells, progress: { answered, total } }: SharedRingView) => {
  const state = answered === total ? 'done' : stateOf(asleep.producer, bells.front);
  return { name: 'producer', plain: 'producer', state, indices: FRONTEND };
};
const consumer = ({ asleep, bells }: SharedRingView) => ({
  name: 'consumer',
  plain: 'consumer',
  state: stateOf(asleep.consumer, bells.back),
  indices: BACKEND,
});

const heard = (rung: boolean): string => (rung ? 'rung, not heard' : 'quiet');

/** A slot was filled, or read, by this side. */
const slot =
  (thread: string) =>
  ({ record, view }: Passing<SharedRingView>): Way => {
    if (record.thread !== thread) return false;
    const slots = new Set(view.ring.slots.map((s) => s.at));
    const touches = (kind: 'write' | 'read') =>
      record.effects.some((e) => e.kind === kind && slots.has(e.place.at - (e.place.at % 8)));
    return touches('write') ? 'there' : touches('read') && 'back';
  };
const rings =
  (thread: string) =>
  ({ record }: Passing<SharedRingView>): Way =>
    record.thread === thread && record.effects.some((e) => e.kind === 'notify') && 'there';

const spec = figure<SharedRingView>()({
  layouts: layoutsOf(
    {
      heights: [64, 286, 96, 60],
      stand: [24, 34, 66, 30],
      lanes: { guest: [66], host: [66] },
    },
    {
      heights: [74, 388, 96, 60],
      stand: [20, 27, 66, 22],
      lanes: { guest: [52], host: [52] },
    },
  ),
  parts: [
    {
      id: 'program',
      tone: 'guest',
      from: 'story',
      at: places(rect(128, 30, 220, 54), rect(104, 28, 180, 54)),
      draw: program,
    },
    {
      id: 'producer',
      tone: 'guest',
      from: 'story',
      at: places(rect(112, 176, 160, 96), rect(20, 338, 154, 82)),
      draw: (v, room) => sideDrawn(producer(v), v.ring, room, PRIVATE),
    },
    {
      id: 'ring',
      tone: 'shared',
      from: 'story',
      at: places(rect(288, 118, 264, 220), rect(46, 184, 268, 146)),
      draw: ({ ring }, room) => stripDrawn(ring, room),
    },
    {
      id: 'consumer',
      tone: 'host',
      from: 'story',
      at: places(rect(568, 176, 160, 96), rect(186, 338, 154, 82)),
      draw: (v, room) => sideDrawn(consumer(v), v.ring, room, PRIVATE),
    },
    {
      id: 'producerBell',
      tone: 'guest',
      from: 'story',
      at: places(rect(112, 354, 160, 44), rect(20, 428, 154, 42)),
      draw: ({ bells }) => bellDrawn('the producer', heard(bells.front), 'wakes the producer'),
    },
    {
      id: 'consumerBell',
      tone: 'host',
      from: 'story',
      at: places(rect(568, 354, 160, 44), rect(186, 428, 154, 42)),
      draw: ({ bells }) => bellDrawn('the consumer', heard(bells.back), 'wakes the consumer'),
    },
  ],
  wires: [
    {
      id: 'fill',
      tone: 'shared',
      level: 'story',
      from: 'producer.right:0.3',
      to: 'ring.left:0.41',
      bends: { portrait: [{ x: 180 }] },
      when: slot('producer'),
    },
    {
      id: 'take',
      tone: 'shared',
      level: 'story',
      from: 'consumer.left:0.3',
      to: 'ring.right:0.41',
      bends: { portrait: [{ x: 180 }] },
      when: slot('consumer'),
    },
    {
      id: 'bell',
      tone: 'hypervisor',
      level: 'story',
      from: 'lane:producer',
      to: 'consumerBell.bottom',
      bends: { landscape: [{ y: 428 }] },
      fixed: {
        portrait: [
          { x: 97, y: 470 },
          { x: 97, y: 510 },
          { x: 263, y: 510 },
          { x: 263, y: 470 },
        ],
      },
      rests: true,
      when: rings('producer'),
    },
    {
      id: 'bell-back',
      tone: 'hypervisor',
      level: 'story',
      from: 'lane:consumer',
      to: 'producerBell.bottom',
      bends: { landscape: [{ y: 440 }] },
      fixed: {
        portrait: [
          { x: 283, y: 470 },
          { x: 283, y: 522 },
          { x: 77, y: 522 },
          { x: 77, y: 470 },
        ],
      },
      rests: true,
      when: rings('consumer'),
    },
  ],
  key: SLOT_KEY,
});

export const sharedRingScene = sceneOf(spec);
