/**
 * The p2m: Xen's map from a guest's frames to machine frames, which under HAP is the EPT or NPT tree itself. Xen keeps
 * a type in bits that the processor ignores; rights follow from the type.
 * Source: Xen xen/arch/x86/include/asm/p2m.h, mm/p2m.c, mm/p2m-ept.c, mm/p2m-pt.c, mm/p2m-pod.c.
 */

import { assert } from '../core/assert.ts';
import { PAGE_SIZE } from '../core/brand.ts';
import { errno } from '../core/errno.ts';
import type { Machine } from '../core/machine.ts';
import {
  call,
  goto,
  type Locals,
  line,
  type Procedure,
  procedure,
  ret,
  type Source,
  xen,
} from '../core/procedure.ts';
import { type Key, rec, type State } from '../core/state.ts';
import {
  EMT,
  EMT_RECALCULATE,
  EPTE_A,
  EPTE_D,
  EPTE_IPAT,
  EPTE_SP,
  EPTE_SVE,
  EPTE_TYPE,
  EPTE_TYPE_SHIFT,
  eptEntry,
  isEptLeaf,
  isEptPresent,
  withEmt,
} from './ept.ts';
import { isLeaf, pageTableEntry } from './guest-paging.ts';
import type { Mechanism } from './mechanism.ts';
import {
  _PAGE_ACCESSED,
  _PAGE_DIRTY,
  _PAGE_NX,
  _PAGE_PRESENT,
  _PAGE_PSE,
  _PAGE_RW,
  _PAGE_USER,
} from './page-flags.ts';
import { ENTRIES, ENTRY, offsetIn, pageOf, shiftOf, slotOf, spanOf, tableOf } from './paging.ts';

/** What a guest frame is to Xen (p2m.h: p2m_type_t). */
export const P2M_TYPE = {
  ram_rw: 0,
  invalid: 1,
  ram_logdirty: 2,
  ram_ro: 3,
  mmio_dm: 4,
  mmio_direct: 5,
  populate_on_demand: 6,
  grant_map_rw: 7,
  grant_map_ro: 8,
  ram_paging_out: 9,
  ram_paged: 10,
  ram_paging_in: 11,
  ram_shared: 12,
  ram_broken: 13,
  map_foreign: 14,
  ioreq_server: 15,
} as const;
export const p2mTypeName = (type: number): string =>
  Object.entries(P2M_TYPE).find(([, n]) => n === type)?.[0] ?? String(type);

/** P2M_RAM_TYPES, P2M_PAGED_TYPES and P2M_DISCARD_WRITE_TYPES. */
const RAM: ReadonlySet<number> = new Set([0, 2, 3, 9, 10, 11, 12, 15]);
const DISCARD_WRITE: ReadonlySet<number> = new Set([3, 8]);
export const p2m_is_ram = (type: number): boolean => RAM.has(type);
export const p2m_is_paged = (type: number): boolean => type === P2M_TYPE.ram_paged;
export const p2m_is_discard_write = (type: number): boolean => DISCARD_WRITE.has(type);

export const p2m_access_rwx = 7;

/** No frame: all ones in the entry's frame bits. */
export const INVALID_MFN = Number.MAX_SAFE_INTEGER;
const frameBits = (address: number, level: number): bigint =>
  address === INVALID_MFN ? ((1n << 52n) - 1n) & ~((1n << BigInt(shiftOf(level))) - 1n) : BigInt(address);

/** How one kind of tree writes what Xen means. */
export interface P2mFormat {
  readonly id: 'ept' | 'npt';
  readonly name: string;
  /** What a slot without an entry holds. */
  readonly empty: bigint;
  readonly leaf: (type: number, address: number, level: number, executable?: boolean) => bigint;
  readonly table: (address: number) => bigint;
  readonly isPresent: (entry: bigint) => boolean;
  readonly isLeaf: (entry: bigint, level: number) => boolean;
  readonly typeOf: (entry: bigint) => number;
}

