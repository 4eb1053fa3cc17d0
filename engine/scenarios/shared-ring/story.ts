/**
 * What no source prescribes: two programs that hand each other numbers. The ring is Xen's own (ring.h, listing by listing);
 * the loops around it are shaped after blkfront's and blkback's, and the bell stands for an event channel.
 */
import { maddr } from '../../core/brand.ts';
import { layout, u32 } from '../../core/layout.ts';
import { call, goto, type Locals, line, model, procedure, ret } from '../../core/procedure.ts';
import { type Key, rec } from '../../core/state.ts';
import { keep } from '../../mechanisms/mechanism.ts';
import {
  type BackRing,
  consOverflow,
  type FrontRing,
  RING_FINAL_CHECK_FOR_REQUESTS,
  RING_FINAL_CHECK_FOR_RESPONSES,
  RING_FULL,
  RING_PUSH_REQUESTS,
  RING_PUSH_RESPONSES,
  ringMechanism,
  SHARED_RING_INIT,
  slotAt,
  slotBytes,
  sring,
} from '../../mechanisms/ring.ts';
import { xenPvh } from '../../platforms/xen-paravirtual.ts';
import type { Setup } from '../../stories/scenario.ts';
import { choice, int, params } from '../../stories/schema.ts';
import { newSystem, runTo } from '../../stories/system.ts';

export const sharedRingParams = params({
  slots: choice(['4', '1', '2', '8']),
  requests: int(1, 24, 1),
  batch: int(1, 24, 1),
  consumer: choice(['asleep', 'awake']),
});
type Choices = ReturnType<typeof sharedRingParams.values>;

const FRONT = 1;
const BACK = 0;
export const RING_AT = maddr(0x50_000);

/** A request asks for a number to be doubled; the answer is written into the same slot. */
export const request = layout('request', { id: u32, number: u32 });
export const response = layout('response', { id: u32, doubled: u32 });

export const frontKey: Key<FrontRing> = 'front.ring';
export const backKey: Key<BackRing> = 'back.ring';
/** Who has been rung for. Xen keeps a bit for each event channel, and a bit that is set twice is set. */
export interface Bells {
  readonly front: boolean;
  readonly back: boolean;
}
export const bellsKey: Key<Bells> = 'bells';
export interface Progress {
  /** Requests that the program wants to make, written and answered so far, and the sum of all answers. */
  readonly total: number;
  readonly written: number;
  readonly answered: number;
  readonly sum: number;
  /** Requests that are published together. */
  readonly batch: number;
}
export const progressKey: Key<Progress> = 'progress';

/** What the listings keep while they run: flags of the macros, how far they look, the request in hand. */
interface Here extends Locals {
  full: boolean;
  notify: boolean;
  rp: number;
  more: number;
  id: number;
  number: number;
  to: 'front' | 'back';
}
export const produce = procedure<Here>(
  'produce',
  { source: model('a frontend: it asks, publishes, rings if it must, and sleeps'), world: 'kernel' },
  [
    line('init', 'SHARED_RING_INIT(sring)', () => call(SHARED_RING_INIT.name, { sring: RING_AT })),
    line('next', 'while (requests are left)', (m) =>
      m.rec(progressKey).written < m.rec(progressKey).total ? undefined : m.passOver(goto('rest')),
    ),
    line('full', '  full = RING_FULL(ring)', () => call(RING_FULL.name, { ring: frontKey }, 'full')),
    line('room', '  if (full) sleep until there is an answer', (m, l) =>
      l.full ? call(collect.name) : m.passOver(),
    ),
    line('again', '  if (it was full) look again', (m, l) => (l.full ? goto('next') : m.passOver())),
    line('fill', '  slot[req_prod_pvt] = { id, number }', (m) => {
      const { written } = m.rec(progressKey);
      const at = slotAt(m.rec(frontKey), m.rec(frontKey).req_prod_pvt);
      m.store(at, request.fields.id, written);
      m.store(at, request.fields.number, written + 1);
    }),
    line('private', '  req_prod_pvt++   // nobody sees it yet', (m) => {
      m.patch(frontKey, { req_prod_pvt: (m.rec(frontKey).req_prod_pvt + 1) >>> 0 });
      m.patch(progressKey, { written: m.rec(progressKey).written + 1 });
    }),
    line('batch', '  if (fewer than a batch, and there is room) continue', (m) => {
      const { written, batch, total } = m.rec(progressKey);
      const ring = m.rec(frontKey);
      const room = ring.nr_ents - ((ring.req_prod_pvt - ring.rsp_cons) >>> 0) > 0;
      return written % batch !== 0 && written < total && room ? goto('next') : m.passOver();
    }),
    line('push', '  notify = RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(ring)', () =>
      call(RING_PUSH_REQUESTS.name, { ring: frontKey }, 'notify'),
    ),
    line('notify', '  if (notify) ring the consumer’s bell', (m, l) =>
      l.notify ? call(bell.name, { to: 'back' }) : m.passOver(),
    ),
    line('loop', 'next request', () => goto('next')),
    line('rest', 'while (answers are owed) sleep until there is one', (m) =>
      m.rec(progressKey).answered < m.rec(progressKey).total ? call(collect.name) : m.passOver(goto('end')),
    ),
    line('more', 'look whether all have come', () => goto('rest')),
    line('end', 'done', () => ret()),
  ],
);

