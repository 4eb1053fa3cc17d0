/** A disk request end to end: from the guest's program through blkfront, the ring, an event channel and blkback to a disk, and back. */
import type { Scenario } from '../../stories/scenario.ts';
import { moments, phases } from './moments.ts';
import { choices, params } from './params.ts';
import { questions } from './questions.ts';
import { schedule, setup } from './setup.ts';
import { type BlockIoView, inspect } from './view.ts';

export type { BlockIoView, RingView, SlotState, SlotView } from './view.ts';

export const blockIo: Scenario<BlockIoView> = {
  id: 'block-io',
  params,
  setup: (p) => setup(choices(p)),
  schedule,
  moments,
  phases,
  questions,
  inspect,
};
