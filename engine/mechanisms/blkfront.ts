/**
 * blkfront: the guest's block driver. Builds a request in private memory, copies it into a slot of the ring, and
 * rings when the ring says so; later collects the answers. Source: Linux 6.1 drivers/block/xen-blkfront.c.
 */

import { assert } from '../core/assert.ts';
import { frameBase, gfn, type Maddr, offsetBy, PAGE_SIZE } from '../core/brand.ts';
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, linux, procedure, ret } from '../core/procedure.ts';
import { type Key, rec, type State } from '../core/state.ts';
import {
  BLKIF_MAX_SEGMENTS_PER_REQUEST,
  BLKIF_OP_INDIRECT,
  BLKIF_OP_READ,
  BLKIF_OP_WRITE,
  BLKIF_RSP_OKAY,
  type BlockRequest,
  blkif_request,
  blkif_request_indirect,
  blkif_request_segment,
  blkif_response,
  blkifHandshakeKey,
  SECTOR_SIZE,
  SEGMENTS_PER_INDIRECT_PAGE,
} from './blkif.ts';
import { domainKey, ownAddress, translate } from './domain.ts';
import { DOMID_SELF, EVTCHNOP_alloc_unbound, evtchn_alloc_unbound } from './event-channel.ts';
import { GNTTAB_NR_RESERVED_ENTRIES, grantTableMechanism } from './grant-table.ts';
import { __HYPERVISOR_event_channel_op } from './hypercall.ts';
import { bindHandler, linuxEventsMechanism, onStack, setInterrupts, stackOf } from './linux-events.ts';
import type { Mechanism } from './mechanism.ts';
import { type FrontRing, responseOverflow, ringMechanism, slotAt, sring } from './ring.ts';

/** A page of the driver's pool; `ref` is 0 until it is granted. */
export interface PoolPage {
  readonly ref: number;
  readonly gfn: number;
}
type Chain<T> = { readonly head: T; readonly rest: Chain<T> } | null;

/** What the driver remembers of a request in flight: shadow[id]. */
export interface Shadow {
  /** Which request of the workload it is. */
  readonly request: number;
  readonly status: 'REQ_PROCESSING' | 'REQ_WAITING';
  readonly grants: readonly PoolPage[];
  readonly indirect: readonly PoolPage[];
}

export interface Blkfront {
  readonly backend: number;
  readonly port: number;
  readonly connected: boolean;
  /** `feature-persistent` was negotiated: pages stay granted, so data is copied (bounced) into them. */
  readonly persistent: boolean;
  /** Segments of a request: 11, or more by indirect descriptors. */
  readonly maxSegments: number;
  /** Guest address of the private request images, one of 112 bytes per id. */
  readonly images: number;
  readonly shadow: readonly (Shadow | null)[];
  /** Ids free for use, last freed first. */
  readonly freeIds: Chain<number>;
  /** Pool pages still granted (reused first), never used ones (by number), and revoked ones. */
  readonly granted: Chain<PoolPage>;
  readonly poolAt: number;
  readonly poolUsed: number;
  readonly revoked: Chain<PoolPage>;
  readonly freeRefs: Chain<number>;
  readonly nextRef: number;
  readonly queue: readonly BlockRequest[];
  readonly completed: number;
  readonly failed: number;
}
export const blkfrontKey: Key<Blkfront> = 'blkfront';
export const frontRingKey: Key<FrontRing> = 'blkfront.ring';

/** The driver before it has connected: no page of its pool has been granted yet. */
export const newBlkfront = (
  given: Pick<Blkfront, 'backend' | 'persistent' | 'maxSegments' | 'images' | 'poolAt' | 'queue'>,
  nr_ents: number,
): Blkfront => {
  let freeIds: Blkfront['freeIds'] = null;
  for (let id = nr_ents - 1; id >= 0; id--) freeIds = { head: id, rest: freeIds };
  return {
    ...given,
    port: 0,
    connected: true,
    shadow: new Array<null>(nr_ents).fill(null),
    freeIds,
    granted: null,
    poolUsed: 0,
    revoked: null,
    freeRefs: null,
    nextRef: GNTTAB_NR_RESERVED_ENTRIES,
    completed: 0,
    failed: 0,
  };
};

const bf = (symbol: string) => ({ source: linux('drivers/block/xen-blkfront.c', symbol) });
const S = sring.fields;
const R = blkif_request.fields;
const I = blkif_request_indirect.fields;
const A = blkif_response.fields;

