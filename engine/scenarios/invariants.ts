/** What must hold in every state of each scenario: for those who check it. A page that plays a story does not bring it. */

import type { Invariant } from '../stories/scenario.ts';
import { invariants as blockIo } from './block-io/invariants.ts';
import { invariants as emulatedIo } from './emulated-io/invariants.ts';
import { invariants as eptWalk } from './ept-walk/invariants.ts';
import { invariants as eventChannels } from './event-channels/invariants.ts';
import { invariants as hypercall } from './hypercall/invariants.ts';
import type { ScenarioId } from './index.ts';
import { invariants as unplug } from './unplug/invariants.ts';

export const INVARIANTS: Readonly<Record<ScenarioId, readonly Invariant[]>> = {
  'block-io': blockIo,
  'emulated-io': emulatedIo,
  unplug: unplug,
  'ept-walk': eptWalk,
  hypercall: hypercall,
  'event-channels': eventChannels,
};
