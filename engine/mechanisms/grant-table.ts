/**
 * Grant tables, version 1: which frames a domain lets another use, and Xen's side of mapping them.
 * Granting and revoking are plain memory writes; only the grantee makes hypercalls.
 * Source: Xen xen/include/public/grant_table.h, xen/common/grant_table.c; Linux drivers/xen/grant-table.c.
 */
import { type Gfn, gfn, type Maddr, maddr, offsetBy, PAGE_SIZE } from '../core/brand.ts';
import { errno } from '../core/errno.ts';
import { layout, s16, u16, u32, u64 } from '../core/layout.ts';
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, linux, procedure, ret, xen } from '../core/procedure.ts';
import { keysOf, rec, type State } from '../core/state.ts';
import { domainById, domainKey, domainMechanism, guestArgument, translate } from './domain.ts';
import { GNTTABOP_copy, GNTTABOP_map_grant_ref, GNTTABOP_unmap_grant_ref } from './gnttabop.ts';
import { keep, type Mechanism } from './mechanism.ts';

export const grant_entry_v1 = layout('grant_entry_v1', { flags: u16, domid: u16, frame: u32 });
export const gnttab_map_grant_ref = layout('gnttab_map_grant_ref', {
  host_addr: u64,
  flags: u32,
  ref: u32,
  dom: u16,
  status: s16,
  handle: u32,
  dev_bus_addr: u64,
});
export const gnttab_unmap_grant_ref = layout('gnttab_unmap_grant_ref', {
  host_addr: u64,
  dev_bus_addr: u64,
  handle: u32,
  status: s16,
});
const gnttab_copy_ptr = layout('gnttab_copy_ptr', { ref: u64, domid: u16, offset: u16 });
export const gnttab_copy = layout('gnttab_copy', {
  source: gnttab_copy_ptr,
  dest: gnttab_copy_ptr,
  len: u16,
  flags: u16,
  status: s16,
});

export const GTF_permit_access = 1;
export const GTF_type_mask = 3;
export const GTF_readonly = 1 << 2;
export const GTF_reading = 1 << 3;
export const GTF_writing = 1 << 4;
export const GNTMAP_device_map = 1 << 0;
export const GNTMAP_host_map = 1 << 1;
export const GNTMAP_readonly = 1 << 2;
export const GNTMAP_application_map = 1 << 3;
export const GNTMAP_contains_pte = 1 << 4;
export const GNTCOPY_source_gref = 1 << 0;
export const GNTCOPY_dest_gref = 1 << 1;

/** Linux allocates references from here up (`GNTTAB_NR_RESERVED_ENTRIES`). */
export const GNTTAB_NR_RESERVED_ENTRIES = 8;

/** Per-element outcome of a grant operation. */
export const GNTST = {
  okay: 0,
  general_error: -1,
  bad_domain: -2,
  bad_gntref: -3,
  bad_handle: -4,
  bad_virt_addr: -5,
  bad_dev_addr: -6,
  no_device_space: -7,
  permission_denied: -8,
  bad_page: -9,
  bad_copy_arg: -10,
  address_too_big: -11,
  eagain: -12,
  no_space: -13,
} as const;

/** Xen's private view of an entry that somebody has mapped: it does not look at the shared entry again. */
interface ActiveEntry {
  readonly domid: number;
  readonly frame: number;
  /** Host mappings with write access, and read-only ones (two of the four `pin` counters). */
  readonly writers: number;
  readonly readers: number;
}
/** A handle: what one mapping by this domain stands for. */
interface Mapping {
  readonly dom: number;
  readonly ref: number;
  readonly flags: number;
  /** Where the mapper sees the page. */
  readonly host_addr: number;
}
export interface GrantState {
  readonly active: Readonly<Record<number, ActiveEntry>>;
  readonly maptrack: readonly (Mapping | null)[];
  /** Most handles that this domain may hold. */
  readonly maxMaptrack: number;
}
export const grantKey = keysOf<GrantState>((domain) => `xen.grant.d${domain}`);
/** 1,024 maptrack frames of 256 handles is Xen's default limit (xen/common/grant_table.c). */
export const newGrantState = (maxMaptrack = 1024 * 256): GrantState => ({
  active: {},
  maptrack: [],
  maxMaptrack,
});