/** ept_p2m_type_to_flags: R, W and X of a type. Absent: none. */
const EPT_RIGHTS: Readonly<Record<number, number>> = {
  [P2M_TYPE.ram_rw]: 7,
  [P2M_TYPE.ram_logdirty]: 5,
  [P2M_TYPE.ram_ro]: 5,
  [P2M_TYPE.ram_shared]: 5,
  [P2M_TYPE.mmio_direct]: 7,
  [P2M_TYPE.grant_map_rw]: 3,
  [P2M_TYPE.map_foreign]: 3,
  [P2M_TYPE.grant_map_ro]: 1,
};

export const EPT_FORMAT: P2mFormat = {
  id: 'ept',
  name: 'EPT',
  empty: EPTE_SVE,
  leaf: (type, address, level, executable = true) => {
    const rights = EPT_RIGHTS[type] ?? 0;
    const rwx = executable ? rights : rights & 3;
    const present = rwx !== 0;
    const size = level > 1 ? EPTE_SP : 0n;
    const dirty = (rwx & 2) !== 0 ? EPTE_D : 0n;
    const flags = EPTE_SVE | size | (present ? EPTE_IPAT | EPTE_A | dirty : 0n);
    const bits = eptEntry({
      address: 0,
      rwx,
      emt: present ? EMT.WB : 0,
      flags,
      type,
      access: p2m_access_rwx,
    });
    return bits | frameBits(address, level);
  },
  table: (address) => eptEntry({ address, rwx: 7, flags: EPTE_SVE | EPTE_A, access: p2m_access_rwx }),
  isPresent: isEptPresent,
  isLeaf: (entry, level) => isEptLeaf(entry, level),
  typeOf: (entry) => Number((entry & EPTE_TYPE) >> EPTE_TYPE_SHIFT),
};

const P2M_BASE_FLAGS = _PAGE_PRESENT | _PAGE_USER | _PAGE_DIRTY | _PAGE_ACCESSED;
/** p2m_type_to_flags (p2m-pt.c). Absent: not present, NX. */
const NPT_FLAGS: Readonly<Record<number, bigint>> = {
  [P2M_TYPE.ram_rw]: P2M_BASE_FLAGS | _PAGE_RW,
  [P2M_TYPE.ram_logdirty]: P2M_BASE_FLAGS,
  [P2M_TYPE.ram_ro]: P2M_BASE_FLAGS,
  [P2M_TYPE.ram_shared]: P2M_BASE_FLAGS,
  [P2M_TYPE.grant_map_rw]: P2M_BASE_FLAGS | _PAGE_RW | _PAGE_NX,
  [P2M_TYPE.map_foreign]: P2M_BASE_FLAGS | _PAGE_RW | _PAGE_NX,
  [P2M_TYPE.grant_map_ro]: P2M_BASE_FLAGS | _PAGE_NX,
};

export const NPT_FORMAT: P2mFormat = {
  id: 'npt',
  name: 'NPT',
  empty: 0n,
  leaf: (type, address, level) =>
    frameBits(address, level) |
    (NPT_FLAGS[type] ?? _PAGE_NX) |
    (level > 1 ? _PAGE_PSE : 0n) |
    (BigInt(type) << EPTE_TYPE_SHIFT),
  table: (address) => pageTableEntry(address, P2M_BASE_FLAGS, _PAGE_RW),
  isPresent: (entry) => (entry & _PAGE_PRESENT) !== 0n,
  isLeaf: (entry, level) => isLeaf(entry, level),
  typeOf: (entry) => Number((entry >> EPTE_TYPE_SHIFT) & 0x7fn),
};

