/** Sections of golden-xen.json about the shared ring: single calls in a given state, and a whole scenario. */
import { run } from '../core/machine.ts';
import { call } from '../core/procedure.ts';
import { rec, type State } from '../core/state.ts';
import { BLKIF_SLOT } from '../mechanisms/blkif.ts';
import {
  type BackRing,
  type FrontRing,
  ringMechanism,
  SHARED_RING_INIT,
  SRING_HEADER,
  sring,
} from '../mechanisms/ring.ts';
import { arr, bool, hexText, int, type Obj, obj, str, toHex, u32 } from './decode.ts';
import type { Context } from './golden-context.ts';
import { perform } from './perform.ts';
import {
  BACK,
  callOf,
  FRONT,
  macroListings,
  type Operation,
  PROGRESS,
  RING_AT,
  ringTrace,
} from './ring-drivers.ts';

const S = sring.fields;

// ── one call at a time ──────────────────────────────────────────────────────────────────────────────

interface Given {
  readonly front?: Partial<FrontRing>;
  readonly back?: Partial<BackRing>;
  readonly shared?: Partial<Record<'req_prod' | 'req_event', number>>;
}

/** The answer of one operation on a ring in a given state. */
function ask(nr_ents: number, given: Given, op: string, arg = 0): unknown {
  const attached = { sring: RING_AT, nr_ents, slot: BLKIF_SLOT };
  const { value } = perform({
    listings: macroListings,
    records: {
      [FRONT]: { ...attached, req_prod_pvt: 0, rsp_cons: 0, ...given.front } satisfies FrontRing,
      [BACK]: { ...attached, rsp_prod_pvt: 0, req_cons: 0, ...given.back } satisfies BackRing,
    },
    given: (m) => {
      for (const [name, v] of Object.entries(given.shared ?? {})) m.store(RING_AT, S[name as 'req_prod'], v);
    },
    call: callOf({ op, arg }),
  });
  return value;
}

export function ringInit({ tally, nr_ents }: Context, v: unknown): void {
  const { sring_header_64_bytes, free, full } = obj(v, 'ring_init');
  const { state } = perform({
    listings: ringMechanism.procedures,
    records: {},
    // A page that was used before: the listing has to clear it.
    given: (m) => m.fill(RING_AT, new Uint8Array(SRING_HEADER).fill(0xa5), 'old contents'),
    call: call(SHARED_RING_INIT.name, { sring: RING_AT }),
  });
  const expected = hexText(sring_header_64_bytes, 'ring_init.sring_header_64_bytes');
  tally.fact('ring_init', 'header', expected, toHex(state.ram.bytes(RING_AT, SRING_HEADER)));
  tally.fact('ring_init', 'free', int(free, 'ring_init.free'), ask(nr_ents, {}, 'f.free'));
  tally.fact('ring_init', 'full', Boolean(full), ask(nr_ents, {}, 'f.full'));
}

export function notifyCase({ tally, nr_ents }: Context, c: Obj, at: string): void {
  const given = {
    front: { req_prod_pvt: u32(c.new, `${at}.new`) },
    shared: { req_prod: u32(c.old, `${at}.old`), req_event: u32(c.req_event, `${at}.req_event`) },
  };
  tally.fact(at, 'notify', bool(c.notify, `${at}.notify`), ask(nr_ents, given, 'f.push'));
}

export function freeFullCase({ tally, nr_ents }: Context, c: Obj, at: string): void {
  const front = {
    req_prod_pvt: u32(c.req_prod_pvt, `${at}.req_prod_pvt`),
    rsp_cons: u32(c.rsp_cons, `${at}.rsp_cons`),
  };
  tally.fact(at, 'free', u32(c.free, `${at}.free`), ask(nr_ents, { front }, 'f.free'));
  tally.fact(at, 'full', bool(c.full, `${at}.full`), ask(nr_ents, { front }, 'f.full'));
}

