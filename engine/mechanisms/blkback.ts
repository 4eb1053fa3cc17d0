/**
 * blkback: the backend's thread. Copies each request out of the ring, validates the private copy, maps the grants,
 * submits the I/O, and answers. Source: Linux 6.1 drivers/block/xen-blkback/blkback.c.
 */
import { assert } from '../core/assert.ts';
import { type Maddr, maddr, offsetBy, PAGE_SIZE } from '../core/brand.ts';
import { errno } from '../core/errno.ts';
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, linux, model, procedure, ret } from '../core/procedure.ts';
import { type Interrupt, type Key, rec, type State } from '../core/state.ts';
import {
  BLKBACK_MAX_INDIRECT_SEGMENTS,
  BLKIF_MAX_SEGMENTS_PER_REQUEST,
  BLKIF_OP_INDIRECT,
  BLKIF_OP_READ,
  BLKIF_OP_WRITE,
  BLKIF_RSP_EOPNOTSUPP,
  BLKIF_RSP_ERROR,
  BLKIF_RSP_OKAY,
  blkif_request,
  blkif_request_indirect,
  blkif_request_segment,
  blkif_response,
  blkifHandshakeKey,
  SECTOR_SIZE,
  SECTORS_PER_PAGE,
  SEGMENTS_PER_INDIRECT_PAGE,
} from './blkif.ts';
import { type Disk, diskKey, diskMechanism } from './disk.ts';
import { ownAddress } from './domain.ts';
import { EVTCHNOP_bind_interdomain, evtchn_bind_interdomain } from './event-channel.ts';
import { GNTTABOP_map_grant_ref, GNTTABOP_unmap_grant_ref } from './gnttabop.ts';
import {
  GNTMAP_host_map,
  GNTMAP_readonly,
  GNTST,
  gnttab_map_grant_ref,
  gnttab_unmap_grant_ref,
  grantTableMechanism,
} from './grant-table.ts';
import {
  __HYPERVISOR_event_channel_op,
  __HYPERVISOR_grant_table_op,
  hypercallMechanism,
} from './hypercall.ts';
import { bindHandler, linuxEventsMechanism, onStack, stackOf } from './linux-events.ts';
import type { Mechanism } from './mechanism.ts';
import { type BackRing, consOverflow, prodOverflow, ringMechanism, slotAt, sring } from './ring.ts';

/** A granted page that this side has mapped: its handle, where it sees it, and the machine page behind. */
interface Mapped {
  readonly ref: number;
  readonly handle: number;
  readonly host_addr: number;
  readonly at: Maddr;
}
interface Persistent extends Mapped {
  readonly active: boolean;
}
/** A request being served. */
export interface Pending {
  readonly id: bigint;
  readonly operation: number;
  readonly pages: readonly (Mapped & { readonly persistent: boolean })[];
}

export interface Blkback {
  readonly frontend: number;
  readonly port: number;
  readonly persistent: boolean;
  readonly maxPersistent: number;
  /** waiting_reqs: somebody rang. */
  readonly waiting: boolean;
  /** Persistently mapped grants by reference. */
  readonly tree: readonly (Persistent | undefined)[];
  readonly pending: readonly (Pending | null)[];
  /** Guest addresses: private copies of requests, one of 112 bytes per pending request, and grant operations. */
  readonly copies: number;
  /** Slots of pending requests that were not copied: only where an experiment leaves the copy out. */
  readonly inPlace?: Readonly<Record<number, Maddr>>;
  readonly ops: number;
  /** Next free guest address for mapping granted pages. */
  readonly mapAt: number;
  /** The bound ring was found broken: no more service, no EOI. */
  readonly halted: boolean;
}
export const blkbackKey: Key<Blkback> = 'blkback';
export const backRingKey: Key<BackRing> = 'blkback.ring';

/** Once connected, blkback keeps at most this many grants mapped a ring (module parameter max_persistent_grants). */
const MAX_PERSISTENT_GRANTS = 1056;

