/** What must hold in every state of a scenario, besides what its mechanisms keep: for those who check it. A page that plays a story does not bring it. */

import type { Invariant } from '../mechanisms/invariants/invariant.ts';
import { invariants as eptWalk } from './ept-walk/invariants.ts';
import { invariants as hypercall } from './hypercall/invariants.ts';
import type { ScenarioId } from './index.ts';

export const INVARIANTS: Readonly<Partial<Record<ScenarioId, readonly Invariant[]>>> = {
  'ept-walk': eptWalk,
  hypercall: hypercall,
};
