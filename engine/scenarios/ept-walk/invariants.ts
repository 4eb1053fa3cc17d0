/** What must hold in every state. */
import { rec, type State } from '../../core/state.ts';
import { controlKey } from '../../mechanisms/control-registers.ts';
import type { Invariant } from '../../mechanisms/invariants/invariant.ts';
import { p2mKey } from '../../mechanisms/p2m.ts';
import { tlbKey } from '../../mechanisms/tlb.ts';
import { walkerKey } from '../../mechanisms/walker.ts';
import { XEN_END } from './map.ts';

const remembersNothing = (s: State): boolean => {
  const t = rec(s, tlbKey);
  const translations = t.combined.length > 0;
  const structures = t.guestTables.length + t.guestPhysical.length + t.nestedTables.length > 0;
  return (t.remembers.translations || !translations) && (t.remembers.structures || !structures);
};

/** No mapping of guest memory, cached or not, leads into Xen's own. */
const leadsToTheGuest = (s: State): boolean => {
  const t = rec(s, tlbKey);
  return [...t.combined, ...t.guestPhysical].every((e) => e.hpa >= XEN_END);
};

/** (g + 1)(n + 1) - 1, for the deepest trees in use. */
const boundedLoads = (s: State): boolean => {
  const { levels } = rec(s, controlKey);
  const nested = rec(s, p2mKey).levels;
  return rec(s, walkerKey).loads.length <= (levels + 1) * (nested + 1) - 1;
};

export const invariants: readonly Invariant[] = [
  { name: 'caches that are off remember nothing', holds: remembersNothing },
  { name: 'no translation of the guest ends in Xen’s memory', holds: leadsToTheGuest },
  { name: 'a walk loads at most (g + 1)(n + 1) − 1 entries', holds: boundedLoads },
];
