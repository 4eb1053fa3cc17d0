/** A producer and a consumer on one shared ring and nothing else: publish, ring the bell or not, consume, look once more, sleep. */
import type { Scenario } from '../../stories/scenario.ts';
import { untilItSleeps } from '../../stories/system.ts';
import { moments, questions, told } from './moments.ts';
import { setup, sharedRingParams } from './story.ts';
import { inspect, type SharedRingView } from './view.ts';

export type { SharedRingView } from './view.ts';

export const sharedRing: Scenario<SharedRingView> = {
  id: 'shared-ring',
  params: sharedRingParams.list,
  setup: (p) => setup(sharedRingParams.values(p)),
  schedule: untilItSleeps,
  moments,
  told,
  questions,
  inspect,
};
