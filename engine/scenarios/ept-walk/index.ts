/** A guest's address on its way to a byte of machine memory: two trees of tables, and who is called when they refuse. */
import type { Scenario } from '../../stories/scenario.ts';
import { firstThatCan } from '../../stories/system.ts';
import { moments, told } from './moments.ts';
import { eptWalkParams } from './params.ts';
import { questions } from './questions.ts';
import { setup } from './story.ts';
import { type EptWalkView, inspect } from './view.ts';

export type { EptWalkView } from './view.ts';

export const eptWalk: Scenario<EptWalkView> = {
  id: 'ept-walk',
  params: eptWalkParams.list,
  setup: (p) => setup(eptWalkParams.values(p)),
  /** The guest runs until it waits; then the other processor does. */
  schedule: firstThatCan,
  moments,
  told,
  questions,
  inspect,
};
