import { rec } from '../../core/state.ts';
import { devicesKey } from '../linux-drivers.ts';
import type { Invariant } from './invariant.ts';

export const invariants: readonly Invariant[] = [
  {
    name: 'no two disks or cards have one name',
    holds: (s) => {
      const { disks, cards } = rec(s, devicesKey);
      const names = [...disks, ...cards].map((d) => d.name);
      return new Set(names).size === names.length;
    },
  },
];