export interface P2m {
  readonly format: P2mFormat['id'];
  readonly root: number;
  readonly levels: number;
  /** Machine address of the next free frame for a table. */
  readonly nextTable: number;
  /** Log-dirty bitmap: the frames written since it was cleared. */
  readonly dirty: readonly number[];
  /** Populate-on-demand: frames set aside for this guest, single and in 2 MiB. */
  /** Where the pager will put a page that it brings back: its machine address by guest frame. */
  readonly pager: Readonly<Record<number, number>>;
  readonly pod: { readonly pages: readonly number[]; readonly superpages: readonly number[] };
  /** ept->invalidate: this processor must drop what it cached before it enters the guest. */
  readonly invalidate: boolean;
  /** ept_spurious_misconfig: another vCPU may have repaired the entry meanwhile. */
  readonly spurious: boolean;
  readonly crashed: boolean;
}
export const p2mKey: Key<P2m> = 'xen.p2m';
/** A tree that has no table yet: its first will lie at `root`. */
export const newP2m = (format: P2m['format'], root: number, levels: number): P2m => ({
  format,
  root,
  levels,
  nextTable: root,
  dirty: [],
  pager: {},
  pod: { pages: [], superpages: [] },
  invalidate: false,
  spurious: false,
  crashed: false,
});

export const FORMATS: Readonly<Record<P2mFormat['id'], P2mFormat>> = { ept: EPT_FORMAT, npt: NPT_FORMAT };

/** Page order of a level's entry: 0, 9, 18. */
export const orderOf = (level: number): number => 9 * (level - 1);
const levelOf = (order: number): number => order / 9 + 1;

/** The smaller entries that say what a superpage, or a superpage still to be populated, says. */
function splinters(f: P2mFormat, entry: bigint, level: number): bigint[] {
  if ((entry & ~EPTE_SVE) === 0n) return new Array<bigint>(ENTRIES).fill(f.empty);
  const type = f.typeOf(entry);
  const present = f.isPresent(entry);
  return Array.from({ length: ENTRIES }, (_, i) =>
    f.leaf(type, present ? pageOf(entry, level) + i * spanOf(level - 1) : INVALID_MFN, level - 1),
  );
}
function tableBytes(entries: readonly bigint[]): Uint8Array {
  const words = BigUint64Array.from(entries);
  return new Uint8Array(words.buffer, 0, words.byteLength);
}

// ── a tree that is there before the first step ──────────────────────────────────────────────────────

function newTable(m: Machine, f: P2mFormat): number {
  const { nextTable } = m.rec(p2mKey);
  m.fill(nextTable, tableBytes(new Array<bigint>(ENTRIES).fill(f.empty)), `${f.name} table`);
  m.patch(p2mKey, { nextTable: nextTable + PAGE_SIZE });
  return nextTable;
}

/** Puts one entry into the tree, with the tables that lead to it. */
export function putEntry(m: Machine, gpa: number, level: number, entry: bigint): void {
  const { format, root, levels, nextTable } = m.rec(p2mKey);
  const f = FORMATS[format];
  let table = nextTable === root ? newTable(m, f) : root;
  for (let at = levels; at > level; at--) {
    const slot = slotOf(table, gpa, at);
    const found = m.ram.load(slot, ENTRY);
    if (f.isPresent(found)) table = tableOf(found);
    else {
      table = newTable(m, f);
      m.store(slot, ENTRY, f.table(table));
    }
  }
  m.store(slotOf(table, gpa, level), ENTRY, entry);
}

/** Marks every entry of the root: Xen will look at each again when it is used (ept_memory_type_changed, p2m_pt_change_entry_type_global). */
export function askToRecalculate(m: Machine): void {
  const { format, root } = m.rec(p2mKey);
  for (let i = 0; i < ENTRIES; i++) {
    const at = root + ENTRY.size * i;
    const entry = m.ram.load(at, ENTRY);
    if (!FORMATS[format].isPresent(entry)) continue;
    const marked =
      format === 'ept' ? withEmt(entry, EMT_RECALCULATE) : entry & ~(_PAGE_USER | _PAGE_ACCESSED);
    m.store(at, ENTRY, marked);
  }
}

/** The slot where the walk of a guest-physical address ends now, and its level. */
export function slotNow(
  state: Pick<State, 'ram' | 'records'>,
  gpa: number,
): { readonly at: number; readonly level: number } {
  const p = rec(state, p2mKey);
  const f = FORMATS[p.format];
  let [table, level] = [p.root, p.levels];
  for (;;) {
    const at = slotOf(table, gpa, level);
    const entry = state.ram.load(at, ENTRY);
    if (level === 1 || !f.isPresent(entry) || f.isLeaf(entry, level)) return { at, level };
    table = tableOf(entry);
    level -= 1;
  }
}

