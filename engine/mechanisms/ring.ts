/**
 * The shared ring: one array of slots, two producers, free-running indices, and event thresholds that say
 * "notify me when you pass here". Source: Xen xen/include/public/io/ring.h (DEFINE_RING_TYPES and the RING_ macros).
 *
 * `req_prod`, `req_event`, `rsp_prod`, `rsp_event` are bytes in the shared page; `req_prod_pvt`, `rsp_cons`,
 * `rsp_prod_pvt`, `req_cons` are private records of either side. All are u32 and wrap.
 */
import { type Maddr, maddr } from '../core/brand.ts';
import { blob, type Layout, layout, u32 } from '../core/layout.ts';
import type { Memory } from '../core/memory.ts';
import { call, type Locals, line, type Procedure, procedure, ret, xen } from '../core/procedure.ts';
import type { Key } from '../core/state.ts';
import { at } from '../core/when.ts';
import type { Mechanism } from './mechanism.ts';

/** Header of every ring page; the slots follow at byte 64. Only the first page of a ring has it. */
export const sring = layout('sring', {
  req_prod: u32,
  req_event: u32,
  rsp_prod: u32,
  rsp_event: u32,
  pvt: blob(4),
  pad: blob(44),
});
export const SRING_HEADER = sring.size;
const S = sring.fields;

/** What both sides know of the ring, and where it lies. */
interface Attached {
  /** Machine address of the ring's first page. */
  readonly sring: Maddr;
  /** A power of two. */
  readonly nr_ents: number;
  /** Bytes of a slot: the larger of request and response. */
  readonly slot: number;
}
/** `struct xxx_front_ring`: private to the frontend. */
export interface FrontRing extends Attached {
  readonly req_prod_pvt: number;
  readonly rsp_cons: number;
}
/** `struct xxx_back_ring`: private to the backend. */
export interface BackRing extends Attached {
  readonly rsp_prod_pvt: number;
  readonly req_cons: number;
}

/** `__CONST_RING_SIZE`: the largest power of two of slots that fits after the header. */
export function ringEntries(bytes: number, slot: number): number {
  return 2 ** Math.floor(Math.log2((bytes - SRING_HEADER) / slot));
}

/** Bytes of a slot: a union of request and response. */
export function slotBytes(request: Sized, response: Sized): number {
  const align = Math.max(request.align, response.align);
  return Math.ceil(Math.max(request.size, response.size) / align) * align;
}
type Sized = Pick<Layout, 'size' | 'align'>;

/** Address of the slot that a free-running index falls into. Indices are masked here and nowhere else. */
export const slotAt = (ring: Attached, index: number): Maddr =>
  maddr(ring.sring + SRING_HEADER + ((index & (ring.nr_ents - 1)) >>> 0) * ring.slot);

const source = (symbol: string) => xen('xen/include/public/io/ring.h', symbol);
const u = (n: number): number => n >>> 0;

export interface FrontArgs extends Locals {
  ring: Key<FrontRing>;
}
export interface BackArgs extends Locals {
  ring: Key<BackRing>;
}

// ── pure index arithmetic, shared by lines, invariants and views; macros that are one expression are used in a line ──

/** Free slots for requests: `RING_FREE_REQUESTS`. */
export const freeRequests = (r: FrontRing): number => u(r.nr_ents - u(r.req_prod_pvt - r.rsp_cons));
/** Must the producer notify? True iff `event` lies in (old, new], modulo 2^32. */
export const mustNotify = (event: number, next: number, old: number): boolean =>
  u(next - event) < u(next - old);
/** Requests the backend may consume: `XEN_RING_NR_UNCONSUMED_REQUESTS`. */
export const unconsumedRequests = (r: BackRing, reqProd: number): number =>
  Math.min(u(reqProd - r.req_cons), u(r.nr_ents - u(r.req_cons - r.rsp_prod_pvt)));
/** `RING_REQUEST_CONS_OVERFLOW`: would consuming `cons` run over a slot whose response is still owed? */
export const consOverflow = (r: BackRing, cons: number): boolean => u(cons - r.rsp_prod_pvt) >= r.nr_ents;
/** `RING_REQUEST_PROD_OVERFLOW`: has the frontend published more than the ring holds? */
export const prodOverflow = (r: BackRing, prod: number): boolean => u(prod - r.rsp_prod_pvt) > r.nr_ents;
/** `RING_RESPONSE_PROD_OVERFLOW`: has the backend answered more than was asked? */
export const responseOverflow = (r: FrontRing, prod: number): boolean => u(prod - r.rsp_cons) > r.nr_ents;

// ── listings ────────────────────────────────────────────────────────────────────────────────────────

