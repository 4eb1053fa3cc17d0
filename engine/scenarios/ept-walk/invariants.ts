/** What must hold in every state, besides what the mechanisms keep. */
import { rec } from '../../core/state.ts';
import type { Invariant } from '../../mechanisms/invariants/invariant.ts';
import { tlbKey } from '../../mechanisms/tlb.ts';
import { XEN_END } from './tables.ts';

export const invariants: readonly Invariant[] = [
  {
    name: 'no translation of the guest ends in Xen’s memory',
    holds: (s) => {
      const { combined, guestPhysical } = rec(s, tlbKey);
      return [...combined, ...guestPhysical].every((e) => e.hpa >= XEN_END);
    },
  },
];
