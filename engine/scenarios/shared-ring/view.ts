/** What the figure draws: the ring, what each side has done, and who has been rung for. */
import type { Maddr } from '../../core/brand.ts';
import { rec, type State } from '../../core/state.ts';
import { inspectRing, type RingView } from '../../mechanisms/ring.ts';
import {
  type Bells,
  backKey,
  bellsKey,
  collect,
  consume,
  frontKey,
  type Progress,
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
  /** The number that the consumer has copied out, while it is at that request. */
  readonly copy: number | null;
}

const sleepsIn = (state: State, thread: string, { name, at }: typeof consume): boolean => {
  const top = state.threads[thread]?.top;
  return top?.procedure === name && top.line === at.get('sleep');
};

/** From where the number has been copied to where the next request begins. */
function copyOf(state: State): number | null {
  let frame = state.threads.consumer?.top;
  while (frame && frame.procedure !== consume.name) frame = frame.caller;
  const line = (label: string): number => consume.at.get(label) ?? 0;
  const isAtIt = frame && frame.line > line('copy') && frame.line <= line('next');
  return isAtIt ? (frame?.locals.number as number) : null;
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
  };
}