/** The driver before it has connected. */
export const newBlkback = (
  given: Pick<Blkback, 'frontend' | 'persistent' | 'copies' | 'ops' | 'mapAt'>,
): Blkback => ({
  ...given,
  port: 0,
  maxPersistent: MAX_PERSISTENT_GRANTS,
  waiting: false,
  tree: [],
  pending: [],
  halted: false,
});

const bb = (symbol: string) => ({
  source: linux('drivers/block/xen-blkback/blkback.c', symbol),
  world: 'kernel' as const,
});
const S = sring.fields;
const R = blkif_request.fields;
const I = blkif_request_indirect.fields;
const A = blkif_response.fields;
const SEG = blkif_request_segment.fields;

/** Machine address of the private copy of pending request `n`. */
export const copyAt = (state: Pick<State, 'records'>, domain: number, n: number): Maddr =>
  rec(state, blkbackKey).inPlace?.[n] ??
  ownAddress(
    state,
    domain,
    rec(state, blkbackKey).copies + Math.floor(n / 32) * PAGE_SIZE + (n % 32) * blkif_request.size,
  );

export const xen_blkif_be_int = procedure<{ port: number }>(
  'xen_blkif_be_int',
  bb('xen_blkif_be_int, blkif_notify_work'),
  [
    line('wake', 'waiting_reqs = 1; wake_up(&ring->wq)', (m) => {
      m.patch(blkbackKey, { waiting: true });
      m.emit({ kind: 'wake', thread: 'blkback' });
    }),
  ],
);

export const xen_blkif_schedule = procedure(
  'xen_blkif_schedule',
  bb('xen_blkif_schedule, purge_persistent_gnt'),
  [
    line(
      'sleep',
      'wait_event_interruptible_timeout(wq, waiting_reqs, 100 ms)   // no time passes here',
      () => undefined,
      (s) => rec(s, blkbackKey).waiting && !rec(s, blkbackKey).halted,
    ),
    line('free', 'wait_event_interruptible_timeout(pending_free_wq, a pending_req is free)', () => undefined),
    line('claim', 'do_eoi = waiting_reqs; waiting_reqs = 0; smp_mb()', (m, l) => {
      l.eoi = m.rec(blkbackKey).waiting;
      m.patch(blkbackKey, { waiting: false });
      m.fence('mb');
    }),
    line('work', 'ret = do_block_io_op(ring)', () => call('do_block_io_op', {}, 'ret')),
    line('more', 'if (ret > 0) waiting_reqs = 1', (m, l) =>
      (l.ret as number) > 0 ? m.patch(blkbackKey, { waiting: true }) : m.passOver(),
    ),
    line(
      'dead',
      'if (ret == -EACCES) sleep until disconnected   // no EOI: the port stays masked',
      (m, l) => {
        if (l.ret !== errno('EACCES')) return m.passOver();
        m.patch(blkbackKey, { halted: true });
        return goto('sleep');
      },
    ),
    line('eoi', 'if (do_eoi && !waiting_reqs) xen_irq_lateeoi(irq)', (m, l) =>
      l.eoi && !m.rec(blkbackKey).waiting
        ? call('xen_irq_lateeoi', { port: m.rec(blkbackKey).port })
        : m.passOver(),
    ),
    line('purge', 'every 100 ms: purge_persistent_gnt()   // unused for 60 s, or too many: unmapped', (m) =>
      m.passOver(),
    ),
    line('again', 'while (!kthread_should_stop())', () => goto('sleep')),
  ],
);

