/** What must hold of every ring, whatever the schedule. */
import type { Memory } from '../../core/memory.ts';
import { type BackRing, type FrontRing, sring } from '../ring.ts';

const u = (n: number): number => n >>> 0;

/** rsp_cons ≤ rsp_prod ≤ rsp_prod_pvt ≤ req_cons ≤ req_prod ≤ req_prod_pvt ≤ rsp_cons + size, modulo 2^32. */
export function indicesInOrder(ram: Memory, front: FrontRing, back: BackRing): boolean {
  const { req_prod, rsp_prod } = sring.fields;
  const marks = [
    ram.load(front.sring, rsp_prod),
    back.rsp_prod_pvt,
    back.req_cons,
    ram.load(front.sring, req_prod),
    front.req_prod_pvt,
  ];
  const ahead = marks.map((m) => u(m - front.rsp_cons));
  return ahead.every((a, i) => a >= (ahead[i - 1] ?? 0)) && (ahead.at(-1) ?? 0) <= front.nr_ents;
}