const G = grant_entry_v1.fields;
/** Where the entry of a reference lies in the granting domain's table. */
export const entryAt = (state: Pick<State, 'records'>, domain: number, ref: number): Maddr =>
  offsetBy(rec(state, domainKey(domain)).grant_frames, ref * grant_entry_v1.size);

// ── the granting kernel ─────────────────────────────────────────────────────────────────────────────

interface Allow extends Locals {
  ref: number;
  domid: number;
  frame: number;
  readonly: boolean;
}
export const gnttab_grant_foreign_access_ref = procedure<Allow>(
  'gnttab_grant_foreign_access_ref',
  { source: linux('drivers/xen/grant-table.c', 'gnttab_update_entry_v1') },
  [
    line('domid', 'shared[ref].domid = domid', (m, l) =>
      m.store(entryAt(m, m.domain as number, l.ref), G.domid, l.domid),
    ),
    line('frame', 'shared[ref].frame = gfn', (m, l) =>
      m.store(entryAt(m, m.domain as number, l.ref), G.frame, l.frame),
    ),
    line('wmb', 'wmb()   // the flags make the entry valid: they come last', (m) => m.fence('wmb'), {
      strikes: 'barrier',
    }),
    line('flags', 'shared[ref].flags = GTF_permit_access | (readonly ? GTF_readonly : 0)', (m, l) => {
      m.store(
        entryAt(m, m.domain as number, l.ref),
        G.flags,
        GTF_permit_access | (l.readonly ? GTF_readonly : 0),
      );
      m.emit({ kind: 'grant', op: 'allow', ref: l.ref });
    }),
  ],
);

interface End extends Locals {
  ref: number;
  flags: number;
}
export const gnttab_end_foreign_access_ref = procedure<End>(
  'gnttab_end_foreign_access_ref',
  { source: linux('drivers/xen/grant-table.c', 'gnttab_end_foreign_access_ref_v1') },
  [
    line('read', 'flags = shared[ref].flags', (m, l) => {
      l.flags = m.load(entryAt(m, m.domain as number, l.ref), G.flags);
    }),
    line('busy', 'if (flags & (GTF_reading | GTF_writing)) return 0   // still mapped', (m, l) =>
      l.flags & (GTF_reading | GTF_writing) ? ret(0) : m.passOver(),
    ),
    line('clear', 'cmpxchg(&shared[ref].flags, flags, 0): changed → again', (m, l) => {
      const at = entryAt(m, m.domain as number, l.ref);
      m.lock();
      if (m.load(at, G.flags) !== l.flags) return goto('read');
      m.store(at, G.flags, 0);
      m.emit({ kind: 'grant', op: 'end', ref: l.ref });
      return undefined;
    }),
    line('ended', 'return 1', () => ret(1)),
  ],
);

// ── Xen ─────────────────────────────────────────────────────────────────────────────────────────────

const gt = (symbol: string) => ({
  source: xen('xen/common/grant_table.c', symbol),
  world: 'hypervisor' as const,
});

interface TableOp extends Locals {
  cmd: number;
  /** Guest address of an array of operations. */
  arg: number;
  count: number;
  i: number;
  at: number;
  /** What a worker answered. */
  result: number | Unmapped;
  /** Mappings of this batch that are gone from the page tables and not yet from the grant's count. */
  undone: readonly Undone[];
  /** Index of the operation that begins the next batch of unmaps. */
  batch: number;
  rc: number;
}
/** A mapping that `unmap_common` has undone (`struct gnttab_unmap_common`). */
interface Undone extends Locals {
  dom: number;
  ref: number;
  flags: number;
}
interface Unmapped extends Locals {
  status: number;
  undone: Undone | null;
}
/** Xen xen/common/grant_table.c. */
const GNTTAB_UNMAP_BATCH_SIZE = 32;
const sizes: Readonly<Record<number, number>> = {
  [GNTTABOP_map_grant_ref]: gnttab_map_grant_ref.size,
  [GNTTABOP_unmap_grant_ref]: gnttab_unmap_grant_ref.size,
  [GNTTABOP_copy]: gnttab_copy.size,
};
const workers: Readonly<Record<number, string>> = {
  [GNTTABOP_map_grant_ref]: 'map_grant_ref',
  [GNTTABOP_unmap_grant_ref]: 'unmap_common',
  [GNTTABOP_copy]: 'gnttab_copy_one',
};
const statusField = {
  [GNTTABOP_map_grant_ref]: gnttab_map_grant_ref.fields.status,
  [GNTTABOP_unmap_grant_ref]: gnttab_unmap_grant_ref.fields.status,
  [GNTTABOP_copy]: gnttab_copy.fields.status,
} as const;

