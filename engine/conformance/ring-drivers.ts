/**
 * Two drivers for a trace of ring operations: they loop over the ring's listings as the users of the macros in
 * Xen's ring.h do, one operation of the trace at a time. The listings they call are those that the scenarios play.
 */
import { assert } from '../core/assert.ts';
import { maddr } from '../core/brand.ts';
import type { Machine } from '../core/machine.ts';
import { Memory } from '../core/memory.ts';
import {
  call,
  type Flow,
  goto,
  type Line,
  type Locals,
  line,
  model,
  type Procedure,
  procedure,
  ret,
} from '../core/procedure.ts';
import { type Key, program, rec, type State, startThreads } from '../core/state.ts';
import {
  type BackRing,
  consOverflow,
  type FrontRing,
  freeRequests,
  prodOverflow,
  RING_FINAL_CHECK_FOR_REQUESTS,
  RING_FINAL_CHECK_FOR_RESPONSES,
  RING_FULL,
  RING_PUSH_REQUESTS,
  RING_PUSH_RESPONSES,
  RING_UNCONSUMED_REQUESTS,
  RING_UNCONSUMED_RESPONSES,
  ringMechanism,
  SHARED_RING_INIT,
  slotAt,
  sring,
} from '../mechanisms/ring.ts';
import { xen } from '../platforms/xen.ts';
import type { Setup } from '../stories/scenario.ts';
import type { Fill, Slots } from './ring-records.ts';

/** One operation of a trace, and the party that performs it. */
export interface Operation {
  readonly op: string;
  readonly arg: number;
}

/** How far a trace has come, and what its last operation answered. */
export interface Progress {
  /** Operations completed; the first one attaches both ends to the ring. */
  readonly done: number;
  readonly result: number;
}

export const FRONT: Key<FrontRing> = 'front ring';
export const BACK: Key<BackRing> = 'back ring';
export const PROGRESS: Key<Progress> = 'trace';
export const RING_AT = maddr(0x1000);

const u = (n: number): number => n >>> 0;
const S = sring.fields;

// Calls that are the same every time.
const IS_FULL = call(RING_FULL.name, { ring: FRONT }, 'full');
const UNCONSUMED_REQUESTS = call(RING_UNCONSUMED_REQUESTS.name, { ring: BACK }, 'work');
const UNCONSUMED_RESPONSES = call(RING_UNCONSUMED_RESPONSES.name, { ring: FRONT }, 'work');

interface Loop extends Locals {
  want: number;
  n: number;
  full: boolean;
  work: number;
}

const listing = (name: string, lines: readonly Line<Loop>[]): Procedure =>
  procedure(name, { source: model('a user of ring.h') }, lines);

/** Fills a slot with what the trace says of request or response number `i`, counted from 1. */
function put(m: Machine, ring: FrontRing | BackRing, index: number, fills: readonly Fill[], i: number): void {
  const slot = slotAt(ring, index);
  for (const { field, value } of fills) m.store(slot, field, value(i));
}

const queue = (fills: readonly Fill[], start: number): Procedure =>
  listing('f.queue', [
    line('look', 'if (n == want) return n; full = RING_FULL(ring)', (_, l) =>
      l.n < l.want ? IS_FULL : ret(l.n),
    ),
    line('fill', 'if (full) return n; *RING_GET_REQUEST(ring, req_prod_pvt) = …', (m, l) => {
      if (l.full) return ret(l.n);
      const ring = m.rec(FRONT);
      put(m, ring, ring.req_prod_pvt, fills, u(ring.req_prod_pvt - start) + 1);
    }),
    line('bump', 'ring->req_prod_pvt++; n++', (m, l) => {
      m.patch(FRONT, { req_prod_pvt: u(m.rec(FRONT).req_prod_pvt + 1) });
      l.n++;
      return goto('look');
    }),
  ]);

const respond = (fills: readonly Fill[], start: number): Procedure =>
  listing('b.respond', [
    line(
      'fill',
      'if (n == want || rsp_prod_pvt == req_cons) return n; *RING_GET_RESPONSE(ring, rsp_prod_pvt) = …',
      (m, l) => {
        const ring = m.rec(BACK);
        if (l.n === l.want || ring.rsp_prod_pvt === ring.req_cons) return ret(l.n);
        put(m, ring, ring.rsp_prod_pvt, fills, u(ring.rsp_prod_pvt - start) + 1);
      },
    ),
    line('bump', 'ring->rsp_prod_pvt++; n++', (m, l) => {
      m.patch(BACK, { rsp_prod_pvt: u(m.rec(BACK).rsp_prod_pvt + 1) });
      l.n++;
      return goto('fill');
    }),
  ]);