const replaced = <T>(all: readonly T[], i: number, change: (old: T) => T): readonly T[] => {
  const copy = all.slice();
  copy[i] = change(all[i] as T);
  return copy;
};

/** Requests that the driver has not answered for yet. */
export const inFlight = (r: FrontRing): number => (r.req_prod_pvt - r.rsp_cons) >>> 0;

/** Machine address of the private image of request `id`. */
export const imageAt = (state: Pick<State, 'records'>, domain: number, id: number): Maddr =>
  ownAddress(
    state,
    domain,
    rec(state, blkfrontKey).images + Math.floor(id / 32) * PAGE_SIZE + (id % 32) * blkif_request.size,
  );

const pageAt = (m: Machine, page: PoolPage): Maddr => {
  const frame = translate(m.rec(domainKey(m.domain as number)), gfn(page.gfn));
  assert(frame !== undefined, `the driver has no page at gfn ${page.gfn}`);
  return frameBase(frame);
};

interface Queue extends Locals {
  index: number;
  full: boolean;
  notify: boolean;
}
export const blkif_queue_rq = procedure<Queue>('blkif_queue_rq', bf('blkif_queue_rq, flush_requests'), [
  line(
    'lock',
    'blk_mq_start_request(); spin_lock_irqsave(&ring_lock)   // HVM: RFLAGS.IF = 0, PV: evtchn_upcall_mask = 1',
    (m) => setInterrupts(m, false),
  ),
  line('full', 'full = RING_FULL(ring)', () => call('RING_FULL', { ring: frontRingKey }, 'full')),
  line('busy', 'if (full) goto out_busy   // so does a lack of grant references below', (m, l) =>
    l.full ? goto('out_busy') : m.passOver(),
  ),
  line('queue', 'blkif_queue_rw_req(req)', (_, l) => call('blkif_queue_rw_req', { index: l.index })),
  line('push', 'notify = RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(ring)', () =>
    call('RING_PUSH_REQUESTS_AND_CHECK_NOTIFY', { ring: frontRingKey }, 'notify'),
  ),
  line('notify', 'if (notify) notify_remote_via_irq(irq)', (m, l) =>
    l.notify ? call('notify_remote_via_evtchn', { port: m.rec(blkfrontKey).port }) : m.passOver(),
  ),
  line('unlock', 'spin_unlock_irqrestore(&ring_lock)   // IF = 1 or evtchn_upcall_mask = 0', (m) =>
    setInterrupts(m, true),
  ),
  line('ok', 'return BLK_STS_OK', () => ret(true)),
  line(
    'out_busy',
    'out_busy: blk_mq_stop_hw_queue(); spin_unlock_irqrestore()   // evtchn_upcall_mask as before',
    (m) => {
      setInterrupts(m, true);
      return ret(false);
    },
  ),
]);

interface Build extends Locals {
  index: number;
  id: number;
  slot: number;
  n: number;
  pages: number;
  indirect: boolean;
  page: { readonly ref: number; readonly gfn: number };
}
const request = (m: Machine, l: Build): BlockRequest => {
  const r = m.rec(blkfrontKey).queue[l.index];
  assert(r, `the block layer has no request ${l.index}`);
  return r;
};
const bytesOf = (r: BlockRequest, n: number): number =>
  Math.min(PAGE_SIZE, r.sectors * SECTOR_SIZE - n * PAGE_SIZE);