interface Outer extends Locals {
  more: number;
}
export const do_block_io_op = procedure<Outer>('do_block_io_op', bb('do_block_io_op'), [
  line('batch', 'do { more = __do_block_io_op(ring)', () => call('__do_block_io_op', {}, 'more')),
  line('stop', '  if (more) break', (m, l) => (l.more !== 0 ? ret(l.more) : m.passOver())),
  line('check', '  RING_FINAL_CHECK_FOR_REQUESTS(ring, more)', () =>
    call('RING_FINAL_CHECK_FOR_REQUESTS', { ring: backRingKey }, 'more'),
  ),
  line('loop', '} while (more); return more', (_, l) => (l.more ? goto('batch') : ret(0))),
]);

interface Inner extends Locals {
  rc: number;
  rp: number;
  n: number;
  error: number;
}
export const __do_block_io_op = procedure<Inner>('__do_block_io_op', bb('__do_block_io_op'), [
  line('rp', 'rc = req_cons; rp = sring->req_prod', (m, l) => {
    const ring = m.rec(backRingKey);
    l.rc = ring.req_cons;
    l.rp = m.load(ring.sring, S.req_prod);
  }),
  line('rmb', 'rmb()   // index before slots', (m) => m.fence('rmb'), { strikes: 'barrier' }),
  line(
    'bogus',
    'if (RING_REQUEST_PROD_OVERFLOW(ring, rp)) return -EACCES',
    (m, l) => (prodOverflow(m.rec(backRingKey), l.rp) ? ret(errno('EACCES')) : m.passOver()),
    { strikes: 'overflow-check' },
  ),
  line('loop', 'while (rc != rp)', (m, l) => (l.rc !== l.rp ? undefined : m.passOver(ret(0)))),
  line(
    'room',
    '  if (RING_REQUEST_CONS_OVERFLOW(ring, rc)) break',
    (m, l) => (consOverflow(m.rec(backRingKey), l.rc) ? ret(0) : m.passOver()),
    { strikes: 'overflow-check' },
  ),
  line('alloc', '  pending_req = alloc_req(ring)', (m, l) => {
    const { pending } = m.rec(blkbackKey);
    const free = pending.indexOf(null);
    l.n = free >= 0 ? free : pending.length;
  }),
  line(
    'copy',
    '  memcpy(&req, RING_GET_REQUEST(ring, rc), 112)   // from here only the copy counts',
    (m, l) =>
      m.copy(slotAt(m.rec(backRingKey), l.rc), copyAt(m, m.domain as number, l.n), blkif_request.size, false),
    {
      strikes: 'request-copy',
      // Without the copy all that follows reads the slot itself, which the frontend can still write.
      struck: (m, l) => {
        const { inPlace } = m.rec(blkbackKey);
        m.patch(blkbackKey, { inPlace: { ...inPlace, [l.n]: slotAt(m.rec(backRingKey), l.rc) } });
      },
    },
  ),
  line('cons', '  req_cons = ++rc   // before any response', (m, l) => {
    l.rc = (l.rc + 1) >>> 0;
    m.patch(backRingKey, { req_cons: l.rc });
  }),
  line('operation', '  switch (req.operation)', (m, l) => {
    const op = m.load(copyAt(m, m.domain as number, l.n), R.operation);
    return op === BLKIF_OP_READ || op === BLKIF_OP_WRITE || op === BLKIF_OP_INDIRECT
      ? undefined
      : goto('other');
  }),
  line('dispatch', '  READ, WRITE, INDIRECT: dispatch_rw_block_io(&req, pending_req)', (_, l) =>
    call('dispatch_rw_block_io', { n: l.n }, 'error'),
  ),
  line('next', '  if (error) return 0', (m, l) => (l.error ? ret(0) : m.passOver(goto('loop')))),
  line('other', '  default: make_response(req.id, req.operation, BLKIF_RSP_EOPNOTSUPP)', (m, l) => {
    const at = copyAt(m, m.domain as number, l.n);
    return call('make_response', {
      id: m.load(at, R.id),
      operation: m.load(at, R.operation),
      status: BLKIF_RSP_EOPNOTSUPP,
    });
  }),
  line('refused', '  return 0', () => ret(0)),
]);

