/** A disk request end to end: from the guest's program through blkfront, the ring, an event channel and blkback to a disk, and back. */
import type { Scenario } from '../../stories/scenario.ts';
import { untilItSleeps } from '../../stories/system.ts';
import { moments, told } from './moments.ts';
import { blockIoParams } from './params.ts';
import { questions } from './questions.ts';
import { setup } from './story.ts';
import { type BlockIoView, inspect } from './view.ts';

export type { RingView, SlotState, SlotView } from '../../mechanisms/ring.ts';
export type { BlockIoView } from './view.ts';

export const blockIo: Scenario<BlockIoView> = {
  id: 'block-io',
  params: blockIoParams.list,
  setup: (p) => setup(blockIoParams.values(p)),
  schedule: untilItSleeps,
  moments,
  told,
  questions,
  inspect,
};