export const do_grant_table_op = procedure<TableOp>('do_grant_table_op', gt('do_grant_table_op'), [
  line('count', 'if ((int)count < 0) return -EINVAL', (m, l) => {
    l.i = 0;
    l.rc = 0;
    l.undone = [];
    l.batch = GNTTAB_UNMAP_BATCH_SIZE;
    return (l.count | 0) < 0 ? ret(errno('EINVAL')) : m.passOver();
  }),
  line('switch', 'switch (cmd): unknown → -ENOSYS', (_, l) =>
    workers[l.cmd] ? undefined : ret(errno('ENOSYS')),
  ),
  line('next', 'for (i = 0; i < count; i++)   // unmap: 32 at a time', (m, l) =>
    l.i < l.count && !(l.cmd === GNTTABOP_unmap_grant_ref && l.i >= l.batch)
      ? undefined
      : m.passOver(goto('flush')),
  ),
  line('in', '  copy_from_guest(&op, uop + i): unreadable → -EFAULT', (m, l) => {
    const size = sizes[l.cmd] as number;
    const at = guestArgument(m, l.arg + l.i * size, size);
    if (at === undefined) {
      l.rc = errno('EFAULT');
      l.count = l.i;
      return goto('flush');
    }
    m.fetch(at, size, 'op');
    l.at = at;
    return undefined;
  }),
  line('one', '  op.status = map_grant_ref | unmap_common | copy_one (op)', (_, l) =>
    call(workers[l.cmd] as string, { at: l.at }, 'result'),
  ),
  line('out', '  copy_to_guest(uop + i, &op)   // status', (m, l) => {
    const status = typeof l.result === 'number' ? l.result : l.result.status;
    m.store(l.at, statusField[l.cmd as 0 | 1 | 5], status);
    if (typeof l.result !== 'number' && l.result.undone) l.undone = [...l.undone, l.result.undone];
    l.i++;
    return goto('next');
  }),
  line(
    'flush',
    'unmap by a PV domain: gnttab_flush_tlb()   // before the grant is given back',
    (m, l) => {
      if (l.cmd !== GNTTABOP_unmap_grant_ref || l.i === 0) return m.passOver(ret(l.rc));
      // A domain that hardware translates has its TLBs flushed with its p2m.
      if (m.rec(domainKey(m.domain as number)).type !== 'pv') return m.passOver();
      m.emit({ kind: 'tlb', op: 'flush', what: 'grant mappings' });
      return undefined;
    },
    {
      strikes: 'tlb-flush',
      struck: (_, l) => (l.cmd !== GNTTABOP_unmap_grant_ref || l.i === 0 ? ret(l.rc) : undefined),
    },
  ),
  line('complete', 'unmap: for each that is undone: unmap_common_complete()', (m, l) => {
    const [first, ...rest] = l.undone;
    if (!first) return m.passOver();
    l.undone = rest;
    return call('unmap_common_complete', first);
  }),
  line('more', '  until none is left; then the next 32, or return', (_, l) => {
    if (l.undone.length > 0) return goto('complete');
    if (l.i >= l.count) return ret(l.rc);
    l.batch = l.i + GNTTAB_UNMAP_BATCH_SIZE;
    return goto('next');
  }),
]);

interface OpAt extends Locals {
  at: number;
}
const M = gnttab_map_grant_ref.fields;