const CONSUME_REQUESTS = listing('b.consume', [
  line('look', 'if (n == want) return n; work = RING_HAS_UNCONSUMED_REQUESTS(ring)', (_, l) =>
    l.n < l.want ? UNCONSUMED_REQUESTS : ret(l.n),
  ),
  line(
    'take',
    'if (!work || RING_REQUEST_CONS_OVERFLOW(ring, req_cons)) return n; ring->req_cons++; n++',
    (m, l) => {
      const ring = m.rec(BACK);
      if (l.work === 0 || consOverflow(ring, ring.req_cons)) return ret(l.n);
      m.patch(BACK, { req_cons: u(ring.req_cons + 1) });
      l.n++;
      return goto('look');
    },
  ),
]);

const CONSUME_RESPONSES = listing('f.consume', [
  line('look', 'if (n == want) return n; work = RING_HAS_UNCONSUMED_RESPONSES(ring)', (_, l) =>
    l.n < l.want ? UNCONSUMED_RESPONSES : ret(l.n),
  ),
  line('take', 'if (!work) return n; ring->rsp_cons++; n++', (m, l) => {
    if (l.work === 0) return ret(l.n);
    m.patch(FRONT, { rsp_cons: u(m.rec(FRONT).rsp_cons + 1) });
    l.n++;
    return goto('look');
  }),
]);

/** Macros that are one expression, asked for their value. */
const FREE = procedure('f.free', { source: model('a user of ring.h') }, [
  line('free', 'return RING_FREE_REQUESTS(ring)', (m) => ret(freeRequests(m.rec(FRONT)))),
]);
const PROD_OVERFLOW = procedure<{ want: number }>('b.prodoverflow', { source: model('a user of ring.h') }, [
  line('over', 'return RING_REQUEST_PROD_OVERFLOW(ring, arg)', (m, l) =>
    ret(prodOverflow(m.rec(BACK), l.want)),
  ),
]);
const CONS_OVERFLOW = procedure<{ want: number }>('b.consoverflow', { source: model('a user of ring.h') }, [
  line('over', 'return RING_REQUEST_CONS_OVERFLOW(ring, arg)', (m, l) =>
    ret(consOverflow(m.rec(BACK), l.want)),
  ),
]);

/** Batching as a driver may do it: ask to be notified only after several more requests. */
const SET_EVENT = procedure<{ want: number }>('b.setevent', { source: model('a user of ring.h') }, [
  line('event', 'return sring->req_event = req_cons + arg', (m, l) => {
    const r = m.rec(BACK);
    const event = u(r.req_cons + l.want);
    m.store(r.sring, S.req_event, event);
    return ret(event);
  }),
]);

/** Moves a fresh ring's indices to where the trace starts. */
const ATTACH = procedure<{ start: number }>('attach', { source: model('FRONT_RING_ATTACH at an index') }, [
  line('init', 'SHARED_RING_INIT(sring)', () => call(SHARED_RING_INIT.name, { sring: RING_AT })),
  line(
    'move',
    'sring->req_prod = sring->rsp_prod = start, sring->req_event = sring->rsp_event = start + 1',
    (m, l) => {
      for (const prod of [S.req_prod, S.rsp_prod]) m.store(RING_AT, prod, l.start);
      for (const event of [S.req_event, S.rsp_event]) m.store(RING_AT, event, u(l.start + 1));
    },
  ),
]);

type Party = 'front' | 'back';

interface Performer {
  readonly party: Party;
  readonly procedure: string;
  readonly args: (arg: number) => Locals;
}

const onRing = (party: Party, { name }: Procedure): Performer => ({
  party,
  procedure: name,
  args: () => ({ ring: party === 'front' ? FRONT : BACK }),
});
const ofDriver = (party: Party, name: string): Performer => ({
  party,
  procedure: name,
  args: (arg) => ({ want: arg, n: 0 }),
});

