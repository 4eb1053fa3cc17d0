import { rec, type State } from '../../core/state.ts';
import { tlbKey } from '../tlb.ts';
import type { Invariant } from './invariant.ts';

function remembersNothing(s: State): boolean {
  const t = rec(s, tlbKey);
  const translations = t.combined.length > 0;
  const structures = t.guestTables.length + t.guestPhysical.length + t.nestedTables.length > 0;
  return (t.remembers.translations || !translations) && (t.remembers.structures || !structures);
}

export const invariants: readonly Invariant[] = [
  { name: 'caches that are off remember nothing', holds: remembersNothing },
];
