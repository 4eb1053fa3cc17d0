import { rec } from '../../core/state.ts';
import { libataKey } from '../libata.ts';
import type { Invariant } from './invariant.ts';

export const invariants: readonly Invariant[] = [
  {
    name: 'the disk has one command at a time',
    holds: (s) => {
      const { issued, completed, submitted } = rec(s, libataKey);
      return completed <= issued && issued <= submitted && issued - completed <= 1;
    },
  },
];
