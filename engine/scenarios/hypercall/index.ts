/** Hypercalls: find Xen, install the page, call, and be answered; what Xen checks on the way, and what it does with bad calls. */
import type { Scenario } from '../../stories/scenario.ts';
import { firstThatCan } from '../../stories/system.ts';
import { moments, told } from './moments.ts';
import { questions } from './questions.ts';
import { hypercallParams, setup } from './story.ts';
import { type HypercallView, inspect } from './view.ts';

export type { Gate, GateState } from './exits.ts';
export type { HypercallView } from './view.ts';
export type { WalkState, WalkView } from './walk.ts';

export const hypercall: Scenario<HypercallView> = {
  id: 'hypercall',
  params: hypercallParams.list,
  setup: (p) => setup(hypercallParams.values(p)),
  schedule: firstThatCan,
  moments,
  told,
  questions,
  inspect,
};