interface InitArgs extends Locals {
  sring: number;
}
export const SHARED_RING_INIT = procedure<InitArgs>(
  'SHARED_RING_INIT',
  { source: source('SHARED_RING_INIT') },
  [
    line('prods', 'sring->req_prod = sring->rsp_prod = 0', (m, l) => {
      m.store(l.sring, S.req_prod, 0);
      m.store(l.sring, S.rsp_prod, 0);
    }),
    line('events', 'sring->req_event = sring->rsp_event = 1', (m, l) => {
      m.store(l.sring, S.req_event, 1);
      m.store(l.sring, S.rsp_event, 1);
    }),
    line('pad', 'memset(sring->pad, 0)', (m, l) => {
      m.fill(l.sring + S.pvt.offset, new Uint8Array(S.pvt.size + S.pad.size), 'pad');
    }),
  ],
);

export const RING_FULL = procedure<FrontArgs>(
  'RING_FULL',
  { source: source('RING_FULL, RING_FREE_REQUESTS') },
  [
    line('free', 'return RING_SIZE - (req_prod_pvt - rsp_cons) == 0', (m, l) =>
      ret(freeRequests(m.rec(l.ring)) === 0),
    ),
  ],
);

interface Publish extends Locals {
  ring: string;
  old: number;
  next: number;
}

/** One listing for both directions: who publishes, which index, which threshold. */
function publish(name: string, index: 'req' | 'rsp'): Procedure {
  const prod = S[`${index}_prod`];
  const event = S[`${index}_event`];
  const pvt = (r: FrontRing | BackRing): number => ('req_prod_pvt' in r ? r.req_prod_pvt : r.rsp_prod_pvt);
  const key = (l: Publish) => l.ring as Key<FrontRing | BackRing>;
  return procedure<Publish>(name, { source: source(name) }, [
    line('old', `old = sring->${index}_prod`, (m, l) => {
      l.old = m.load(m.rec(key(l)).sring, prod);
    }),
    line('new', `new = ring->${index}_prod_pvt`, (m, l) => {
      l.next = pvt(m.rec(key(l)));
    }),
    line('wmb', 'xen_wmb()   // slots before index', (m) => m.fence('wmb'), { strikes: 'barrier' }),
    line('publish', `sring->${index}_prod = new`, (m, l) => m.store(m.rec(key(l)).sring, prod, l.next)),
    line('mb', 'xen_mb()   // index before threshold', (m) => m.fence('mb'), { strikes: 'barrier' }),
    line('check', `return (new - sring->${index}_event) < (new - old)`, (m, l) =>
      ret(mustNotify(m.load(m.rec(key(l)).sring, event), l.next, l.old)),
    ),
  ]);
}
export const RING_PUSH_REQUESTS = publish('RING_PUSH_REQUESTS_AND_CHECK_NOTIFY', 'req');
export const RING_PUSH_RESPONSES = publish('RING_PUSH_RESPONSES_AND_CHECK_NOTIFY', 'rsp');

export const RING_UNCONSUMED_REQUESTS = procedure<BackArgs>(
  'XEN_RING_NR_UNCONSUMED_REQUESTS',
  { source: source('XEN_RING_NR_UNCONSUMED_REQUESTS') },
  [
    line('req', 'req = sring->req_prod - req_cons', (m, l) => {
      const r = m.rec(l.ring);
      l.req = u(m.load(r.sring, S.req_prod) - r.req_cons);
    }),
    line('rsp', 'rsp = RING_SIZE - (req_cons - rsp_prod_pvt)', (m, l) => {
      const r = m.rec(l.ring);
      l.rsp = u(r.nr_ents - u(r.req_cons - r.rsp_prod_pvt));
    }),
    line('min', 'return min(req, rsp)', (_, l) => ret(Math.min(l.req as number, l.rsp as number))),
  ],
);

export const RING_UNCONSUMED_RESPONSES = procedure<FrontArgs>(
  'XEN_RING_NR_UNCONSUMED_RESPONSES',
  { source: source('XEN_RING_NR_UNCONSUMED_RESPONSES') },
  [
    line('rsp', 'return sring->rsp_prod - rsp_cons', (m, l) => {
      const r = m.rec(l.ring);
      return ret(u(m.load(r.sring, S.rsp_prod) - r.rsp_cons));
    }),
  ],
);