interface MapOne extends OpAt {
  flags: number;
  ref: number;
  dom: number;
}
export const map_grant_ref = procedure<MapOne>('map_grant_ref', gt('map_grant_ref'), [
  line('flags', 'op->flags: neither host_map nor device_map → GNTST_bad_gntref', (m, l) => {
    l.flags = m.load(l.at, M.flags);
    return l.flags & (GNTMAP_host_map | GNTMAP_device_map) ? undefined : ret(GNTST.bad_gntref);
  }),
  line('external', 'HVM or PVH caller wants more than host_map → GNTST_general_error', (m, l) => {
    const external = m.rec(domainKey(m.domain as number)).type !== 'pv';
    return external && l.flags & (GNTMAP_device_map | GNTMAP_application_map | GNTMAP_contains_pte)
      ? ret(GNTST.general_error)
      : undefined;
  }),
  line('domain', 'rd = rcu_lock_domain_by_id(op->dom): none → GNTST_bad_domain', (m, l) => {
    l.dom = m.load(l.at, M.dom);
    return domainById(m, l.dom) ? undefined : ret(GNTST.bad_domain);
  }),
  line('handle', 'handle = get_maptrack_handle(): none → GNTST_no_space', (m, l) => {
    const own = m.rec(grantKey(m.domain as number));
    const free = own.maptrack.indexOf(null);
    l.handle = free >= 0 ? free : own.maptrack.length;
    return (l.handle as number) < own.maxMaptrack ? undefined : ret(GNTST.no_space);
  }),
  line('ref', 'op->ref >= nr_grant_entries → GNTST_bad_gntref', (m, l) => {
    l.ref = m.load(l.at, M.ref);
    return l.ref < m.rec(domainKey(l.dom)).nr_grant_entries ? undefined : ret(GNTST.bad_gntref);
  }),
  line(
    'pinned',
    'act->pin by another domain → GNTST_general_error; pinned well enough → skip the entry',
    (m, l) => {
      const act = m.rec(grantKey(l.dom)).active[l.ref];
      if (!act) return undefined;
      if (act.domid !== m.domain || act.writers + act.readers >= 128) return ret(GNTST.general_error);
      return l.flags & GNTMAP_readonly || act.writers > 0 ? goto('pin') : undefined;
    },
  ),
  line(
    'status',
    '_set_status_v1(): flags, domid of shared[ref] allow it? |= GTF_reading (| GTF_writing)',
    (m, l) => {
      const at = entryAt(m, l.dom, l.ref);
      m.lock();
      const flags = m.load(at, G.flags);
      const act = m.rec(grantKey(l.dom)).active[l.ref];
      const fresh = act === undefined;
      if (fresh && ((flags & GTF_type_mask) !== GTF_permit_access || m.load(at, G.domid) !== m.domain))
        return ret(GNTST.general_error);
      const write = !(l.flags & GNTMAP_readonly);
      if (write && flags & GTF_readonly) return ret(GNTST.general_error);
      m.store(at, G.flags, flags | GTF_reading | (write ? GTF_writing : 0));
      return undefined;
    },
  ),
  line('frame', 'frame = shared[ref].frame; no RAM behind it → GNTST_bad_page', (m, l) => {
    const frame = m.load(entryAt(m, l.dom, l.ref), G.frame);
    const found = translate(m.rec(domainKey(l.dom)), gfn(frame));
    if (found === undefined) {
      clearStatus(m, l.dom, l.ref, GTF_reading | GTF_writing);
      return ret(GNTST.bad_page);
    }
    const old = m.rec(grantKey(l.dom));
    if (!old.active[l.ref]) {
      m.patch(grantKey(l.dom), {
        active: {
          ...old.active,
          [l.ref]: { domid: m.domain as number, frame: found, writers: 0, readers: 0 },
        },
      });
    }
    return undefined;
  }),
  line('pin', 'act->pin += one mapping', (m, l) => pin(m, l.dom, l.ref, l.flags, 1)),
  line('map', 'create_grant_host_mapping(op->host_addr, frame)', (m, l) => {
    l.host = Number(m.load(l.at, M.host_addr));
    m.emit({ kind: 'grant', op: 'map', ref: l.ref });
  }),
  line('track', 'maptrack[handle] = { domid, ref, flags }; op->handle, op->dev_bus_addr', (m, l) => {
    const self = grantKey(m.domain as number);
    const maptrack = m.rec(self).maptrack.slice();
    maptrack[l.handle as number] = { dom: l.dom, ref: l.ref, flags: l.flags, host_addr: l.host as number };
    m.patch(self, { maptrack });
    m.store(l.at, M.handle, l.handle as number);
    m.store(l.at, M.dev_bus_addr, BigInt(activeFrame(m, l.dom, l.ref) * PAGE_SIZE));
    return ret(GNTST.okay);
  }),
]);