// ── reading ─────────────────────────────────────────────────────────────────────────────────────────

/** What a look-up answers. `mfn` is the machine address of the 4 KiB frame, or INVALID_MFN. */
export interface Lookup extends Locals {
  type: number;
  mfn: number;
  order: number;
}
interface Get extends Locals {
  gpa: number;
  alloc: boolean;
  level: number;
  at: number;
  entry: bigint;
  populated: boolean;
}

function getEntry(format: P2mFormat, name: string, source: Source): Procedure {
  const give = (l: Get, type: number, mfn: number) =>
    ret({ type, mfn, order: orderOf(l.level) } satisfies Lookup);
  return procedure<Get>(name, { source, world: 'hypervisor' }, [
    line('begin', 'table = the tree’s root; level = the highest', (m, l) => {
      const p = m.rec(p2mKey);
      l.level = p.levels;
      l.at = slotOf(p.root, l.gpa, l.level);
    }),
    line('read', 'entry = table[gfn at this level]   // by Xen, in software', (m, l) => {
      l.entry = m.load(l.at, ENTRY);
    }),
    line('pod', 'if (type is populate-on-demand && ALLOC) p2m_pod_demand_populate(gfn, order)', (m, l) => {
      const pod = !format.isPresent(l.entry) && format.typeOf(l.entry) === P2M_TYPE.populate_on_demand;
      if (!pod) return m.passOver(goto('descend'));
      return l.alloc
        ? call('p2m_pod_demand_populate', { gpa: l.gpa, order: orderOf(l.level) }, 'populated')
        : give(l, P2M_TYPE.populate_on_demand, INVALID_MFN);
    }),
    line('retry', '  populated: read it again', (_, l) =>
      l.populated ? goto('read') : give(l, P2M_TYPE.mmio_dm, INVALID_MFN),
    ),
    line('descend', 'if (it refers to a table) { table = it; level -= 1; again }', (m, l) => {
      if (!format.isPresent(l.entry) || format.isLeaf(l.entry, l.level)) return m.passOver();
      l.level -= 1;
      l.at = slotOf(tableOf(l.entry), l.gpa, l.level);
      return goto('read');
    }),
    line('done', 'return its type, frame and order   // nothing there: mmio_dm', (_, l) => {
      const filled = (l.entry & ~EPTE_SVE) !== 0n && format.typeOf(l.entry) !== P2M_TYPE.invalid;
      if (!filled) return give(l, P2M_TYPE.mmio_dm, INVALID_MFN);
      const within = offsetIn(l.gpa, l.level);
      const mfn = format.isPresent(l.entry)
        ? pageOf(l.entry, l.level) + within - (within % PAGE_SIZE)
        : INVALID_MFN;
      return give(l, format.typeOf(l.entry), mfn);
    }),
  ]);
}

// ── writing ─────────────────────────────────────────────────────────────────────────────────────────

interface Set extends Locals {
  gpa: number;
  /** Machine address, or INVALID_MFN. */
  mfn: number;
  order: number;
  type: number;
  level: number;
  at: number;
  entry: bigint;
  wasPresent: boolean;
}