/** Asleep until rung for; then all answers that are there, and those that come while it looks once more. */
export const collect = procedure<Here>(
  'collect',
  { source: model('a frontend’s interrupt handler, after blkif_interrupt'), world: 'kernel' },
  [
    line(
      'sleep',
      'wait for the bell',
      (m) => m.patch(bellsKey, { front: false }),
      (s) => rec(s, bellsKey).front,
    ),
    line('rp', 'rp = sring->rsp_prod', (m, l) => {
      l.rp = m.load(m.rec(frontKey).sring, sring.fields.rsp_prod);
    }),
    line('rmb', 'xen_rmb()   // index before slots', (m) => m.fence('rmb'), { strikes: 'barrier' }),
    line('while', 'while (rsp_cons != rp)', (m, l) =>
      m.rec(frontKey).rsp_cons !== l.rp ? undefined : m.passOver(goto('check')),
    ),
    line('read', '  answer = slot[rsp_cons].doubled', (m) => {
      const ring = m.rec(frontKey);
      const doubled = m.load(slotAt(ring, ring.rsp_cons), response.fields.doubled);
      const { answered, sum } = m.rec(progressKey);
      m.patch(progressKey, { answered: answered + 1, sum: sum + doubled });
    }),
    line('took', '  rsp_cons++   // the slot is free', (m) => {
      m.patch(frontKey, { rsp_cons: (m.rec(frontKey).rsp_cons + 1) >>> 0 });
      return goto('while');
    }),
    line('check', 'more = RING_FINAL_CHECK_FOR_RESPONSES(ring)', () =>
      call(RING_FINAL_CHECK_FOR_RESPONSES.name, { ring: frontKey }, 'more'),
    ),
    line('again', 'if (more) look again', (m, l) => (l.more > 0 ? goto('rp') : m.passOver())),
  ],
);

