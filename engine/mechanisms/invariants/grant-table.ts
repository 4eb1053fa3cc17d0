import { rec } from '../../core/state.ts';
import { entryAt, GTF_permit_access, GTF_type_mask, grant_entry_v1, grantKey } from '../grant-table.ts';
import { having, type Invariant } from './invariant.ts';

export const invariants: readonly Invariant[] = [
  {
    // What Xen has mapped for another domain is still allowed by the entry that the owner shares.
    name: 'no grant is used after it is ended',
    holds: (s, domains) =>
      having(s, domains, grantKey).every((id) =>
        Object.keys(rec(s, grantKey(id)).active).every((ref) => {
          const flags = s.ram.load(entryAt(s, id, Number(ref)), grant_entry_v1.fields.flags);
          return (flags & GTF_type_mask) === GTF_permit_access;
        }),
      ),
  },
];