function setEntry(
  format: P2mFormat,
  name: string,
  source: Source,
  recalc: 'resolve_misconfig' | 'do_recalc',
  sync: string,
): Procedure {
  return procedure<Set>(name, { source, world: 'hypervisor' }, [
    line('pending', `${recalc}(gfn)   // earlier changes that are still pending come first`, (_, l) =>
      call(recalc, { gpa: l.gpa }, 'recalculated'),
    ),
    line('begin', 'table = the tree’s root; level = the highest', (m, l) => {
      const p = m.rec(p2mKey);
      l.level = p.levels;
      l.at = slotOf(p.root, l.gpa, l.level);
      l.wasPresent = false;
    }),
    line('read', 'entry = table[gfn at this level]', (m, l) => {
      l.entry = m.load(l.at, ENTRY);
      const reached = l.level === levelOf(l.order);
      l.wasPresent ||= format.isPresent(l.entry) && (reached || format.isLeaf(l.entry, l.level));
      return reached ? goto('write') : undefined;
    }),
    line(
      'split',
      'if (no table is here) entry = a new one that says the same of 512 smaller pages',
      (m, l) => {
        if (format.isPresent(l.entry) && !format.isLeaf(l.entry, l.level)) return m.passOver();
        assert(l.level <= 3, 'only a page of 2 MiB or 1 GiB is split');
        const { nextTable } = m.rec(p2mKey);
        m.fill(nextTable, tableBytes(splinters(format, l.entry, l.level)), `${format.name} table`);
        m.patch(p2mKey, { nextTable: nextTable + PAGE_SIZE });
        l.entry = format.table(nextTable);
        m.store(l.at, ENTRY, l.entry);
      },
    ),
    line('descend', 'table = entry.frame; level -= 1', (_, l) => {
      l.level -= 1;
      l.at = slotOf(tableOf(l.entry), l.gpa, l.level);
      return goto('read');
    }),
    line('write', 'entry = frame | rights of the type | the type itself', (m, l) => {
      m.store(l.at, ENTRY, format.leaf(l.type, l.mfn, l.level));
    }),
    line(
      'sync',
      sync,
      (m, l) => {
        if (!l.wasPresent) return m.passOver(ret(0));
        m.patch(p2mKey, { invalidate: true });
        return ret(0);
      },
      { strikes: 'tlb-flush' },
    ),
  ]);
}

/** The listings of each format, by role. */
export const P2M_LISTINGS = {
  ept: { get: 'ept_get_entry', set: 'ept_set_entry' },
  npt: { get: 'p2m_pt_get_entry', set: 'p2m_pt_set_entry' },
} as const;
const listings = (m: Pick<Machine, 'rec'>) => P2M_LISTINGS[m.rec(p2mKey).format];

const ept_get_entry = getEntry(
  EPT_FORMAT,
  'ept_get_entry',
  xen('xen/arch/x86/mm/p2m-ept.c', 'ept_get_entry'),
);
const p2m_pt_get_entry = getEntry(
  NPT_FORMAT,
  'p2m_pt_get_entry',
  xen('xen/arch/x86/mm/p2m-pt.c', 'p2m_pt_get_entry'),
);
const ept_set_entry = setEntry(
  EPT_FORMAT,
  'ept_set_entry',
  xen('xen/arch/x86/mm/p2m-ept.c', 'ept_set_entry, ept_split_super_page'),
  'resolve_misconfig',
  'if (the old one was present) ept_sync_domain()   // every processor: INVEPT before the next entry',
);
const p2m_pt_set_entry = setEntry(
  NPT_FORMAT,
  'p2m_pt_set_entry',
  xen('xen/arch/x86/mm/p2m-pt.c', 'p2m_pt_set_entry, p2m_next_level'),
  'do_recalc',
  'if (the old one was present) guest_flush_tlb_mask()   // every vCPU: a new ASID at the next entry',
);

interface Change extends Locals {
  gpa: number;
  from: number;
  to: number;
  found: Lookup;
}
const p2m_change_type_one = procedure<Change>(
  'p2m_change_type_one',
  { source: xen('xen/arch/x86/mm/p2m.c', 'p2m_change_type_one'), world: 'hypervisor' },
  [
    line('look', 'mfn = p2m->get_entry(gfn, &pt)', (m, l) =>
      call(listings(m).get, { gpa: l.gpa, alloc: false }, 'found'),
    ),
    line('same', 'if (pt != the type it should have) return -EBUSY', (m, l) =>
      l.found.type === l.from ? m.passOver() : ret(errno('EBUSY')),
    ),
    line('set', 'return p2m_set_entry(gfn, mfn, 4K, the new type)', (m, l) =>
      call(listings(m).set, { gpa: l.gpa, mfn: l.found.mfn, order: 0, type: l.to }, 'rc'),
    ),
    line('done', 'return 0', (_, l) => ret(l.rc)),
  ],
);