export const consume = procedure<Here>(
  'consume',
  { source: model('a backend, after xen_blkif_schedule and do_block_io_op'), world: 'kernel' },
  [
    line(
      'sleep',
      'wait for the bell',
      (m) => m.patch(bellsKey, { back: false }),
      (s) => rec(s, bellsKey).back,
    ),
    line('rp', 'rp = sring->req_prod', (m, l) => {
      l.rp = m.load(m.rec(backKey).sring, sring.fields.req_prod);
    }),
    line('rmb', 'xen_rmb()   // index before slots', (m) => m.fence('rmb'), { strikes: 'barrier' }),
    line('while', 'while (req_cons != rp)', (m, l) =>
      m.rec(backKey).req_cons !== l.rp ? undefined : m.passOver(goto('check')),
    ),
    line(
      'overflow',
      '  if (RING_REQUEST_CONS_OVERFLOW(ring, req_cons)) break',
      (m) => (consOverflow(m.rec(backKey), m.rec(backKey).req_cons) ? goto('check') : m.passOver()),
      { strikes: 'overflow-check' },
    ),
    line('copy', '  { id, number } = slot[req_cons]   // a copy of its own', (m, l) => {
      const at = slotAt(m.rec(backKey), m.rec(backKey).req_cons);
      l.id = m.load(at, request.fields.id);
      l.number = m.load(at, request.fields.number);
    }),
    line('took', '  req_cons++', (m) => m.patch(backKey, { req_cons: (m.rec(backKey).req_cons + 1) >>> 0 })),
    line('answer', '  slot[rsp_prod_pvt] = { id, doubled }   // in place of a request', (m, l) => {
      const at = slotAt(m.rec(backKey), m.rec(backKey).rsp_prod_pvt);
      m.store(at, response.fields.id, l.id);
      m.store(at, response.fields.doubled, l.number * 2);
    }),
    line('private', '  rsp_prod_pvt++', (m) =>
      m.patch(backKey, { rsp_prod_pvt: (m.rec(backKey).rsp_prod_pvt + 1) >>> 0 }),
    ),
    line('push', '  notify = RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(ring)', () =>
      call(RING_PUSH_RESPONSES.name, { ring: backKey }, 'notify'),
    ),
    line('notify', '  if (notify) ring the producer’s bell', (m, l) =>
      l.notify ? call(bell.name, { to: 'front' }) : m.passOver(),
    ),
    line('next', '  next request', () => goto('while')),
    line('check', 'more = RING_FINAL_CHECK_FOR_REQUESTS(ring)', () =>
      call(RING_FINAL_CHECK_FOR_REQUESTS.name, { ring: backKey }, 'more'),
    ),
    line('again', 'if (more) look again, else sleep', (m, l) =>
      l.more > 0 ? goto('rp') : m.passOver(goto('sleep')),
    ),
  ],
);

/** A hypercall to Xen in the real thing: the other side is told that there is something to look at, and not what. */
export const bell = procedure<Here>(
  'ring the bell',
  { source: model('an event channel, reduced to its bit'), world: 'hypervisor', via: 'hypercall' },
  [
    line('set', 'set the other side’s bit and wake it', (m, l) => {
      const [from, to] = l.to === 'back' ? [FRONT, BACK] : [BACK, FRONT];
      m.patch(bellsKey, { [l.to]: true });
      m.emit({ kind: 'notify', from, to, port: 1 });
      if (l.to === 'back') m.emit({ kind: 'wake', thread: 'consumer' });
      else m.emit({ kind: 'unblock', domain: to, vcpu: 0 });
    }),
    line('back', 'return', () => ret()),
  ],
);

/** The ring is initialised, both sides stand before their first line; an awake consumer has just been rung for. */
export function setup({ slots, requests, batch, consumer }: Choices): Setup {
  const ring = { sring: RING_AT, nr_ents: Number(slots), slot: slotBytes(request, response) };
  const system = newSystem({
    platform: xenPvh,
    mechanisms: [ringMechanism],
    listings: [produce, collect, consume, bell],
    threads: [
      { id: 'producer', domain: FRONT, start: { procedure: produce.name, world: 'guest-kernel' } },
      { id: 'consumer', domain: BACK, start: { procedure: consume.name, world: 'backend' } },
    ],
    records: [
      keep(frontKey, { ...ring, req_prod_pvt: 0, rsp_cons: 0 }),
      keep(backKey, { ...ring, rsp_prod_pvt: 0, req_cons: 0 }),
      keep(bellsKey, { front: false, back: consumer === 'awake' }),
      keep(progressKey, { total: requests, written: 0, answered: 0, sum: 0, batch }),
    ],
  });
  return runTo(system, 'producer', produce, 'next');
}
