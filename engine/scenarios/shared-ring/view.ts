/** What the figure draws: the ring, what each side has done, and who has been rung for. */
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
} from './story.ts';

export interface SharedRingView {
  readonly ring: RingView;
  readonly progress: Progress;
  readonly bells: Bells;
  /** Waits for its bell. */
  readonly asleep: { readonly producer: boolean; readonly consumer: boolean };
}

const sleepsIn = (state: State, thread: string, { name, at }: typeof consume): boolean => {
  const top = state.threads[thread]?.top;
  return top?.procedure === name && top.line === at.get('sleep');
};

export const inspect = (state: State): SharedRingView => ({
  ring: inspectRing(state.ram, rec(state, frontKey), rec(state, backKey)),
  progress: rec(state, progressKey),
  bells: rec(state, bellsKey),
  asleep: { producer: sleepsIn(state, 'producer', collect), consumer: sleepsIn(state, 'consumer', consume) },
});
