/** A guest finds out that it runs on Xen, has its emulated devices unplugged, and sees what is left. */
import type { Scenario } from '../../stories/scenario.ts';
import { untilItSleeps } from '../../stories/system.ts';
import { moments } from './moments.ts';
import { choices, params } from './params.ts';
import { questions } from './questions.ts';
import { setup } from './setup.ts';
import { inspect, type UnplugView } from './view.ts';

export type { FunctionView, HandshakeView, UnplugView } from './view.ts';

export const unplug: Scenario<UnplugView> = {
  id: 'unplug',
  params,
  setup: (p) => setup(choices(p)),
  schedule: untilItSleeps,
  moments,
  questions,
  inspect,
};