export const blkif_queue_rw_req = procedure<Build>(
  'blkif_queue_rw_req',
  bf('blkif_queue_rw_req, blkif_ring_get_request, blkif_setup_rw_req_grant'),
  [
    line('slot', 'final_req = RING_GET_REQUEST(ring, req_prod_pvt); req_prod_pvt++', (m, l) => {
      const ring = m.rec(frontRingKey);
      l.slot = slotAt(ring, ring.req_prod_pvt);
      m.patch(frontRingKey, { req_prod_pvt: (ring.req_prod_pvt + 1) >>> 0 });
    }),
    line('id', 'id = get_id_from_freelist(); shadow[id].req.id = id', (m, l) => {
      const f = m.rec(blkfrontKey);
      assert(f.freeIds, 'blkfront has no free id');
      l.id = f.freeIds.head;
      const shadow = f.shadow.slice();
      shadow[l.id] = { request: l.index, status: 'REQ_PROCESSING', grants: [], indirect: [] };
      m.patch(blkfrontKey, { freeIds: f.freeIds.rest, shadow });
      l.pages = Math.ceil((request(m, l).sectors * SECTOR_SIZE) / PAGE_SIZE);
      l.indirect = l.pages > BLKIF_MAX_SEGMENTS_PER_REQUEST;
      l.n = 0;
      const at = imageAt(m, m.domain as number, l.id);
      if (l.indirect) m.store(at, I.id, BigInt(l.id));
      else m.store(at, R.id, BigInt(l.id));
    }),
    line('head', 'shadow[id].req: operation, (indirect_op,) nr_segments, handle, sector_number', (m, l) => {
      const r = request(m, l);
      const at = imageAt(m, m.domain as number, l.id);
      const op = r.write ? BLKIF_OP_WRITE : BLKIF_OP_READ;
      if (l.indirect) {
        m.store(at, I.operation, BLKIF_OP_INDIRECT);
        m.store(at, I.indirect_op, op);
        m.store(at, I.nr_segments, l.pages);
        m.store(at, I.handle, VBD_HANDLE);
        m.store(at, I.sector_number, BigInt(r.sector));
      } else {
        m.store(at, R.operation, op);
        m.store(at, R.nr_segments, l.pages);
        m.store(at, R.handle, VBD_HANDLE);
        m.store(at, R.sector_number, BigInt(r.sector));
      }
    }),
    line('each', 'for each page n of the request', (m, l) =>
      l.n < l.pages ? undefined : m.passOver(goto('publish')),
    ),
    line(
      'indirect',
      '  indirect, n % 512 == 0: another page of segments; req.indirect_grefs[n / 512]',
      (m, l) =>
        l.indirect && l.n % SEGMENTS_PER_INDIRECT_PAGE === 0
          ? call('get_grant', { frame: 0 }, 'page')
          : m.passOver(goto('grant')),
    ),
    line('indirect-ref', '  shadow[id].req.indirect_grefs[] = gref', (m, l) => {
      keep(m, l.id, 'indirect', l.page);
      const field = I.indirect_grefs[Math.floor(l.n / SEGMENTS_PER_INDIRECT_PAGE)];
      if (field) m.store(imageAt(m, m.domain as number, l.id), field, l.page.ref);
    }),
    line('grant', '  g = get_grant()', (m, l) =>
      call('get_grant', { frame: Math.floor(request(m, l).data / PAGE_SIZE) + l.n }, 'page'),
    ),
    line('copy', '  if (write && bounce) memcpy(g->page, data, len)', (m, l) => {
      const r = request(m, l);
      if (!r.write || !m.rec(blkfrontKey).persistent) return m.passOver();
      m.copy(
        ownAddress(m, m.domain as number, r.data + l.n * PAGE_SIZE),
        pageAt(m, l.page),
        bytesOf(r, l.n),
        true,
      );
    }),
    line('segment', '  seg[n] = { gref, first_sect, last_sect }', (m, l) => {
      keep(m, l.id, 'grants', l.page);
      const last = bytesOf(request(m, l), l.n) / SECTOR_SIZE - 1;
      const seg = blkif_request_segment.fields;
      if (l.indirect) {
        const page = m.rec(blkfrontKey).shadow[l.id]?.indirect.at(-1);
        assert(page, 'an indirect request has no page of segments');
        const at = offsetBy(pageAt(m, page), (l.n % SEGMENTS_PER_INDIRECT_PAGE) * blkif_request_segment.size);
        m.store(at, seg.gref, l.page.ref);
        m.store(at, seg.first_sect, 0);
        m.store(at, seg.last_sect, last);
      } else {
        const at = imageAt(m, m.domain as number, l.id);
        const own = R.seg[l.n];
        assert(own, 'a direct request has at most 11 segments');
        m.store(at, own.gref, l.page.ref);
        m.store(at, own.first_sect, 0);
        m.store(at, own.last_sect, last);
      }
      l.n++;
      return goto('each');
    }),
    line('publish', '*final_req = shadow[id].req   // one copy of 112 bytes into the slot', (m, l) =>
      m.copy(imageAt(m, m.domain as number, l.id), l.slot, blkif_request.size, false),
    ),
    line('waiting', 'shadow[id].status = REQ_WAITING', (m, l) => {
      const f = m.rec(blkfrontKey);
      m.patch(blkfrontKey, {
        shadow: replaced(f.shadow, l.id, (s) => s && { ...s, status: 'REQ_WAITING' }),
      });
    }),
  ],
);

