/**
 * The guest's own page tables: entry bits, page-fault error codes, and the walk that a processor makes through them.
 * Where nested paging is on, every entry has first to be found in machine memory: that is the second dimension.
 * Source: Intel SDM vol. 3A 4.5 to 4.8, 4.10; Xen xen/arch/x86/mm/guest_walk.c, include/asm/guest_pt.h, processor.h.
 */

import type { Machine } from '../core/machine.ts';
import { call, type Flow, goto, type Locals, line, procedure, ret, sdm } from '../core/procedure.ts';
import { type ControlRegisters, controlKey, controlRegistersMechanism } from './control-registers.ts';
import type { Mechanism } from './mechanism.ts';
import {
  _PAGE_ACCESSED,
  _PAGE_DIRTY,
  _PAGE_GLOBAL,
  _PAGE_NX,
  _PAGE_PRESENT,
  _PAGE_PSE,
  _PAGE_RW,
  _PAGE_USER,
} from './page-flags.ts';
import {
  ADDRESS_MASK,
  addressField,
  type BitField,
  bits,
  ENTRY,
  fieldOf,
  LARGEST_LEAF,
  offsetIn,
  pageOf,
  shiftOf,
  slotOf,
  spanOf,
  tableOf,
} from './paging.ts';
import { findGuestTable, rememberGuestTable, tlbKey, tlbMechanism } from './tlb.ts';
import {
  type AccessKind,
  ALL_RIGHTS,
  loadEntry,
  type NestedAnswer,
  type Refused,
  RIGHTS,
  walkerKey,
  walkerMechanism,
} from './walker.ts';

// ── an entry ────────────────────────────────────────────────────────────────────────────────────────

/** An entry from its frame's address and its flags. */
export const pageTableEntry = (address: number, ...flags: readonly bigint[]): bigint =>
  flags.reduce((e, f) => e | f, BigInt(address) & ADDRESS_MASK);

export const isLeaf = (entry: bigint, level: number): boolean =>
  level === 1 || (level <= LARGEST_LEAF && (entry & _PAGE_PSE) !== 0n);

/**
 * Bits that must be clear in a present entry. Source: Xen guest_pt.h guest_rsvd_bits, guest_l1e…l4e_rsvd_bits,
 * SUPERPAGE_RSVD; level 5 as level 4 (Linux mmu.c: __reset_rsvds_bits_mask).
 */
export function reservedBits(
  entry: bigint,
  level: number,
  c: Pick<ControlRegisters, 'maxphyaddr' | 'nxe' | 'vendor'>,
): bigint {
  let mask = c.maxphyaddr < 52 ? bits(51, c.maxphyaddr) : 0n;
  if (!c.nxe) mask |= _PAGE_NX;
  if (level > LARGEST_LEAF) mask |= _PAGE_PSE | (c.vendor === 'amd' ? _PAGE_GLOBAL : 0n);
  else if (level > 1 && (entry & _PAGE_PSE) !== 0n) mask |= bits(shiftOf(level) - 1, 13);
  return entry & mask;
}

const LEVEL_NAMES = ['', 'PTE', 'PDE', 'PDPTE', 'PML4E', 'PML5E'] as const;
/** What Intel calls an entry of this level. */
export const entryName = (level: number): string => LEVEL_NAMES[level] ?? '';

/** The entry as a table of named bits. */
export function guestEntryFields(entry: bigint, level: number): readonly BitField[] {
  const leaf = isLeaf(entry, level);
  const f = (name: string, high: number, low = high) => fieldOf(entry, name, high, low);
  const address = leaf ? addressField(entry, 'frame', shiftOf(level)) : addressField(entry, 'table', 12);
  const patOrSize = level === 1 ? [f('PAT', 7)] : level <= LARGEST_LEAF ? [f('PS', 7)] : [];
  return [
    f('P', 0),
    f('RW', 1),
    f('US', 2),
    f('PWT', 3),
    f('PCD', 4),
    f('A', 5),
    ...(leaf ? [f('D', 6)] : []),
    ...patOrSize,
    ...(leaf ? [f('G', 8)] : []),
    ...(leaf && level > 1 ? [f('PAT', 12)] : []),
    address,
    f('NX', 63),
  ];
}

// ── a page fault (Xen processor.h: PFEC_*; Linux trap_pf.h) ──────────────────────────────────────────

