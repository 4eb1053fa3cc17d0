/** What the figure draws: the ring, what each side has done, and who has been rung for. */
import type { Maddr } from '../../core/brand.ts';
import { type Frame, rec, type State } from '../../core/state.ts';
import {
  inspectRing,
  RING_FINAL_CHECK_FOR_REQUESTS,
  RING_UNCONSUMED_REQUESTS,
  type RingView,
} from '../../mechanisms/ring.ts';
import {
  type Bells,
  backKey,
  bellsKey,
  collect,
  consume,
  frontKey,
  type Progress,
  produce,
  progressKey,
  request,
} from './story.ts';

export interface SharedRingView {
  readonly ring: RingView;
  readonly progress: Progress;
  readonly bells: Bells;
  /** Waits for its bell. */
  readonly asleep: { readonly producer: boolean; readonly consumer: boolean };
  /** The producer has all its answers, and has returned. */
  readonly finished: boolean;
  /** What each slot holds where a number belongs. */
  readonly numbers: readonly number[];
  /** The number that the consumer has copied out, until it has written the answer. */
  readonly copy: number | null;
  /** What each side has read in the other's note, until it acts on it: whether it must ring. Null otherwise. */
  readonly mustRing: { readonly producer: boolean | null; readonly consumer: boolean | null };
  /** Requests that the consumer has just found to be new; null while it is not looking. */
  readonly seen: number | null;
}

const sleepsIn = (state: State, thread: string, { name, at }: typeof consume): boolean => {
  const top = state.threads[thread]?.top;
  return top?.procedure === name && top.line === at.get('sleep');
};

/** The frame of a thread in which a procedure runs. */
function frameOf(state: State, thread: string, { name }: Pick<typeof consume, 'name'>): Frame | undefined {
  let frame = state.threads[thread]?.top;
  while (frame && frame.procedure !== name) frame = frame.caller;
  return frame ?? undefined;
}

/** From where the number has been copied to where its answer is written. */
function copyOf(state: State): number | null {
  const frame = frameOf(state, 'consumer', consume);
  const line = (label: string): number => consume.at.get(label) ?? 0;
  const isAtIt = frame && frame.line > line('copy') && frame.line <= line('answer');
  return isAtIt ? (frame.locals.number as number) : null;
}

/** It has read the note, and stands before the line that rings or does not: nothing that it called is under way. */
function mustRing(state: State, thread: string, { name, at }: typeof consume): boolean | null {
  const top = state.threads[thread]?.top;
  return top?.procedure === name && top.line === at.get('notify') ? (top.locals.notify as boolean) : null;
}

/** What its last look before sleep has shown, while it counts and until it decides. */
function seenBy(state: State): number | null {
  const look = frameOf(state, 'consumer', RING_UNCONSUMED_REQUESTS);
  const check = frameOf(state, 'consumer', RING_FINAL_CHECK_FOR_REQUESTS);
  const looksAgain = check?.line === RING_FINAL_CHECK_FOR_REQUESTS.at.get('answer');
  return looksAgain && look?.locals.req !== undefined ? (look.locals.req as number) : null;
}

export function inspect(state: State): SharedRingView {
  const ring = inspectRing(state.ram, rec(state, frontKey), rec(state, backKey));
  return {
    ring,
    progress: rec(state, progressKey),
    bells: rec(state, bellsKey),
    asleep: {
      producer: sleepsIn(state, 'producer', collect),
      consumer: sleepsIn(state, 'consumer', consume),
    },
    finished: !state.threads.producer?.top,
    numbers: ring.slots.map(({ at }) => state.ram.load(at as Maddr, request.fields.number)),
    copy: copyOf(state),
    mustRing: {
      producer: mustRing(state, 'producer', produce),
      consumer: mustRing(state, 'consumer', consume),
    },
    seen: seenBy(state),
  };
}