interface Populate extends Locals {
  gpa: number;
  order: number;
  mfn: number;
}
const p2m_pod_demand_populate = procedure<Populate>(
  'p2m_pod_demand_populate',
  { source: xen('xen/arch/x86/mm/p2m-pod.c', 'p2m_pod_demand_populate'), world: 'hypervisor' },
  [
    line('large', 'if (order == 1G) re-mark it as 2M pieces and retry', (m, l) =>
      l.order === 18
        ? call(listings(m).set, { gpa: l.gpa, mfn: INVALID_MFN, order: 9, type: P2M_TYPE.populate_on_demand })
        : m.passOver(goto('empty')),
    ),
    line('largely', '  return true', () => ret(true)),
    line('empty', 'if (pod.count == 0) sweep for zero pages; still none: domain_crash()', (m) => {
      const { pages, superpages } = m.rec(p2mKey).pod;
      if (pages.length + superpages.length > 0) return m.passOver();
      m.patch(p2mKey, { crashed: true });
      return ret(false);
    }),
    line('take', 'mfn = p2m_pod_cache_get(order); none of 2M: re-mark as 4K pieces and retry', (m, l) => {
      const { pages, superpages } = m.rec(p2mKey).pod;
      const from = l.order === 9 ? superpages : pages;
      const [first, ...rest] = from;
      if (first === undefined && l.order === 9) {
        return call(listings(m).set, {
          gpa: l.gpa,
          mfn: INVALID_MFN,
          order: 0,
          type: P2M_TYPE.populate_on_demand,
        });
      }
      if (first === undefined) {
        const [whole, ...others] = superpages;
        assert(whole !== undefined, 'the cache is not empty');
        l.mfn = whole;
        const split = Array.from({ length: ENTRIES - 1 }, (_, i) => whole + (i + 1) * PAGE_SIZE);
        m.patch(p2mKey, { pod: { pages: split, superpages: others } });
        return undefined;
      }
      l.mfn = first;
      m.patch(p2mKey, { pod: l.order === 9 ? { pages, superpages: rest } : { pages: rest, superpages } });
      return undefined;
    }),
    line('set', 'p2m_set_entry(gfn, mfn, order, ram_rw)', (m, l) =>
      l.mfn === undefined
        ? ret(true)
        : call(listings(m).set, { gpa: l.gpa, mfn: l.mfn, order: l.order, type: P2M_TYPE.ram_rw }),
    ),
    line('account', 'mark each page dirty; entry_count -= pages; return true', () => ret(true)),
  ],
);

interface PageIn extends Locals {
  gpa: number;
}
const p2m_mem_paging_populate = procedure<PageIn>(
  'p2m_mem_paging_populate',
  {
    source: xen('xen/arch/x86/mm/mem_paging.c', 'p2m_mem_paging_populate, prepare, p2m_mem_paging_resume'),
    world: 'hypervisor',
  },
  [
    line('request', 'ask the pager in dom0 for the page; pause the vCPU', () => undefined),
    line(
      'answer',
      'its answer: the page’s content in a new frame; p2m_set_entry(gfn, mfn, 4K, ram_rw)',
      (m, l) => {
        const mfn = m.rec(p2mKey).pager[Math.floor(l.gpa / PAGE_SIZE)];
        assert(mfn !== undefined, 'the pager knows every page that it took');
        return call(listings(m).set, { gpa: l.gpa, mfn, order: 0, type: P2M_TYPE.ram_rw });
      },
    ),
    line('resume', 'let the vCPU run again', () => undefined),
  ],
);

export const p2mMechanism: Mechanism = {
  id: 'p2m',
  needs: [],
  procedures: [
    p2m_mem_paging_populate,
    ept_get_entry,
    ept_set_entry,
    p2m_pt_get_entry,
    p2m_pt_set_entry,
    p2m_change_type_one,
    p2m_pod_demand_populate,
  ],
};