export const PFEC_page_present = 1;
export const PFEC_write_access = 2;
export const PFEC_user_mode = 4;
export const PFEC_reserved_bit = 8;
export const PFEC_insn_fetch = 16;

export interface PageFault extends Locals {
  fault: true;
  error: number;
}
/** Both dimensions walked: the byte's place, and what a TLB may remember of the way. */
export interface Walked extends Locals {
  fault: false;
  gpa: number;
  hpa: number;
  size: number;
  guestSize: number;
  us: boolean;
  rw: boolean;
  nx: boolean;
  rwx: number;
  dirty: boolean;
  global: boolean;
}
export type WalkAnswer = PageFault | Walked | Refused;

interface Walk extends Locals {
  gva: bigint;
  access: AccessKind;
  user: boolean;
  /** Where the walk stands: the table's guest-physical address and level. */
  level: number;
  table: number;
  /** Machine address of the table where a cache knows it. */
  host: number | null;
  /** Where the entry at hand lies, in the guest's view and in machine memory. */
  gpa: number;
  t: NestedAnswer;
  entry: bigint;
  us: boolean;
  rw: boolean;
  nx: boolean;
}

/** The error code: what is wrong, and what was tried. Fetches are told apart only with NX or SMEP in use. */
const pageFault = (m: Machine, l: Walk, what: number): Flow => {
  const c = m.rec(controlKey);
  const error =
    what |
    (l.access === 'write' ? PFEC_write_access : 0) |
    (l.user ? PFEC_user_mode : 0) |
    (l.access === 'fetch' && (c.nxe || c.smep) ? PFEC_insn_fetch : 0);
  return ret({ fault: true, error } satisfies PageFault);
};
const denied = (m: Machine, l: Walk): Flow => pageFault(m, l, PFEC_page_present);

/** Asks for a guest-physical address in machine memory; without nested paging it is one. */
function nested(m: Machine, l: Walk, gpa: number, access: AccessKind, table: boolean): Flow | undefined {
  const { nestedWalk } = m.rec(controlKey);
  m.patch(walkerKey, { row: table ? l.level : 0 });
  if (nestedWalk) return call(nestedWalk, { gpa, access, table }, 't');
  l.t = { ok: true, hpa: gpa, size: Number.MAX_SAFE_INTEGER, rwx: ALL_RIGHTS, dirty: true };
  return undefined;
}

/** Sets bits in the entry at hand, where they are not set. A store to a guest table, so the nested rights must allow it. */
function set(m: Machine, l: Walk, flags: bigint): Flow | undefined {
  if ((l.entry & flags) === flags || !l.t.ok) return undefined;
  if ((l.t.rwx & RIGHTS.write) === 0) {
    return ret({
      ok: false,
      cause: 'violation',
      gpa: l.gpa,
      read: false,
      write: true,
      fetch: false,
      table: true,
      rwx: l.t.rwx,
      reserved: false,
    } satisfies Refused);
  }
  l.entry |= flags;
  m.lock();
  m.store(l.t.hpa, ENTRY, l.entry);
  return undefined;
}

