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

const sleeps = (state: State, thread: string, procedure: typeof consume): boolean => {
  const top = state.threads[thread]?.top;
  return top?.procedure === procedure.name && top.line === procedure.at.get('sleep');
};

export const inspect = (state: State): SharedRingView => ({
  ring: inspectRing(state.ram, rec(state, frontKey), rec(state, backKey)),
  progress: rec(state, progressKey),
  bells: rec(state, bellsKey),
  asleep: { producer: sleeps(state, 'producer', collect), consumer: sleeps(state, 'consumer', consume) },
});
