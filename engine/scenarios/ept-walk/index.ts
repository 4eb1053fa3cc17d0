/** A guest's address on its way to a byte of machine memory: two trees of tables, and who is called when they refuse. */
import type { Scenario } from '../../stories/scenario.ts';
import { firstThatCan } from '../../stories/system.ts';
import { moments } from './moments.ts';
import { choices, params } from './params.ts';
import { questions } from './questions.ts';
import { setup } from './setup.ts';
import { type EptWalkView, inspect } from './view.ts';

export type { EptWalkView } from './view.ts';

export const eptWalk: Scenario<EptWalkView> = {
  id: 'ept-walk',
  params,
  setup: (p) => setup(choices(p)),
  /** The guest runs until it waits; then the other processor does. */
  schedule: firstThatCan,
  moments,
  questions,
  inspect,
};
