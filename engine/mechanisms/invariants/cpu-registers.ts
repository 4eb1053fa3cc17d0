import { rec } from '../../core/state.ts';
import { regsKey } from '../cpu-registers.ts';
import { having, type Invariant } from './invariant.ts';

export const invariants: readonly Invariant[] = [
  {
    name: 'registers hold 64 bits',
    holds: (s, domains) =>
      having(s, domains, regsKey).every((id) =>
        Object.values(rec(s, regsKey(id))).every((v) => typeof v !== 'bigint' || (v >= 0n && v < 1n << 64n)),
      ),
  },
];