const activeFrame = (m: Machine, dom: number, ref: number): number =>
  m.rec(grantKey(dom)).active[ref]?.frame ?? 0;

function pin(m: Machine, dom: number, ref: number, flags: number, by: 1 | -1): void {
  const old = m.rec(grantKey(dom));
  const act = old.active[ref];
  if (!act) return;
  const ro = (flags & GNTMAP_readonly) !== 0;
  const next = { ...act, readers: act.readers + (ro ? by : 0), writers: act.writers + (ro ? 0 : by) };
  const { [ref]: _, ...others } = old.active;
  m.patch(grantKey(dom), { active: next.readers + next.writers > 0 ? { ...others, [ref]: next } : others });
}

/** `gnttab_clear_flags`: LOCK AND. */
function clearStatus(m: Machine, dom: number, ref: number, bits: number): void {
  const at = entryAt(m, dom, ref);
  m.lock();
  m.store(at, G.flags, m.load(at, G.flags) & ~bits);
}

const U = gnttab_unmap_grant_ref.fields;
interface UnmapOne extends OpAt {
  handle: number;
}
export const unmap_common = procedure<UnmapOne>('unmap_common', gt('unmap_common'), [
  line('handle', 'map = maptrack[op->handle]: out of range or unused → GNTST_bad_handle', (m, l) => {
    l.handle = m.load(l.at, U.handle);
    return m.rec(grantKey(m.domain as number)).maptrack[l.handle]
      ? undefined
      : ret({ status: GNTST.bad_handle, undone: null });
  }),
  line('unmap', 'replace_grant_host_mapping(op->host_addr): mismatch → GNTST_general_error', (m, l) => {
    const map = m.rec(grantKey(m.domain as number)).maptrack[l.handle];
    if (!map) return ret({ status: GNTST.bad_handle, undone: null });
    if (Number(m.load(l.at, U.host_addr)) !== map.host_addr)
      return ret({ status: GNTST.general_error, undone: null });
    m.emit({ kind: 'grant', op: 'unmap', ref: map.ref });
    return undefined;
  }),
  line('handle-free', 'put_maptrack_handle(); op->done = what has still to be completed', (m, l) => {
    const self = grantKey(m.domain as number);
    const map = m.rec(self).maptrack[l.handle];
    if (!map) return ret({ status: GNTST.bad_handle, undone: null });
    m.patch(self, { maptrack: m.rec(self).maptrack.map((h, i) => (i === l.handle ? null : h)) });
    const { dom, ref, flags } = map;
    return ret({ status: GNTST.okay, undone: { dom, ref, flags } });
  }),
]);

/** What has to wait until no TLB holds the mapping any more. */
export const unmap_common_complete = procedure<Undone>(
  'unmap_common_complete',
  gt('unmap_common_complete, reduce_status_for_pin'),
  [
    line('unpin', 'act->pin -= this mapping; put_page()', (m, l) => pin(m, l.dom, l.ref, l.flags, -1)),
    line(
      'status',
      'reduce_status_for_pin(): shared[ref].flags &= ~(GTF_writing, GTF_reading) when none is left',
      (m, l) => {
        const act = m.rec(grantKey(l.dom)).active[l.ref];
        const wrote = !(l.flags & GNTMAP_readonly);
        const bits = (act ? 0 : GTF_reading) | (wrote && !act?.writers ? GTF_writing : 0);
        if (bits) clearStatus(m, l.dom, l.ref, bits);
        return ret();
      },
    ),
  ],
);

