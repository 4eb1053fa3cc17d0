/** The guide for each simulation. */
import type { WordedScenario } from '../scenarios/index.ts';
import { blockIoGuide } from './block-io.ts';
import { emulatedIoGuide } from './emulated-io.ts';
import { eptWalkGuide } from './ept-walk.ts';
import { eventChannelsGuide } from './event-channels.ts';
import type { Guide } from './guide.ts';
import { hypercallGuide } from './hypercall.ts';
import { sharedRingGuide } from './shared-ring.ts';
import { unplugGuide } from './unplug.ts';

export const GUIDES: Readonly<Record<WordedScenario, Guide>> = {
  'shared-ring': sharedRingGuide,
  'block-io': blockIoGuide,
  'emulated-io': emulatedIoGuide,
  unplug: unplugGuide,
  'ept-walk': eptWalkGuide,
  hypercall: hypercallGuide,
  'event-channels': eventChannelsGuide,
};
