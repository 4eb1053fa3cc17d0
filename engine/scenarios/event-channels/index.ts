/** Event channels: ports, bits and queues; how an event finds its way from a hypercall to a driver, and what may hold it up. */
import type { Scenario } from '../../stories/scenario.ts';
import { untilItSleeps } from '../../stories/system.ts';
import { moments, told } from './moments.ts';
import { questions } from './questions.ts';
import { eventChannelsParams, setup } from './story.ts';
import { type EventChannelsView, inspect } from './view.ts';

export type { DomainView, PortView, ScanView, VcpuView } from '../../mechanisms/event-view.ts';
export type { EventChannelsView } from './view.ts';

export const eventChannels: Scenario<EventChannelsView> = {
  id: 'event-channels',
  params: eventChannelsParams.list,
  setup: (p) => setup(eventChannelsParams.values(p)),
  schedule: untilItSleeps,
  moments,
  told,
  questions,
  inspect,
};
