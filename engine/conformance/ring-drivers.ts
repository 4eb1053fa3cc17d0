/**
 * Two drivers for a trace of ring operations: they loop over the ring's listings as the users of the macros in
 * Xen's ring.h do, one operation of the trace at a time. The listings they call are those that the scenarios play.
 */
import { maddr } from '../core/brand.ts';
import { Memory } from '../core/memory.ts';
import {
  call,
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
  type FrontRing,
  RING_FINAL_CHECK_FOR_REQUESTS,
  RING_FINAL_CHECK_FOR_RESPONSES,
  RING_FREE_REQUESTS,
  RING_FULL,
  RING_GET_REQUEST,
  RING_GET_RESPONSE,
  RING_PUSH_REQUESTS,
  RING_PUSH_RESPONSES,
  RING_REQUEST_CONS_OVERFLOW,
  RING_REQUEST_PROD_OVERFLOW,
  RING_UNCONSUMED_REQUESTS,
  RING_UNCONSUMED_RESPONSES,
  ringProcedures,
  SHARED_RING_INIT,
  sring,
} from '../mechanisms/ring.ts';
import type { Setup } from '../scenarios/scenario.ts';
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

interface Loop extends Locals {
  want: number;
  n: number;
  full: boolean;
  work: number;
  over: boolean;
  slot: number;
}

const listing = (name: string, lines: readonly Line<Loop>[]): Procedure =>
  procedure(name, { source: model('a user of ring.h') }, lines);

const put = (name: string, fills: readonly Fill[], number: (state: State) => number): Line<Loop> =>
  line('fill', `*${name} = …`, (m, l) => {
    const i = number(m);
    for (const { field, value } of fills) m.store(l.slot, field, value(i));
  });

/** Requests and responses are numbered from 1; the free-running index says which one this is. */
const queue = (fills: readonly Fill[], start: number): Procedure =>
  listing('f.queue', [
    line('look', 'if (n == want) return n; full = RING_FULL(ring)', (_, l) =>
      l.n < l.want ? call(RING_FULL.name, { ring: FRONT }, 'full') : ret(l.n),
    ),
    line('slot', 'if (full) return n; req = RING_GET_REQUEST(ring, req_prod_pvt)', (m, l) =>
      l.full
        ? ret(l.n)
        : call(RING_GET_REQUEST.name, { ring: FRONT, idx: m.rec(FRONT).req_prod_pvt }, 'slot'),
    ),
    put('req', fills, (s) => u(rec(s, FRONT).req_prod_pvt - start) + 1),
    line('bump', 'ring->req_prod_pvt++; n++', (m, l) => {
      m.patch(FRONT, { req_prod_pvt: u(m.rec(FRONT).req_prod_pvt + 1) });
      l.n++;
      return goto('look');
    }),
  ]);

const respond = (fills: readonly Fill[], start: number): Procedure =>
  listing('b.respond', [
    line(
      'slot',
      'if (n == want || rsp_prod_pvt == req_cons) return n; rsp = RING_GET_RESPONSE(ring, rsp_prod_pvt)',
      (m, l) => {
        const { rsp_prod_pvt, req_cons } = m.rec(BACK);
        if (l.n === l.want || rsp_prod_pvt === req_cons) return ret(l.n);
        return call(RING_GET_RESPONSE.name, { ring: BACK, idx: rsp_prod_pvt }, 'slot');
      },
    ),
    put('rsp', fills, (s) => u(rec(s, BACK).rsp_prod_pvt - start) + 1),
    line('bump', 'ring->rsp_prod_pvt++; n++', (m, l) => {
      m.patch(BACK, { rsp_prod_pvt: u(m.rec(BACK).rsp_prod_pvt + 1) });
      l.n++;
      return goto('slot');
    }),
  ]);

const CONSUME_REQUESTS = listing('b.consume', [
  line('look', 'if (n == want) return n; work = RING_HAS_UNCONSUMED_REQUESTS(ring)', (_, l) =>
    l.n < l.want ? call(RING_UNCONSUMED_REQUESTS.name, { ring: BACK }, 'work') : ret(l.n),
  ),
  line('guard', 'if (!work) return n; over = RING_REQUEST_CONS_OVERFLOW(ring, req_cons)', (m, l) =>
    l.work > 0
      ? call(RING_REQUEST_CONS_OVERFLOW.name, { ring: BACK, cons: m.rec(BACK).req_cons }, 'over')
      : ret(l.n),
  ),
  line('take', 'if (over) return n; ring->req_cons++; n++', (m, l) => {
    if (l.over) return ret(l.n);
    m.patch(BACK, { req_cons: u(m.rec(BACK).req_cons + 1) });
    l.n++;
    return goto('look');
  }),
]);