type Seg = { readonly ref: number; readonly first: number; readonly last: number };
interface Dispatch extends Locals {
  n: number;
  operation: number;
  id: bigint;
  sector: number;
  nseg: number;
  indirect: boolean;
  segments: readonly Seg[];
  failed: number;
}
export const dispatch_rw_block_io = procedure<Dispatch>('dispatch_rw_block_io', bb('dispatch_rw_block_io'), [
  line('header', 'req: operation (indirect_op), id, nr_segments, sector_number', (m, l) => {
    const at = copyAt(m, m.domain as number, l.n);
    const op = m.load(at, R.operation);
    l.indirect = op === BLKIF_OP_INDIRECT;
    l.operation = l.indirect ? m.load(at, I.indirect_op) : op;
    l.id = l.indirect ? m.load(at, I.id) : m.load(at, R.id);
    l.nseg = l.indirect ? m.load(at, I.nr_segments) : m.load(at, R.nr_segments);
    l.sector = Number(l.indirect ? m.load(at, I.sector_number) : m.load(at, R.sector_number));
    return l.operation === BLKIF_OP_READ || l.operation === BLKIF_OP_WRITE ? undefined : goto('fail');
  }),
  line('count', 'if (nseg == 0 || nseg > 11 direct, 256 indirect) goto fail_response', (m, l) => {
    const max = l.indirect ? BLKBACK_MAX_INDIRECT_SEGMENTS : BLKIF_MAX_SEGMENTS_PER_REQUEST;
    return l.nseg === 0 || l.nseg > max ? goto('fail') : m.passOver();
  }),
  line(
    'indirect',
    'indirect: map the pages named by indirect_grefs   // not persistent: GNTMAP_readonly',
    (m, l) => {
      if (!l.indirect) return m.passOver(goto('segments'));
      const at = copyAt(m, m.domain as number, l.n);
      const refs = Array.from({ length: Math.ceil(l.nseg / SEGMENTS_PER_INDIRECT_PAGE) }, (_, i) => {
        const field = I.indirect_grefs[i];
        return field ? m.load(at, field) : 0;
      });
      return call('xen_blkbk_map', { n: l.n, refs, ro: true }, 'failed');
    },
  ),
  line('segments', 'seg[i] → gref, first_sect, last_sect; last_sect >= 8 or last < first → fail', (m, l) => {
    if (l.indirect && l.failed) return goto('fail');
    const at = copyAt(m, m.domain as number, l.n);
    l.segments = Array.from({ length: l.nseg }, (_, i) => {
      const seg = l.indirect ? indirectSegment(m, l.n, i) : R.seg[i];
      assert(seg, 'a direct request has at most 11 segments');
      if ('gref' in seg)
        return {
          ref: m.load(at, seg.gref),
          first: m.load(at, seg.first_sect),
          last: m.load(at, seg.last_sect),
        };
      return seg;
    });
    const bad = l.segments.some((s) => s.last >= SECTORS_PER_PAGE || s.last < s.first);
    return bad ? goto('fail') : undefined;
  }),
  line(
    'unindirect',
    'indirect: xen_blkbk_unmap(pages of segments); not persistent → unmap[].host_addr, dev_bus_addr, handle',
    (m, l) => {
      if (!l.indirect) return m.passOver();
      const count = prepareUnmap(m, l.n);
      release(m, l.n);
      return count === 0 ? undefined : call('HYPERVISOR_hypercall', unmapCall(m, count));
    },
  ),
  line('range', 'if (xen_vbd_translate(sector_number, nr_sects) < 0) goto fail_response', (m, l) => {
    const sectors = l.segments.reduce((n, s) => n + s.last - s.first + 1, 0);
    return l.sector + sectors > m.rec(diskKey).sectors ? goto('fail') : m.passOver();
  }),
  line('map', 'xen_blkbk_map_seg(pending_req)', (_, l) =>
    call(
      'xen_blkbk_map',
      { n: l.n, refs: l.segments.map((s) => s.ref), ro: l.operation !== BLKIF_OP_READ },
      'failed',
    ),
  ),
  line('mapped', 'if (failed) goto fail_response', (m, l) => (l.failed ? goto('fail') : m.passOver())),
  line('submit', 'submit_bio(): the disk works on the guest’s own pages', (m, l) => {
    const { pending } = m.rec(blkbackKey);
    const p = pending[l.n];
    assert(p, 'a mapped request is pending');
    const data = p.pages.slice(p.pages.length - l.nseg);
    const segments = l.segments.map((s, i) => ({
      at: (data[i]?.at ?? 0) + s.first * SECTOR_SIZE,
      bytes: (s.last - s.first + 1) * SECTOR_SIZE,
    }));
    m.patch(blkbackKey, {
      pending: pending.map((q, i) => (i === l.n && q ? { ...q, id: l.id, operation: l.operation } : q)),
    });
    const disk: Disk = m.rec(diskKey);
    m.patch(diskKey, {
      queue: [...disk.queue, { tag: l.n, write: l.operation === BLKIF_OP_WRITE, sector: l.sector, segments }],
    });
    return ret(0);
  }),
  line('fail', 'fail_response: make_response(id, operation, BLKIF_RSP_ERROR)', (_, l) =>
    call('make_response', { id: l.id, operation: l.operation, status: BLKIF_RSP_ERROR }),
  ),
  line('free', 'free_req(); return -EIO', (m, l) => {
    release(m, l.n);
    return ret(errno('EIO'));
  }),
]);