export const page_walk = procedure<Walk>(
  'page walk',
  {
    source: sdm(
      'vol. 3A 4.5 IA-32e Paging; 4.6 Access Rights; 4.7 Page-Fault Exceptions; 4.8 Accessed and Dirty Flags; vol. 3C 28.2.1 EPT Overview',
    ),
    world: 'hardware',
    via: 'TLB miss',
  },
  [
    line(
      'begin',
      'table = CR3; level = CR4.LA57 ? 5 : 4   // or the lowest table that a cache knows',
      (m, l) => {
        const c = m.rec(controlKey);
        const known = findGuestTable(m.rec(tlbKey), l.gva);
        m.patch(walkerKey, { row: 0, loads: [], gathered: null, found: null });
        l.level = known?.level ?? c.levels;
        l.table = known?.gpa ?? c.cr3;
        l.host = known?.hpa ?? null;
        l.us = known?.us ?? true;
        l.rw = known?.rw ?? true;
        l.nx = known?.nx ?? false;
        if (!known) return;
        l.t = { ok: true, hpa: known.hpa, size: 0, rwx: known.rwx, dirty: true };
        m.emit({ kind: 'tlb', op: 'hit', what: `guest table of level ${known.level}` });
      },
    ),
    line(
      'translate',
      'hpa = nested translation of the entry’s address   // known if a cache gave the table',
      (m, l) => {
        l.gpa = slotOf(l.table, l.gva, l.level);
        if (l.host === null) return nested(m, l, l.gpa, 'read', true);
        m.patch(walkerKey, { row: l.level });
        l.t = { ...l.t, hpa: slotOf(l.host, l.gva, l.level) } as NestedAnswer;
        l.host = null;
        return undefined;
      },
    ),
    line('load', 'if (refused) VM exit; entry = [hpa]   // one load', (m, l) => {
      if (!l.t.ok) return ret(l.t);
      const { levels } = m.rec(controlKey);
      const [gpa, hpa] = [l.table, l.t.hpa - (l.gpa - l.table)];
      if (l.level < levels)
        rememberGuestTable(m, l.gva, {
          level: l.level,
          gpa,
          hpa,
          us: l.us,
          rw: l.rw,
          nx: l.nx,
          rwx: l.t.rwx,
        });
      l.entry = loadEntry(m, 'guest', l.level, l.t.hpa);
      return undefined;
    }),
    line('check', 'if (!entry.P) #PF; if (entry has a reserved bit set) #PF(RSVD)', (m, l) => {
      if ((l.entry & _PAGE_PRESENT) === 0n) return pageFault(m, l, 0);
      if (reservedBits(l.entry, l.level, m.rec(controlKey)) !== 0n)
        return pageFault(m, l, PFEC_page_present | PFEC_reserved_bit);
      return m.passOver();
    }),
    line('rights', 'us &= entry.US; rw &= entry.RW; nx |= entry.NX; if (leaf) goto fetch', (m, l) => {
      l.us &&= (l.entry & _PAGE_USER) !== 0n;
      l.rw &&= (l.entry & _PAGE_RW) !== 0n;
      l.nx ||= (l.entry & _PAGE_NX) !== 0n;
      m.patch(walkerKey, { gathered: { us: l.us, rw: l.rw, nx: l.nx } });
      return isLeaf(l.entry, l.level) ? goto('fetch') : undefined;
    }),
    line('descend', 'entry.A = 1; table = entry.frame; level -= 1', (m, l) => {
      const refused = set(m, l, _PAGE_ACCESSED);
      if (refused) return refused;
      l.table = tableOf(l.entry);
      l.level -= 1;
      return goto('translate');
    }),
    line('fetch', 'if (fetch && nx) #PF', (m, l) =>
      l.access === 'fetch' && l.nx ? denied(m, l) : m.passOver(),
    ),
    line('user', 'if (user && (!us || write && !rw)) #PF', (m, l) =>
      l.user && (!l.us || (l.access === 'write' && !l.rw)) ? denied(m, l) : m.passOver(),
    ),
    line('supervisor', 'if (kernel && (us && (SMEP, SMAP) || write && !rw && WP)) #PF', (m, l) => {
      const c = m.rec(controlKey);
      if (l.user) return m.passOver();
      if (l.us && (l.access === 'fetch' ? c.smep : c.smap && !c.ac)) return denied(m, l);
      return l.access === 'write' && !l.rw && c.wp ? denied(m, l) : m.passOver();
    }),
    line('mark', 'entry.A = 1; if (write) entry.D = 1   // the processor writes the guest’s table', (m, l) =>
      set(m, l, l.access === 'write' ? _PAGE_ACCESSED | _PAGE_DIRTY : _PAGE_ACCESSED),
    ),
    line('final', 'hpa = nested translation of entry.frame + offset', (m, l) => {
      l.gpa = pageOf(l.entry, l.level) + offsetIn(l.gva, l.level);
      return nested(m, l, l.gpa, l.access, false);
    }),
    line('done', 'if (refused) VM exit; return hpa, size, rights', (_, l) => {
      if (!l.t.ok) return ret(l.t);
      const guestSize = spanOf(l.level);
      return ret({
        fault: false,
        gpa: l.gpa,
        hpa: l.t.hpa,
        size: Math.min(guestSize, l.t.size),
        guestSize,
        us: l.us,
        rw: l.rw,
        nx: l.nx,
        rwx: l.t.rwx,
        dirty: l.t.dirty && (l.entry & _PAGE_DIRTY) !== 0n,
        global: (l.entry & _PAGE_GLOBAL) !== 0n,
      } satisfies Walked);
    }),
  ],
);

export const guestPagingMechanism: Mechanism = {
  id: 'guest-paging',
  needs: [controlRegistersMechanism, tlbMechanism, walkerMechanism],
  procedures: [page_walk],
};