/** xvda: major 202, minor 0 (xen-vbd-interface(7)). */
export const VBD_HANDLE = 51712;

function keep(m: Machine, id: number, list: 'grants' | 'indirect', page: PoolPage): void {
  const f = m.rec(blkfrontKey);
  m.patch(blkfrontKey, {
    shadow: replaced(f.shadow, id, (s) => s && { ...s, [list]: [...s[list], page] }),
  });
}

interface Get extends Locals {
  /** Frame of the data itself, granted when pages are not bounced; 0 asks for a page of segments. */
  frame: number;
  page: { readonly ref: number; readonly gfn: number };
}
export const get_grant = procedure<Get>('get_grant', bf('get_grant, get_indirect_grant'), [
  line('pop', 'g = first of rinfo->grants', (m, l) => {
    const f = m.rec(blkfrontKey);
    if (f.granted) {
      l.page = f.granted.head;
      m.patch(blkfrontKey, { granted: f.granted.rest });
    } else if (!f.persistent && l.frame !== 0) {
      l.page = { ref: 0, gfn: l.frame };
    } else if (f.revoked) {
      l.page = f.revoked.head;
      m.patch(blkfrontKey, { revoked: f.revoked.rest });
    } else {
      l.page = { ref: 0, gfn: f.poolAt + f.poolUsed };
      m.patch(blkfrontKey, { poolUsed: f.poolUsed + 1 });
    }
  }),
  line('hit', 'if (g->gref != INVALID_GRANT_REF) return g   // still granted: no grant operation', (m, l) =>
    l.page.ref !== 0 ? ret(l.page) : m.passOver(),
  ),
  line('claim', 'g->gref = gnttab_claim_grant_reference()', (m, l) => {
    const f = m.rec(blkfrontKey);
    const ref = f.freeRefs ? f.freeRefs.head : f.nextRef;
    m.patch(blkfrontKey, f.freeRefs ? { freeRefs: f.freeRefs.rest } : { nextRef: f.nextRef + 1 });
    l.page = { ref, gfn: l.page.gfn };
  }),
  line('allow', 'gnttab_grant_foreign_access_ref(g->gref, backend, gfn, readonly = 0)', (m, l) =>
    call('gnttab_grant_foreign_access_ref', {
      ref: l.page.ref,
      domid: m.rec(blkfrontKey).backend,
      frame: l.page.gfn,
      readonly: false,
    }),
  ),
  line('granted', 'return g', (_, l) => ret(l.page)),
]);

// ── answers ─────────────────────────────────────────────────────────────────────────────────────────