function indirectSegment(m: Machine, n: number, i: number): Seg {
  const page = m.rec(blkbackKey).pending[n]?.pages[Math.floor(i / SEGMENTS_PER_INDIRECT_PAGE)];
  assert(page, 'the pages of segments are mapped');
  const at = offsetBy(page.at, (i % SEGMENTS_PER_INDIRECT_PAGE) * blkif_request_segment.size);
  return { ref: m.load(at, SEG.gref), first: m.load(at, SEG.first_sect), last: m.load(at, SEG.last_sect) };
}

/** Lets go of a pending request; persistent pages become idle. */
function release(m: Machine, n: number): void {
  const b = m.rec(blkbackKey);
  const used = new Set(b.pending[n]?.pages.filter((p) => p.persistent).map((p) => p.ref));
  const tree = b.tree.map((t) => (t && used.has(t.ref) ? { ...t, active: false } : t));
  m.patch(blkbackKey, { tree, pending: b.pending.map((p, i) => (i === n ? null : p)) });
}

function addPages(m: Machine, n: number, pages: Pending['pages']): void {
  const pending = m.rec(blkbackKey).pending.slice();
  const old = pending[n] ?? { id: 0n, operation: 0, pages: [] };
  pending[n] = { ...old, pages: [...old.pages, ...pages] };
  m.patch(blkbackKey, { pending });
}

const MAP = gnttab_map_grant_ref.fields;
const UNMAP = gnttab_unmap_grant_ref.fields;
/** blkback prepares at most this many map operations for one hypercall (BLKIF_MAX_SEGMENTS_PER_REQUEST). */
const MAP_BATCH = BLKIF_MAX_SEGMENTS_PER_REQUEST;