export function backendCase({ tally, nr_ents }: Context, c: Obj, at: string): void {
  const back = {
    req_cons: u32(c.req_cons, `${at}.req_cons`),
    rsp_prod_pvt: u32(c.rsp_prod_pvt, `${at}.rsp_prod_pvt`),
  };
  const prod = u32(c.req_prod, `${at}.req_prod`);
  const given = { back, shared: { req_prod: prod } };
  tally.fact(
    at,
    'unconsumed_requests',
    u32(c.unconsumed_requests, `${at}.unconsumed_requests`),
    ask(nr_ents, given, 'b.unconsumed'),
  );
  tally.fact(
    at,
    'prod_overflow',
    bool(c.prod_overflow, `${at}.prod_overflow`),
    ask(nr_ents, given, 'b.prodoverflow', prod),
  );
  const over = bool(c.cons_overflow_at_req_cons, `${at}.cons_overflow_at_req_cons`);
  tally.fact(at, 'cons_overflow_at_req_cons', over, ask(nr_ents, given, 'b.consoverflow', back.req_cons));
}

// ── a whole ring scenario ───────────────────────────────────────────────────────────────────────────

/** What a clause of a step's sentence means for the frontend and for the backend. `true`: answers the step's question. */
const CLAUSES: readonly (readonly [pattern: RegExp, front: string, back: string, answers: boolean])[] = [
  [/queues (\w+)/, 'f.queue', '', false],
  [/completes (\w+)/, '', 'b.respond', false],
  [/consumes (\w+)/, 'f.consume', 'b.consume', false],
  [/\bpush\b/, 'f.push', 'b.push', true],
  [/final check/, 'f.finalcheck', 'b.finalcheck', true],
];

/** The operations that a sentence such as `front queues 2 more, push` names, or undefined if it names none. */
function operations(
  sentence: string,
): { readonly ops: readonly Operation[]; readonly answers: boolean } | undefined {
  const front = sentence.startsWith('front');
  const found = sentence.split(',').flatMap((clause) =>
    CLAUSES.flatMap(([pattern, f, b, answers]) => {
      const m = pattern.exec(clause);
      const op = front ? f : b;
      return m && op ? [{ op, arg: /^\d+$/.test(m[1] ?? '') ? Number(m[1]) : 1, answers }] : [];
    }),
  );
  if (found.length === 0 && sentence !== 'init') return undefined;
  return { ops: found, answers: found.some((f) => f.answers) };
}

/** The indices that a step of the scenario lists. */
const INDICES: Readonly<Record<string, (state: State) => number>> = {
  req_prod: (s) => s.ram.load(RING_AT, S.req_prod),
  req_event: (s) => s.ram.load(RING_AT, S.req_event),
  rsp_prod: (s) => s.ram.load(RING_AT, S.rsp_prod),
  rsp_event: (s) => s.ram.load(RING_AT, S.rsp_event),
  'f.req_prod_pvt': (s) => rec(s, FRONT).req_prod_pvt,
  'f.rsp_cons': (s) => rec(s, FRONT).rsp_cons,
  'b.req_cons': (s) => rec(s, BACK).req_cons,
  'b.rsp_prod_pvt': (s) => rec(s, BACK).rsp_prod_pvt,
};

export function scenario({ tally, nr_ents }: Context, v: unknown): void {
  const steps = arr(v, 'scenario').map((s, i) => obj(s, `scenario[${i}]`));
  const done: Operation[] = [];
  for (const [i, s] of steps.entries()) {
    const meant = operations(str(s.step, `scenario[${i}].step`));
    if (!meant) {
      tally.skip('steps of the scenario', steps.length - i);
      return;
    }
    done.push(...meant.ops);
    const { program, initial, next } = ringTrace(
      { request: [], response: [], size: BLKIF_SLOT },
      { nr_ents, slot: BLKIF_SLOT, start: 0 },
      done,
    );
    const state = run(program, initial, next);
    const at = `scenario[${i}] (${String(s.step)})`;
    const answer = meant.answers ? Math.min(rec(state, PROGRESS).result, 1) : -1;
    tally.fact(at, 'notify_or_more', s.notify_or_more, answer);
    for (const [name, value] of Object.entries(INDICES)) tally.fact(at, name, s[name], value(state));
  }
}
