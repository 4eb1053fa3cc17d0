import { rec } from '../../core/state.ts';
import { backRingKey, blkbackKey } from '../blkback.ts';
import { frontRingKey } from '../blkfront.ts';
import type { Invariant } from './invariant.ts';
import { indicesInOrder } from './ring.ts';

export const invariants: readonly Invariant[] = [
  {
    name: 'producer and consumer indices never overtake',
    holds: (s) => indicesInOrder(s.ram, rec(s, frontRingKey), rec(s, backRingKey)),
  },
  { name: 'the backend serves no broken ring', holds: (s) => !rec(s, blkbackKey).halted },
];
