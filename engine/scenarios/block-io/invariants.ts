/** What must hold in every state, whatever the schedule. */
import { rec, type State } from '../../core/state.ts';
import { backRingKey, blkbackKey } from '../../mechanisms/blkback.ts';
import { frontRingKey } from '../../mechanisms/blkfront.ts';
import {
  entryAt,
  GTF_permit_access,
  GTF_type_mask,
  grant_entry_v1,
  grantKey,
} from '../../mechanisms/grant-table.ts';
import { sring } from '../../mechanisms/ring.ts';
import type { Invariant } from '../../stories/scenario.ts';
import { GUEST } from './map.ts';

const u = (n: number): number => n >>> 0;

/** rsp_cons ≤ rsp_prod ≤ rsp_prod_pvt ≤ req_cons ≤ req_prod ≤ req_prod_pvt ≤ rsp_cons + size, modulo 2^32. */
function indicesInOrder(s: State): boolean {
  const front = rec(s, frontRingKey);
  const back = rec(s, backRingKey);
  const { req_prod, rsp_prod } = sring.fields;
  const marks = [
    s.ram.load(front.sring, rsp_prod),
    back.rsp_prod_pvt,
    back.req_cons,
    s.ram.load(front.sring, req_prod),
    front.req_prod_pvt,
  ];
  const ahead = marks.map((m) => u(m - front.rsp_cons));
  return ahead.every((a, i) => a >= (ahead[i - 1] ?? 0)) && (ahead.at(-1) ?? 0) <= front.nr_ents;
}

/** What Xen has mapped for the backend is still allowed by the entry that the guest shares. */
function mappedIsGranted(s: State): boolean {
  const active = rec(s, grantKey(GUEST.id)).active;
  return Object.keys(active).every((ref) => {
    const flags = s.ram.load(entryAt(s, GUEST.id, Number(ref)), grant_entry_v1.fields.flags);
    return (flags & GTF_type_mask) === GTF_permit_access;
  });
}

export const invariants: readonly Invariant[] = [
  { name: 'producer and consumer indices never overtake', holds: indicesInOrder },
  { name: 'no grant is used after it is ended', holds: mappedIsGranted },
  { name: 'the backend serves no broken ring', holds: (s) => !rec(s, blkbackKey).halted },
];