interface MapArgs extends Locals {
  n: number;
  refs: readonly number[];
  ro: boolean;
  i: number;
  /** References of the map operations prepared so far. */
  ops: readonly number[];
  failed: number;
}
export const xen_blkbk_map = procedure<MapArgs>('xen_blkbk_map', bb('xen_blkbk_map'), [
  line('begin', 'i = 0', (_, l) => {
    l.i = 0;
    l.failed = 0;
  }),
  line(
    'look',
    'again: for each seg: persistent_gnt = get_persistent_gnt(gref): found → active, no operation',
    (m, l) => {
      l.ops = [];
      const b = m.rec(blkbackKey);
      const tree = b.tree.slice();
      const found: Pending['pages'][number][] = [];
      while (l.i < l.refs.length && l.ops.length === 0) {
        const hit = tree[l.refs[l.i] as number];
        if (!hit || hit.active) break;
        tree[hit.ref] = { ...hit, active: true };
        found.push({ ...hit, persistent: true });
        l.i++;
      }
      if (found.length) {
        m.patch(blkbackKey, { tree });
        addPages(m, l.n, found);
      }
      return l.i < l.refs.length ? undefined : ret(l.failed);
    },
  ),
  line(
    'prepare',
    '  miss: gnttab_set_map_op: map[].host_addr, flags = GNTMAP_host_map (| readonly), ref, dom',
    (m, l) => {
      const b = m.rec(blkbackKey);
      const ops: number[] = [];
      for (let i = l.i; i < l.refs.length && ops.length < MAP_BATCH; i++) {
        const ref = l.refs[i] as number;
        if (b.tree[ref] && !b.tree[ref]?.active) break;
        const at = opAt(m, ops.length, gnttab_map_grant_ref.size);
        m.store(at, MAP.host_addr, BigInt(b.mapAt + (l.i + ops.length) * PAGE_SIZE));
        m.store(at, MAP.flags, GNTMAP_host_map | (!b.persistent && l.ro ? GNTMAP_readonly : 0));
        m.store(at, MAP.ref, ref);
        m.store(at, MAP.dom, b.frontend);
        ops.push(ref);
      }
      l.ops = ops;
    },
  ),
  line('hypercall', '  HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, map, n)', (m, l) =>
    call('HYPERVISOR_hypercall', {
      nr: __HYPERVISOR_grant_table_op,
      cmd: GNTTABOP_map_grant_ref,
      arg: opsOf(m),
      count: l.ops.length,
    }),
  ),
  line('results', '  map[].status, handle, dev_bus_addr; persistent → add_persistent_gnt()', (m, l) => {
    const b = m.rec(blkbackKey);
    const tree = b.tree.slice();
    const pages: Pending['pages'][number][] = [];
    let known = b.tree.reduce((n, t) => n + (t ? 1 : 0), 0);
    for (const [i, ref] of l.ops.entries()) {
      const at = opAt(m, i, gnttab_map_grant_ref.size);
      if (m.load(at, MAP.status) !== GNTST.okay) {
        l.failed = 1;
        continue;
      }
      const page: Mapped = {
        ref,
        handle: m.load(at, MAP.handle),
        host_addr: b.mapAt + (l.i + i) * PAGE_SIZE,
        at: maddr(Number(m.load(at, MAP.dev_bus_addr))),
      };
      const persistent = b.persistent && known < b.maxPersistent && !tree[ref];
      if (persistent) {
        tree[ref] = { ...page, active: true };
        known++;
      }
      pages.push({ ...page, persistent });
    }
    m.patch(blkbackKey, { tree, mapAt: b.mapAt + l.ops.length * PAGE_SIZE });
    addPages(m, l.n, pages);
    l.i += l.ops.length;
    return l.i < l.refs.length ? goto('look') : ret(l.failed);
  }),
]);

/** The operations of the disk's interrupt lie this far behind those of the thread: it may break in while that prepares its own. */
const OPS_OF_INTERRUPT = 8 * PAGE_SIZE;
const opsOf = (m: Machine): number => m.rec(blkbackKey).ops + (m.thread === 'blkback' ? 0 : OPS_OF_INTERRUPT);

const opAt = (m: Machine, i: number, size: number): Maddr => {
  const perPage = Math.floor(PAGE_SIZE / size);
  return ownAddress(
    m,
    m.domain as number,
    opsOf(m) + Math.floor(i / perPage) * PAGE_SIZE + (i % perPage) * size,
  );
};

