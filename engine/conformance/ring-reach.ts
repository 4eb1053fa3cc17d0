/**
 * Could a ring have got from one observed header to the next? A schedule of the two drivers' operations is looked for,
 * and the ring's own listings perform it: what they leave in the header is the answer. An observer who polls may
 * have missed states in between, so any number of operations may lie between two headers.
 */
import { Machine, run } from '../core/machine.ts';
import { rec } from '../core/state.ts';
import { sring } from '../mechanisms/ring.ts';
import { BACK, FRONT, type Operation, PROGRESS, RING_AT, ringTrace } from './ring-drivers.ts';

/** The four shared indices of a ring. */
export interface Header {
  readonly req_prod: number;
  readonly req_event: number;
  readonly rsp_prod: number;
  readonly rsp_event: number;
}
export const HEADER_FIELDS = ['req_prod', 'req_event', 'rsp_prod', 'rsp_event'] as const;

const u = (n: number): number => n >>> 0;
const ahead = (a: number, b: number): number => (a - b) | 0;

/** Enough for any two headers of a ring that were seen during one run. */
const MAX_OPERATIONS = 100_000;

/**
 * What the two drivers may have done. Each threshold is set by a final check, and a final check sets it one past a
 * consumer that has taken everything: so the producer must stop there once.
 */
function schedule(from: Header, to: Header, nr_ents: number): readonly Operation[] | undefined {
  const ops: Operation[] = [];
  let { req_prod, rsp_prod } = from;
  // Nobody sees the private indices: the responses may all have been collected, the requests all been taken.
  let rsp_cons = rsp_prod;
  let req_cons = req_prod;
  let requests = to.req_event !== from.req_event;
  let responses = to.rsp_event !== from.rsp_event;
  const stop = { req: u(to.req_event - 1), rsp: u(to.rsp_event - 1) };
  const does = (op: string, arg = 0): void => void ops.push({ op, arg });
  while (req_prod !== to.req_prod || rsp_prod !== to.rsp_prod || requests || responses) {
    if (ops.length > MAX_OPERATIONS) return undefined;
    if (requests && req_prod === stop.req) {
      does('b.consume', u(req_prod - req_cons));
      does('b.finalcheck');
      req_cons = req_prod;
      requests = false;
    } else if (responses && rsp_prod === stop.rsp) {
      does('f.consume', u(rsp_prod - rsp_cons));
      does('f.finalcheck');
      rsp_cons = rsp_prod;
      responses = false;
    } else if (ahead(to.req_prod, req_prod) > 0 && u(req_prod - rsp_cons) < nr_ents) {
      does('f.queue', 1);
      does('f.push');
      req_prod = u(req_prod + 1);
    } else if (ahead(to.rsp_prod, rsp_prod) > 0 && ahead(req_prod, rsp_prod) > 0) {
      does('b.consume', u(req_prod - req_cons));
      does('b.respond', 1);
      does('b.push');
      req_cons = req_prod;
      rsp_prod = u(rsp_prod + 1);
    } else if (rsp_cons !== rsp_prod) {
      does('f.consume', u(rsp_prod - rsp_cons));
      rsp_cons = rsp_prod;
    } else return undefined;
  }
  return ops;
}

/** What the ring's code makes of `from` on its way to `to`; undefined where no order of its operations leads there. */
export function reach(from: Header, to: Header, nr_ents: number, slot: number): Header | undefined {
  const ops = schedule(from, to, nr_ents);
  if (!ops) return undefined;
  const trace = ringTrace({ request: [], response: [], size: slot }, { nr_ents, slot, start: 0 }, ops);
  const m = new Machine(trace.program, trace.initial);
  for (const name of HEADER_FIELDS) m.store(RING_AT, sring.fields[name], from[name]);
  m.patch(FRONT, { req_prod_pvt: from.req_prod, rsp_cons: from.rsp_prod });
  m.patch(BACK, { rsp_prod_pvt: from.rsp_prod, req_cons: from.req_prod });
  // The first operation would initialise the ring: it is done.
  m.patch(PROGRESS, { done: 1 });
  const end = run(trace.program, m.freeze(), trace.next);
  const f = sring.fields;
  return {
    req_prod: end.ram.load(rec(end, FRONT).sring, f.req_prod),
    req_event: end.ram.load(RING_AT, f.req_event),
    rsp_prod: end.ram.load(RING_AT, f.rsp_prod),
    rsp_event: end.ram.load(RING_AT, f.rsp_event),
  };
}
