import { rec, type State } from '../../core/state.ts';
import { controlKey } from '../control-registers.ts';
import { eptLevels, vmcsKey } from '../ept.ts';
import { nptKey } from '../npt.ts';
import { walkerKey } from '../walker.ts';
import type { Invariant } from './invariant.ts';

/** Levels of the second tree; 0 where guest-physical addresses are machine addresses. */
function nestedLevels(s: State): number {
  const { nestedWalk, vendor } = rec(s, controlKey);
  if (nestedWalk === null) return 0;
  return vendor === 'intel' ? eptLevels(rec(s, vmcsKey).EPT_POINTER) : rec(s, nptKey).levels;
}

export const invariants: readonly Invariant[] = [
  {
    name: 'a walk loads at most (g + 1)(n + 1) − 1 entries',
    holds: (s) =>
      rec(s, walkerKey).loads.length <= (rec(s, controlKey).levels + 1) * (nestedLevels(s) + 1) - 1,
  },
];