interface Collect extends Locals {
  port: number;
  rp: number;
  i: number;
  id: number;
  more: number;
}
export const blkif_interrupt = procedure<Collect>('blkif_interrupt', bf('blkif_interrupt'), [
  // An interrupt handler runs with interrupts off already; what the lock keeps out is another processor.
  line('lock', 'spin_lock_irqsave(&ring_lock)   // blkif_queue_rq moves the same indices', () => undefined),
  line('rp', 'again: rp = sring->rsp_prod', (m, l) => {
    const ring = m.rec(frontRingKey);
    l.rp = m.load(ring.sring, S.rsp_prod);
    l.i = ring.rsp_cons;
  }),
  line('rmb', 'virt_rmb()   // index before slots', (m) => m.fence('rmb'), { strikes: 'barrier' }),
  line(
    'overflow',
    'if (RING_RESPONSE_PROD_OVERFLOW(ring, rp)) goto err',
    (m, l) => (responseOverflow(m.rec(frontRingKey), l.rp) ? goto('err') : m.passOver()),
    { strikes: 'overflow-check' },
  ),
  line('loop', 'for (i = rsp_cons; i != rp; i++)', (m, l) =>
    l.i !== l.rp ? undefined : m.passOver(goto('cons')),
  ),
  line('copy', '  RING_COPY_RESPONSE(ring, i, &bret)   // id, operation, status: read once', (m, l) => {
    const at = slotAt(m.rec(frontRingKey), l.i);
    l.id = Number(m.load(at, A.id));
    l.op = m.load(at, A.operation);
    l.status = m.load(at, A.status);
  }),
  line('check', '  if (id unknown, not REQ_WAITING, or another operation) goto err', (m, l) => {
    const shadow = m.rec(blkfrontKey).shadow[l.id];
    if (shadow?.status !== 'REQ_WAITING') return goto('err');
    const r = m.rec(blkfrontKey).queue[shadow.request];
    return l.op === (r?.write ? BLKIF_OP_WRITE : BLKIF_OP_READ) ? m.passOver() : goto('err');
  }),
  line('processing', '  shadow[id].status = REQ_PROCESSING', (m, l) => {
    const { shadow } = m.rec(blkfrontKey);
    m.patch(blkfrontKey, { shadow: replaced(shadow, l.id, (s) => s && { ...s, status: 'REQ_PROCESSING' }) });
  }),
  line('complete', '  blkif_completion(&shadow[id], &bret)', (_, l) =>
    call('blkif_completion', { id: l.id }, 'ok'),
  ),
  line(
    'done',
    '  if (!ok) goto err; add_id_to_freelist(id); blk_mq_complete_request(req, status)',
    (m, l) => {
      if (!l.ok) return goto('err');
      const f = m.rec(blkfrontKey);
      const good = l.status === BLKIF_RSP_OKAY;
      m.patch(blkfrontKey, {
        shadow: replaced(f.shadow, l.id, () => null),
        freeIds: { head: l.id, rest: f.freeIds },
        completed: f.completed + 1,
        failed: f.failed + (good ? 0 : 1),
      });
      l.i = (l.i + 1) >>> 0;
      return goto('loop');
    },
  ),
  line('cons', 'rsp_cons = i', (m, l) => m.patch(frontRingKey, { rsp_cons: l.i })),
  line('outstanding', 'if (i != req_prod_pvt) RING_FINAL_CHECK_FOR_RESPONSES(ring, more)', (m, l) =>
    l.i !== m.rec(frontRingKey).req_prod_pvt
      ? call('RING_FINAL_CHECK_FOR_RESPONSES', { ring: frontRingKey }, 'more')
      : m.passOver(goto('arm')),
  ),
  line('more', '  if (more) goto again', (m, l) => (l.more > 0 ? goto('rp') : m.passOver(goto('unlock')))),
  line(
    'arm',
    'else sring->rsp_event = i + 1',
    (m, l) => m.store(m.rec(frontRingKey).sring, S.rsp_event, (l.i + 1) >>> 0),
    { strikes: 're-arm' },
  ),
  line('unlock', 'kick_pending_request_queues_locked(); spin_unlock_irqrestore(&ring_lock)', () => undefined),
  line('eoi', 'xen_irq_lateeoi(irq)', (_, l) => call('xen_irq_lateeoi', { port: l.port })),
  line('return', 'return IRQ_HANDLED', () => ret()),
  line('err', 'err: connected = BLKIF_STATE_ERROR   // “disabled for further use”, no EOI', (m) => {
    m.patch(blkfrontKey, { connected: false });
    return ret();
  }),
]);

interface Complete extends Locals {
  id: number;
  n: number;
  ended: number;
}
const pagesOf = (f: Blkfront, id: number): readonly PoolPage[] => [
  ...(f.shadow[id]?.grants ?? []),
  ...(f.shadow[id]?.indirect ?? []),
];

export const blkif_completion = procedure<Complete>('blkif_completion', bf('blkif_completion'), [
  line('copy', 'if (read && bounce) memcpy(data, g->page, len) for each page', (m, l) => {
    l.n = 0;
    const f = m.rec(blkfrontKey);
    const shadow = f.shadow[l.id];
    const r = shadow && f.queue[shadow.request];
    if (!shadow || !r || r.write || !f.persistent) return m.passOver();
    for (const [n, page] of shadow.grants.entries()) {
      m.copy(pageAt(m, page), ownAddress(m, m.domain as number, r.data + n * PAGE_SIZE), bytesOf(r, n), true);
    }
  }),
  line('each', 'for each grant g of the request', (m, l) =>
    l.n < pagesOf(m.rec(blkfrontKey), l.id).length ? undefined : m.passOver(ret(true)),
  ),
  line('end', '  ended = gnttab_try_end_foreign_access(g->gref)', (m, l) =>
    call('gnttab_end_foreign_access_ref', { ref: pagesOf(m.rec(blkfrontKey), l.id)[l.n]?.ref ?? 0 }, 'ended'),
  ),
  line(
    'keep',
    '  if (!ended) put g first in the pool   // the backend keeps it mapped; !persistent → error',
    (m, l) => {
      if (l.ended) return m.passOver();
      const f = m.rec(blkfrontKey);
      if (!f.persistent) return ret(false);
      const page = pagesOf(f, l.id)[l.n];
      if (page) m.patch(blkfrontKey, { granted: { head: page, rest: f.granted } });
      l.n++;
      return goto('each');
    },
  ),
  line('revoked', '  else g->gref = INVALID_GRANT_REF; back to the pool', (m, l) => {
    const f = m.rec(blkfrontKey);
    const page = pagesOf(f, l.id)[l.n];
    const isPool = page && page.gfn >= f.poolAt && page.gfn < f.poolAt + f.poolUsed;
    if (page) {
      m.patch(blkfrontKey, {
        freeRefs: { head: page.ref, rest: f.freeRefs },
        ...(isPool ? { revoked: { head: { ref: 0, gfn: page.gfn }, rest: f.revoked } } : {}),
      });
    }
    l.n++;
    return goto('each');
  }),
]);