const CONSUME_RESPONSES = listing('f.consume', [
  line('look', 'if (n == want) return n; work = RING_HAS_UNCONSUMED_RESPONSES(ring)', (_, l) =>
    l.n < l.want ? call(RING_UNCONSUMED_RESPONSES.name, { ring: FRONT }, 'work') : ret(l.n),
  ),
  line('take', 'if (!work) return n; ring->rsp_cons++; n++', (m, l) => {
    if (l.work === 0) return ret(l.n);
    m.patch(FRONT, { rsp_cons: u(m.rec(FRONT).rsp_cons + 1) });
    l.n++;
    return goto('look');
  }),
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

const loop = (arg: number): Locals => ({ want: arg, n: 0 });
const onFront = (name: string): Performer => ({
  party: 'front',
  procedure: name,
  args: () => ({ ring: FRONT }),
});
const onBack = (name: string): Performer => ({
  party: 'back',
  procedure: name,
  args: () => ({ ring: BACK }),
});

/** Which listing performs which operation of a trace. A new operation is a row. */
const OPERATIONS: ReadonlyMap<string, Performer> = new Map<string, Performer>([
  ['attach', { party: 'front', procedure: 'attach', args: (arg) => ({ start: arg }) }],
  ['f.queue', { party: 'front', procedure: 'f.queue', args: loop }],
  ['f.push', onFront(RING_PUSH_REQUESTS.name)],
  ['f.consume', { party: 'front', procedure: 'f.consume', args: loop }],
  ['f.finalcheck', onFront(RING_FINAL_CHECK_FOR_RESPONSES.name)],
  ['f.free', onFront(RING_FREE_REQUESTS.name)],
  ['f.full', onFront(RING_FULL.name)],
  ['f.unconsumed', onFront(RING_UNCONSUMED_RESPONSES.name)],
  ['b.consume', { party: 'back', procedure: 'b.consume', args: loop }],
  ['b.finalcheck', onBack(RING_FINAL_CHECK_FOR_REQUESTS.name)],
  ['b.setevent', { party: 'back', procedure: 'b.setevent', args: (arg) => ({ want: arg }) }],
  ['b.respond', { party: 'back', procedure: 'b.respond', args: loop }],
  ['b.push', onBack(RING_PUSH_RESPONSES.name)],
  ['b.unconsumed', onBack(RING_UNCONSUMED_REQUESTS.name)],
  [
    'b.prodoverflow',
    { party: 'back', procedure: RING_REQUEST_PROD_OVERFLOW.name, args: (arg) => ({ ring: BACK, prod: arg }) },
  ],
  [
    'b.consoverflow',
    { party: 'back', procedure: RING_REQUEST_CONS_OVERFLOW.name, args: (arg) => ({ ring: BACK, cons: arg }) },
  ],
]);

/** The operations that a trace may name. */
export const OPERATION_NAMES: readonly string[] = [...OPERATIONS.keys()].filter((op) => op !== ATTACH.name);

/** A party's day: wait for one's turn, perform the operation, note the answer. */
function serve(party: Party, turn: (state: State) => Operation | undefined): Procedure {
  const performer = (state: State): Performer | undefined => OPERATIONS.get(turn(state)?.op ?? '');
  return procedure(party, { source: model('the trace') }, [
    line(
      'serve',
      'perform the next operation of the trace',
      (m) => {
        const next = performer(m);
        return next && call(next.procedure, next.args(turn(m)?.arg ?? 0), 'result');
      },
      (state) => performer(state)?.party === party,
    ),
    line('note', 'note its result', (m, l) => {
      m.patch(PROGRESS, { done: m.rec(PROGRESS).done + 1, result: Number(l.result) });
      return goto('serve');
    }),
  ]);
}

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
  const all: readonly Operation[] = [{ op: 'attach', arg: start }, ...operations];
  const turn = (state: State): Operation | undefined => all[rec(state, PROGRESS).done];
  const prog = program(
    [
      ...ringProcedures,
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
  return { program: prog, initial, next: (state) => OPERATIONS.get(turn(state)?.op ?? '')?.party };
}
