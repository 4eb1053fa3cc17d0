/** A guest finds out that it runs on Xen, has its emulated devices unplugged, and sees what is left. */
import type { Scenario } from '../../stories/scenario.ts';
import { untilItSleeps } from '../../stories/system.ts';
import { configurationOf } from './configuration.ts';
import { moments, told } from './moments.ts';
import { unplugParams } from './params.ts';
import { questions } from './questions.ts';
import { setup } from './story.ts';
import { inspect, type UnplugView } from './view.ts';

export type { FunctionView } from '../../mechanisms/linux-pci.ts';
export type { HandshakeView } from '../../mechanisms/platform-device.ts';
export type { UnplugView } from './view.ts';

export const unplug: Scenario<UnplugView> = {
  id: 'unplug',
  params: unplugParams.list,
  setup: (p) => setup(configurationOf(unplugParams.values(p))),
  schedule: untilItSleeps,
  moments,
  told,
  questions,
  inspect,
};