const C = gnttab_copy.fields;
type Side = { readonly base: number; readonly ref: number; readonly dom: number };
/** One side of a copy: its machine address, or the status that refuses it. */
function copySide(m: Machine, at: number, which: 'source' | 'dest', flag: number): number | Side {
  const f = C[which];
  const domid = m.load(at, f.domid);
  const isRef = (m.load(at, C.flags) & flag) !== 0;
  const dom = domid === 0x7ff0 ? (m.domain as number) : domid;
  if (domid !== 0x7ff0 && !isRef) return GNTST.permission_denied;
  const d = domainById(m, dom);
  if (!d) return GNTST.bad_domain;
  const ref = Number(m.load(at, f.ref) & 0xffffffffn);
  if (!isRef) {
    const frame = translate(d, ref as Gfn);
    return frame === undefined ? GNTST.bad_page : { base: frame * PAGE_SIZE, ref: -1, dom };
  }
  if (ref >= d.nr_grant_entries) return GNTST.bad_gntref;
  const entry = entryAt(m, dom, ref);
  const flags = m.load(entry, G.flags);
  if ((flags & GTF_type_mask) !== GTF_permit_access || m.load(entry, G.domid) !== m.domain)
    return GNTST.general_error;
  if (which === 'dest' && flags & GTF_readonly) return GNTST.general_error;
  const frame = translate(d, gfn(m.load(entry, G.frame)));
  return frame === undefined ? GNTST.bad_page : { base: frame * PAGE_SIZE, ref, dom };
}

interface CopyOne extends OpAt {
  len: number;
}
export const gnttab_copy_one = procedure<CopyOne>(
  'gnttab_copy_one',
  gt('gnttab_copy_one, gnttab_copy_claim_buf, gnttab_copy_buf'),
  [
    line('len', 'op->len == 0 → GNTST_okay', (m, l) => {
      l.len = m.load(l.at, C.len);
      return l.len === 0 ? ret(GNTST.okay) : undefined;
    }),
    line(
      'source',
      'claim op->source: domid, flags say gref or own frame; ref of shared entry: flags, domid, frame',
      (m, l) => {
        const s = copySide(m, l.at, 'source', GNTCOPY_source_gref);
        if (typeof s === 'number') return ret(s);
        l.source = s;
        return undefined;
      },
    ),
    line(
      'dest',
      'claim op->dest likewise: domid, flags, ref; shared entry: flags, domid, frame; writable',
      (m, l) => {
        const d = copySide(m, l.at, 'dest', GNTCOPY_dest_gref);
        if (typeof d === 'number') return ret(d);
        l.dest = d;
        return undefined;
      },
    ),
    line('bounds', 'op->source.offset, op->dest.offset + len > 4096 → GNTST_bad_copy_arg', (m, l) => {
      l.from = m.load(l.at, C.source.offset);
      l.to = m.load(l.at, C.dest.offset);
      return (l.from as number) + l.len > PAGE_SIZE || (l.to as number) + l.len > PAGE_SIZE
        ? ret(GNTST.bad_copy_arg)
        : undefined;
    }),
    line('memcpy', 'memcpy(dest + offset, source + offset, len)', (m, l) => {
      const from = maddr((l.source as Side).base + (l.from as number));
      const to = maddr((l.dest as Side).base + (l.to as number));
      m.copy(from, to, l.len, true);
      m.emit({ kind: 'grant', op: 'copy', ref: Math.max((l.source as Side).ref, (l.dest as Side).ref) });
      return ret(GNTST.okay);
    }),
  ],
);

export const grantTableMechanism: Mechanism = {
  id: 'grant-table',
  needs: [domainMechanism],
  procedures: [
    gnttab_grant_foreign_access_ref,
    gnttab_end_foreign_access_ref,
    do_grant_table_op,
    map_grant_ref,
    unmap_common,
    unmap_common_complete,
    gnttab_copy_one,
  ],
  records: ({ domain }) => [keep(grantKey(domain.id), newGrantState())],
};

/** A grant entry in use, as a figure shows it. */
export interface GrantView {
  readonly ref: number;
  readonly flags: number;
  readonly domid: number;
  readonly frame: number;
  readonly mapped: boolean;
}
export function inspectGrants(state: State, domain: number, refs: number): readonly GrantView[] {
  const out: GrantView[] = [];
  for (let ref = GNTTAB_NR_RESERVED_ENTRIES; ref < refs; ref++) {
    const at = entryAt(state, domain, ref);
    const flags = state.ram.load(at, G.flags);
    if (flags === 0) continue;
    const active = rec(state, grantKey(domain)).active[ref];
    out.push({
      ref,
      flags,
      domid: state.ram.load(at, G.domid),
      frame: state.ram.load(at, G.frame),
      mapped: active !== undefined,
    });
  }
  return out;
}
