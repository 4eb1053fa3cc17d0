/** The named places of the story, and predictions. */
import type { Field } from '../../core/layout.ts';
import { rec, type State } from '../../core/state.ts';
import { all, at, does, effectOf, returns, type When, within, writes } from '../../core/when.ts';
import {
  RING_FINAL_CHECK_FOR_REQUESTS,
  RING_FINAL_CHECK_FOR_RESPONSES,
  RING_FULL,
  RING_PUSH_REQUESTS,
  RING_PUSH_RESPONSES,
  RING_UNCONSUMED_REQUESTS,
  ringMechanism,
  sring,
} from '../../mechanisms/ring.ts';
import { counted, fieldAt, next, yesNo } from '../../stories/ask.ts';
import type { Moment, Question, Told } from '../../stories/scenario.ts';
import {
  backKey,
  bell,
  bellsKey,
  collect,
  consume,
  frontKey,
  produce,
  progressKey,
  RING_AT,
} from './story.ts';

const ring = ringMechanism.moments;
const rungFor = (thread: string): When => all(at(bell, 'set'), (r) => r.thread !== thread);

/** Stands before the line that waits, and nobody has rung: it sleeps. */
const sleepsIn =
  (thread: string, { name, at: lines }: typeof consume, side: 'front' | 'back'): When =>
  (_, { threads, records }) => {
    const top = threads[thread]?.top;
    return top?.procedure === name && top.line === lines.get('sleep') && !rec({ records }, bellsKey)[side];
  };

/** The look at the count that follows the note: the one before it is part of the same loop as the work. */
const looksAgain: When = (_, { threads }) => {
  const caller = threads.consumer?.top?.caller;
  const { name, at: lines } = RING_FINAL_CHECK_FOR_REQUESTS;
  return caller?.procedure === name && caller.line === lines.get('answer');
};

const bothSleep = all(sleepsIn('producer', collect, 'front'), sleepsIn('consumer', consume, 'back'));
/**
 * The lost wake-up: both sleep, no bell has rung, and something lies in the page that one of them should take. No order of
 * events comes to it, unless the code leaves a line out.
 */
const lost: When = all(bothSleep, (_, { records, ram }) => {
  const isAhead = (index: Field, cons: number): boolean => ram.load(RING_AT, index) !== cons;
  return (
    isAhead(sring.fields.req_prod, rec({ records }, backKey).req_cons) ||
    isAhead(sring.fields.rsp_prod, rec({ records }, frontKey).rsp_cons)
  );
});

export const moments: readonly Moment[] = [
  {
    id: 'waits',
    when: all(at(produce, 'room', 'rest'), does('call'), sleepsIn('producer', collect, 'front')),
  },
  { id: 'slept', when: all(at(consume, 'again'), sleepsIn('consumer', consume, 'back')) },
  { id: 'heard', when: at(collect, 'sleep') },
  { id: 'producer-armed', when: all(within(RING_FINAL_CHECK_FOR_RESPONSES), writes('rsp_event')) },
  {
    id: 'full',
    when: all(
      within(RING_FULL),
      returns((v) => v === true),
    ),
  },
  { id: 'filled', when: at(produce, 'private') },
  { id: 'published', when: ring.published },
  { id: 'decided', when: ring.decided },
  { id: 'rung', when: rungFor('consumer') },
  { id: 'woken', when: at(consume, 'sleep') },
  { id: 'taken', when: at(consume, 'took') },
  { id: 'answered', when: at(consume, 'private') },
  { id: 'answer-published', when: ring['answer-published'] },
  { id: 'answer-decided', when: ring['answer-decided'] },
  { id: 'rung-back', when: rungFor('producer') },
  { id: 'armed', when: all(within(RING_FINAL_CHECK_FOR_REQUESTS), writes('req_event')) },
  { id: 'looked-again', when: all(at(RING_UNCONSUMED_REQUESTS, 'req'), looksAgain) },
  { id: 'collected', when: at(collect, 'took') },
  { id: 'lost', when: lost },
];

export const told: Told = {
  opens: 'start',
  goals: [
    { id: 'fill', moments: ['full', 'filled'] },
    { id: 'publish', moments: ['published'] },
    { id: 'ring', moments: ['decided', 'rung', 'waits'] },
    { id: 'work', moments: ['woken', 'taken'] },
    { id: 'answer', moments: ['answered', 'answer-published'] },
    { id: 'tell', moments: ['answer-decided', 'rung-back'] },
    { id: 'sleep', moments: ['armed', 'looked-again', 'slept'] },
    { id: 'collect', moments: ['heard', 'collected', 'producer-armed'] },
  ],
};

/** The producer can do no more by itself: it has what it wants in the ring, or no slot is left. */
const stops = all(at(produce, 'room', 'rest'), does('call'));

export const questions: readonly Question[] = [
  {
    id: 'room',
    moment: 'filled',
    ...counted(
      ({ history, step }) => written(history.state(next({ history, step }, stops)?.step ?? step)),
      {
        spare: ({ history, step }) => rec(history.state(step), frontKey).nr_ents - 1,
        all: ({ history, step }) => rec(history.state(step), progressKey).total,
        twice: ({ history, step }) => rec(history.state(step), frontKey).nr_ents * 2,
      },
      { sorted: true },
    ),
  },
  {
    id: 'rings',
    moment: 'published',
    ...yesNo((a) => effectOf(next(a, at(RING_PUSH_REQUESTS, 'check'))?.record, 'return')?.value === true),
  },
  {
    id: 'slot',
    moment: 'taken',
    ...counted(
      ({ history, step }) => {
        const found = next({ history, step }, at(consume, 'answer'));
        const write = effectOf(found?.record, 'write');
        return write ? slotOf(write.place.at) : 0;
      },
      {
        next: (_, right) => Number(right) + 1,
        last: ({ history, step }) => rec(history.state(step), frontKey).nr_ents - 1,
      },
      { sorted: true },
    ),
  },
  {
    id: 'threshold',
    moment: 'answer-decided',
    ...fieldAt(
      RING_AT,
      sring.fields.req_event,
      writes('req_event'),
      {
        next: ({ history, step }) => (history.state(step).ram.load(RING_AT, sring.fields.req_prod) + 1) >>> 0,
        same: ({ history, step }) => history.state(step).ram.load(RING_AT, sring.fields.req_event),
        zero: 0,
      },
      'same',
    ),
  },
  { id: 'served', moment: 'armed', ...yesNo((a) => next(a, lost) === undefined) },
  {
    id: 'rings-back',
    moment: 'answer-published',
    ...yesNo((a) => effectOf(next(a, at(RING_PUSH_RESPONSES, 'check'))?.record, 'return')?.value === true),
  },
];

const written = (state: State): number => rec(state, progressKey).written;
const slotOf = (address: number): number => (address - RING_AT - sring.size) / 8;