/** Which listing performs which operation of a trace. A new operation is a row. */
const OPERATIONS: ReadonlyMap<string, Performer> = new Map<string, Performer>([
  ['attach', { party: 'front', procedure: 'attach', args: (arg) => ({ start: arg }) }],
  ['f.queue', ofDriver('front', 'f.queue')],
  ['f.push', onRing('front', RING_PUSH_REQUESTS)],
  ['f.consume', ofDriver('front', 'f.consume')],
  ['f.finalcheck', onRing('front', RING_FINAL_CHECK_FOR_RESPONSES)],
  ['f.free', ofDriver('front', 'f.free')],
  ['f.full', onRing('front', RING_FULL)],
  ['f.unconsumed', onRing('front', RING_UNCONSUMED_RESPONSES)],
  ['b.consume', ofDriver('back', 'b.consume')],
  ['b.finalcheck', onRing('back', RING_FINAL_CHECK_FOR_REQUESTS)],
  ['b.setevent', ofDriver('back', 'b.setevent')],
  ['b.respond', ofDriver('back', 'b.respond')],
  ['b.push', onRing('back', RING_PUSH_RESPONSES)],
  ['b.unconsumed', onRing('back', RING_UNCONSUMED_REQUESTS)],
  ['b.prodoverflow', ofDriver('back', 'b.prodoverflow')],
  ['b.consoverflow', ofDriver('back', 'b.consoverflow')],
]);

/** The operations that a trace may name. */
export const OPERATION_NAMES: readonly string[] = [...OPERATIONS.keys()].filter((op) => op !== ATTACH.name);

/** Whose turn it is, and what is to be called. */
interface Turn {
  readonly party: Party;
  readonly call: Flow;
}

function turnOf({ op, arg }: Operation): Turn {
  const performer = OPERATIONS.get(op);
  assert(performer, `${op} is not an operation`);
  return { party: performer.party, call: call(performer.procedure, performer.args(arg), 'result') };
}

/** Everything that an operation which writes no slot can call. */
export const macroListings: readonly Procedure[] = [
  ...ringMechanism.procedures,
  FREE,
  PROD_OVERFLOW,
  CONS_OVERFLOW,
];
/** How the operation is called; its answer arrives in the local `result`. */
export const callOf = (operation: Operation): Flow => turnOf(operation).call;

/** A party's day: wait for one's turn, perform the operation, note the answer. */
const serve = (party: Party, turn: (state: State) => Turn | undefined): Procedure =>
  procedure(party, { source: model('the trace') }, [
    line(
      'serve',
      'perform the next operation of the trace',
      (m) => turn(m)?.call,
      (state) => turn(state)?.party === party,
    ),
    line('note', 'note its result', (m, l) => {
      m.patch(PROGRESS, { done: m.rec(PROGRESS).done + 1, result: Number(l.result) });
      return goto('serve');
    }),
  ]);

/** Where a ring lies in memory, how large it is, and the index at which its life in a trace starts. */
export interface Shape {
  readonly nr_ents: number;
  readonly slot: number;
  readonly start: number;
}

export interface RingTrace extends Setup {
  readonly next: (state: State) => Party | undefined;
}

/** A ring, two drivers and the operations they perform: a system that `step` and `run` execute. */
export function ringTrace(
  slots: Slots,
  { nr_ents, slot, start }: Shape,
  operations: readonly Operation[],
): RingTrace {
  const turns = [{ op: ATTACH.name, arg: start }, ...operations].map(turnOf);
  const turn = (state: State): Turn | undefined => turns[rec(state, PROGRESS).done];
  const prog = program(
    [
      ...macroListings,
      ATTACH,
      queue(slots.request, start),
      CONSUME_RESPONSES,
      CONSUME_REQUESTS,
      respond(slots.response, start),
      SET_EVENT,
      serve('front', turn),
      serve('back', turn),
    ],
    [
      { id: 'front', domain: 1, start: { procedure: 'front', world: 'guest-kernel' } },
      { id: 'back', domain: 0, start: { procedure: 'back', world: 'backend' } },
    ],
    xen.domains,
  );
  const attached = { sring: RING_AT, nr_ents, slot };
  const initial: State = {
    ram: Memory.empty,
    medium: Memory.empty,
    records: {
      [FRONT]: { ...attached, req_prod_pvt: start, rsp_cons: start } satisfies FrontRing,
      [BACK]: { ...attached, rsp_prod_pvt: start, req_cons: start } satisfies BackRing,
      [PROGRESS]: { done: 0, result: 0 } satisfies Progress,
    },
    threads: startThreads(prog),
    last: null,
  };
  return { program: prog, platform: xen, mechanisms: [], initial, next: (state) => turn(state)?.party };
}