/** Writes an unmap operation for each page of a pending request that is not persistent; says how many. */
function prepareUnmap(m: Machine, n: number): number {
  const gone = m.rec(blkbackKey).pending[n]?.pages.filter((page) => !page.persistent) ?? [];
  for (const [i, page] of gone.entries()) {
    const at = opAt(m, i, gnttab_unmap_grant_ref.size);
    m.store(at, UNMAP.host_addr, BigInt(page.host_addr));
    m.store(at, UNMAP.dev_bus_addr, 0n);
    m.store(at, UNMAP.handle, page.handle);
  }
  return gone.length;
}

const unmapCall = (m: Machine, count: number) => ({
  nr: __HYPERVISOR_grant_table_op,
  cmd: GNTTABOP_unmap_grant_ref,
  arg: opsOf(m),
  count,
});

interface EndIo extends Locals {
  n: number;
  count: number;
}
export const end_block_io_op = procedure<EndIo>(
  'end_block_io_op',
  { ...bb('end_block_io_op, xen_blkbk_unmap_and_respond'), via: 'disk interrupt' },
  [
    line('bio', 'bio done: pending_req; pendcnt reaches 0', (m, l) => {
      const { done } = m.rec(diskKey);
      l.n = done[0] ?? 0;
      m.patch(diskKey, { done: done.slice(1) });
    }),
    line(
      'prepare',
      'xen_blkbk_unmap_prepare(): not persistent → unmap[].host_addr, dev_bus_addr, handle',
      (m, l) => {
        l.count = prepareUnmap(m, l.n);
      },
    ),
    line(
      'unmap',
      'HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, unmap, count)   // issued with count 0 too',
      (m, l) => call('HYPERVISOR_hypercall', unmapCall(m, l.count)),
    ),
    line('respond', 'make_response(id, operation, BLKIF_RSP_OKAY)', (m, l) => {
      const p = m.rec(blkbackKey).pending[l.n];
      assert(p, 'a finished transfer belongs to a pending request');
      return call('make_response', { id: p.id, operation: p.operation, status: BLKIF_RSP_OKAY });
    }),
    line('free', 'free_req(pending_req)', (m, l) => release(m, l.n)),
  ],
);

interface Respond extends Locals {
  id: bigint;
  operation: number;
  status: number;
  notify: boolean;
}
export const make_response = procedure<Respond>('make_response', bb('make_response'), [
  // Requests may end on several processors at a time; here there is one.
  line('lock', 'spin_lock_irqsave(&blk_ring_lock)', () => undefined),
  line('id', 'rsp = RING_GET_RESPONSE(ring, rsp_prod_pvt); rsp->id = id', (m, l) => {
    const ring = m.rec(backRingKey);
    m.store(slotAt(ring, ring.rsp_prod_pvt), A.id, l.id);
  }),
  line('fill', 'rsp->operation = operation; rsp->status = status', (m, l) => {
    const ring = m.rec(backRingKey);
    const at = slotAt(ring, ring.rsp_prod_pvt);
    m.store(at, A.operation, l.operation);
    m.store(at, A.status, l.status);
  }),
  line('pvt', 'rsp_prod_pvt++', (m) =>
    m.patch(backRingKey, { rsp_prod_pvt: (m.rec(backRingKey).rsp_prod_pvt + 1) >>> 0 }),
  ),
  line('push', 'notify = RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(ring)', () =>
    call('RING_PUSH_RESPONSES_AND_CHECK_NOTIFY', { ring: backRingKey }, 'notify'),
  ),
  line('unlock', 'spin_unlock_irqrestore(&blk_ring_lock)', () => undefined),
  line('notify', 'if (notify) notify_remote_via_irq(irq)', (m, l) =>
    l.notify ? call('notify_remote_via_evtchn', { port: m.rec(blkbackKey).port }) : m.passOver(),
  ),
]);