/** Go to sleep safely: look, arm the threshold, look again. */
function finalCheck(name: string, index: 'req' | 'rsp', count: Procedure): Procedure {
  const event = S[`${index}_event`];
  const cons = (r: FrontRing | BackRing): number => ('req_cons' in r ? r.req_cons : r.rsp_cons);
  const key = (l: Locals) => l.ring as Key<FrontRing | BackRing>;
  return procedure(name, { source: source(name) }, [
    line('look', `work = ${count.name}(ring)`, (_, l) => call(count.name, { ring: l.ring }, 'work')),
    line('found', 'if (work) return work', (m, l) => ((l.work as number) > 0 ? ret(l.work) : m.passOver())),
    line(
      'arm',
      `sring->${index}_event = ${index}_cons + 1`,
      (m, l) => {
        const r = m.rec(key(l));
        m.store(r.sring, event, u(cons(r) + 1));
      },
      { strikes: 're-arm' },
    ),
    line('mb', 'xen_mb()   // arm before looking again', (m) => m.fence('mb'), { strikes: 'barrier' }),
    line('again', `work = ${count.name}(ring)`, (_, l) => call(count.name, { ring: l.ring }, 'work'), {
      strikes: 'final-check',
    }),
    line('answer', 'return work', (_, l) => ret(l.work)),
  ]);
}
export const RING_FINAL_CHECK_FOR_REQUESTS = finalCheck(
  'RING_FINAL_CHECK_FOR_REQUESTS',
  'req',
  RING_UNCONSUMED_REQUESTS,
);
export const RING_FINAL_CHECK_FOR_RESPONSES = finalCheck(
  'RING_FINAL_CHECK_FOR_RESPONSES',
  'rsp',
  RING_UNCONSUMED_RESPONSES,
);

export const ringMechanism = {
  id: 'ring',
  needs: [],
  procedures: [
    SHARED_RING_INIT,
    RING_FULL,
    RING_PUSH_REQUESTS,
    RING_PUSH_RESPONSES,
    RING_UNCONSUMED_REQUESTS,
    RING_UNCONSUMED_RESPONSES,
    RING_FINAL_CHECK_FOR_REQUESTS,
    RING_FINAL_CHECK_FOR_RESPONSES,
  ],
  moments: {
    published: at(RING_PUSH_REQUESTS, 'publish'),
    decided: at(RING_PUSH_REQUESTS, 'check'),
    'answer-published': at(RING_PUSH_RESPONSES, 'publish'),
    'answer-decided': at(RING_PUSH_RESPONSES, 'check'),
  },
} satisfies Mechanism;

/** What a slot holds, told from indices alone: being written, published, taken, answered privately, answered, free. */
export type SlotState = 'free' | 'filling' | 'request' | 'consumed' | 'answering' | 'response';

export interface SlotView {
  readonly slot: number;
  /** The free-running index whose turn this slot has; null when it is free. */
  readonly index: number | null;
  readonly state: SlotState;
  readonly at: number;
}

/** What a figure shows of a ring: the shared indices, the private ones of either side, and the slots. */
export interface RingView {
  readonly at: number;
  readonly pages: number;
  readonly nr_ents: number;
  readonly req_prod: number;
  readonly req_event: number;
  readonly rsp_prod: number;
  readonly rsp_event: number;
  readonly req_prod_pvt: number;
  readonly rsp_cons: number;
  readonly rsp_prod_pvt: number;
  readonly req_cons: number;
  readonly slots: readonly SlotView[];
}

export function inspectRing(ram: Memory, front: FrontRing, back: BackRing): RingView {
  const [req_prod, req_event, rsp_prod, rsp_event] = [S.req_prod, S.req_event, S.rsp_prod, S.rsp_event].map(
    (field) => ram.load(front.sring, field),
  ) as [number, number, number, number];
  const slots: SlotView[] = Array.from({ length: front.nr_ents }, (_, slot) => {
    // Among the indices between rsp_cons and rsp_cons + size exactly one falls into this slot.
    const ahead = u(slot - front.rsp_cons) & (front.nr_ents - 1);
    const index = u(front.rsp_cons + ahead);
    const before = (mark: number): boolean => ahead < u(mark - front.rsp_cons);
    let state: SlotState = 'free';
    if (before(rsp_prod)) state = 'response';
    else if (before(back.rsp_prod_pvt)) state = 'answering';
    else if (before(back.req_cons)) state = 'consumed';
    else if (before(req_prod)) state = 'request';
    else if (before(front.req_prod_pvt)) state = 'filling';
    return { slot, index: state === 'free' ? null : index, state, at: slotAt(front, slot) };
  });
  return {
    at: front.sring,
    pages: Math.ceil((SRING_HEADER + front.nr_ents * front.slot) / 4096),
    nr_ents: front.nr_ents,
    req_prod,
    req_event,
    rsp_prod,
    rsp_event,
    req_prod_pvt: front.req_prod_pvt,
    rsp_cons: front.rsp_cons,
    rsp_prod_pvt: back.rsp_prod_pvt,
    req_cons: back.req_cons,
    slots,
  };
}