interface SetupRing extends Locals {
  i: number;
}
export const setup_blkring = procedure<SetupRing>(
  'setup_blkring',
  { ...bf('setup_blkring'), world: 'kernel' },
  [
    line('begin', 'info->ring: one page, or 2^order', (_, l) => {
      l.i = 0;
    }),
    line('grant', 'for each page: gnttab_grant_foreign_access_ref(ring_ref[i], backend, gfn)', (m, l) => {
      const { backend, nextRef } = m.rec(blkfrontKey);
      const { ringPages, ringGfn } = m.rec(blkifHandshakeKey);
      if (l.i >= ringPages) return m.passOver(goto('init'));
      m.patch(blkfrontKey, { nextRef: nextRef + 1 });
      const frame = ringGfn + l.i++;
      return call('gnttab_grant_foreign_access_ref', {
        ref: nextRef,
        domid: backend,
        frame,
        readonly: false,
      });
    }),
    line('next', '  next page', () => goto('grant')),
    line('init', 'XEN_FRONT_RING_INIT(ring)', (m) =>
      call('SHARED_RING_INIT', { sring: m.rec(frontRingKey).sring }),
    ),
    line('alloc', 'alloc.dom = DOMID_SELF; alloc.remote_dom = backend', (m) => {
      const at = onStack(m);
      m.store(at, evtchn_alloc_unbound.fields.dom, DOMID_SELF);
      m.store(at, evtchn_alloc_unbound.fields.remote_dom, m.rec(blkfrontKey).backend);
    }),
    line('hypercall', 'HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &alloc)', (m) =>
      call('HYPERVISOR_hypercall', {
        nr: __HYPERVISOR_event_channel_op,
        cmd: EVTCHNOP_alloc_unbound,
        arg: stackOf(m),
      }),
    ),
    line('bind', 'bind_evtchn_to_irqhandler_lateeoi(alloc.port, blkif_interrupt)', (m) => {
      const port = m.load(onStack(m), evtchn_alloc_unbound.fields.port);
      m.patch(blkfrontKey, { port });
      bindHandler(m, port, blkif_interrupt.name);
      const { ringPages } = m.rec(blkifHandshakeKey);
      const first = m.rec(blkfrontKey).nextRef - ringPages;
      m.patch(blkifHandshakeKey, {
        published: { refs: Array.from({ length: ringPages }, (_, i) => first + i), port },
      });
    }),
  ],
);

interface Submit extends Locals {
  index: number;
  ok: boolean;
}
export const blk_mq_submit_bio = procedure<Submit>(
  'blk_mq_submit_bio',
  { source: linux('block/blk-mq.c', 'blk_mq_submit_bio'), world: 'kernel', via: 'system call' },
  [
    line(
      'tag',
      'tag = blk_mq_get_tag()   // as many tags as ring slots',
      () => undefined,
      (s) => !rec(s, blkfrontKey).connected || inFlight(rec(s, frontRingKey)) < rec(s, frontRingKey).nr_ents,
    ),
    line('issue', 'ok = blkif_queue_rq(hctx, request)', (_, l) =>
      call('blkif_queue_rq', { index: l.index }, 'ok'),
    ),
    line('retry', 'if (!ok) wait for the queue to restart', (m, l) =>
      l.ok ? m.passOver(ret()) : goto('tag'),
    ),
  ],
);

export const blkfrontMechanism: Mechanism = {
  id: 'blkfront',
  needs: [ringMechanism, linuxEventsMechanism, grantTableMechanism],
  procedures: [
    setup_blkring,
    blk_mq_submit_bio,
    blkif_queue_rq,
    blkif_queue_rw_req,
    get_grant,
    blkif_interrupt,
    blkif_completion,
  ],
};