export const xen_blkif_map = procedure(
  'xen_blkif_map',
  {
    source: linux('drivers/block/xen-blkback/xenbus.c', 'read_per_ring_refs, xen_blkif_map'),
    world: 'kernel',
  },
  [
    line('map', 'xenbus_map_ring_valloc(): map[].host_addr, flags, ref, dom', (m) => {
      const { published } = m.rec(blkifHandshakeKey);
      const { frontend, ops, mapAt } = m.rec(blkbackKey);
      const refs = published?.refs ?? [];
      const f = gnttab_map_grant_ref.fields;
      for (const [i, ref] of refs.entries()) {
        const at = ownAddress(m, m.domain as number, ops) + i * gnttab_map_grant_ref.size;
        m.store(at, f.host_addr, BigInt(mapAt + i * PAGE_SIZE));
        m.store(at, f.flags, GNTMAP_host_map);
        m.store(at, f.ref, ref);
        m.store(at, f.dom, frontend);
      }
      m.patch(blkbackKey, { mapAt: mapAt + refs.length * PAGE_SIZE });
      return call('HYPERVISOR_hypercall', {
        nr: __HYPERVISOR_grant_table_op,
        cmd: GNTTABOP_map_grant_ref,
        arg: ops,
        count: refs.length,
      });
    }),
    line('attach', 'BACK_RING_ATTACH(ring, sring, sring->rsp_prod)', (m) => {
      const prod = m.load(m.rec(backRingKey).sring, S.rsp_prod);
      m.patch(backRingKey, { rsp_prod_pvt: prod, req_cons: prod });
    }),
    line('bind', 'bind.remote_dom, bind.remote_port = the frontend’s', (m) => {
      m.store(onStack(m), evtchn_bind_interdomain.fields.remote_dom, m.rec(blkbackKey).frontend);
      const port = m.rec(blkifHandshakeKey).published?.port ?? 0;
      m.store(onStack(m), evtchn_bind_interdomain.fields.remote_port, port);
      // Linux registers the handler right after the hypercall, before the upcall can run on this vCPU.
      bindHandler(m, 1, xen_blkif_be_int.name);
      return call('HYPERVISOR_hypercall', {
        nr: __HYPERVISOR_event_channel_op,
        cmd: EVTCHNOP_bind_interdomain,
        arg: stackOf(m),
      });
    }),
    line('connected', 'xen_update_blkif_status(): Connected   // bind.local_port', (m) => {
      m.patch(blkbackKey, { port: m.load(onStack(m), evtchn_bind_interdomain.fields.local_port) });
      m.patch(blkifHandshakeKey, { connected: true });
    }),
  ],
);

export const blkback_kthread = procedure(
  'blkback kthread',
  { source: model('from connection to service'), world: 'kernel' },
  [
    line(
      'wait',
      'wait for the frontend',
      () => undefined,
      (s) => rec(s, blkifHandshakeKey).published !== null,
    ),
    line('connect', 'xen_blkif_map(ring)', () => call('xen_blkif_map')),
    line('serve', 'xen_blkif_schedule(ring)', () => call('xen_blkif_schedule')),
  ],
);

/** The disk's interrupt, taken by the vCPU that is idle. */
export const blkbackDiskInterrupt: Interrupt = {
  name: 'disk interrupt',
  enter: end_block_io_op.name,
  when: (s, t) => t.top?.procedure === 'idle' && rec(s, diskKey).done.length > 0,
};

export const blkbackMechanism: Mechanism = {
  id: 'blkback',
  needs: [ringMechanism, linuxEventsMechanism, grantTableMechanism, diskMechanism, hypercallMechanism],
  procedures: [
    xen_blkif_map,
    blkback_kthread,
    xen_blkif_be_int,
    xen_blkif_schedule,
    do_block_io_op,
    __do_block_io_op,
    dispatch_rw_block_io,
    xen_blkbk_map,
    end_block_io_op,
    make_response,
  ],
};
