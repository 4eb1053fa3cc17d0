/**
 * Extended page tables: the second dimension on Intel. Entry bits, the pointer in the VMCS, what makes an entry a
 * misconfiguration, the exit qualification, and the walk.
 * Source: Intel SDM vol. 3C 24.6.11, 27.2.1 (table 27-7), 28.2; Xen hvm/vmx/vmx.h (ept_entry_t, ept_qual_t),
 * vmcs.h (struct ept_data), mm/hap/nested_ept.c.
 */
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, procedure, ret, sdm } from '../core/procedure.ts';
import type { Key } from '../core/state.ts';
import { controlKey, controlRegistersMechanism } from './control-registers.ts';
import type { Mechanism } from './mechanism.ts';
import {
  ADDRESS_MASK,
  addressField,
  type BitField,
  bit,
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
import {
  findGuestPhysical,
  findNestedTable,
  forgetGuestPhysical,
  rememberGuestPhysical,
  rememberNestedTable,
  tlbKey,
  tlbMechanism,
} from './tlb.ts';
import {
  ALL_RIGHTS,
  loadEntry,
  type Mapped,
  type NestedAsk,
  type Refused,
  RIGHTS,
  walkerMechanism,
} from './walker.ts';

// ── an entry ────────────────────────────────────────────────────────────────────────────────────────

export const EPTE_W = bit(1);
export const EPTE_X = bit(2);
export const EPTE_RWX = bits(2, 0);
export const EPTE_EMT = bits(5, 3);
export const EPTE_IPAT = bit(6);
export const EPTE_SP = bit(7);
export const EPTE_A = bit(8);
export const EPTE_D = bit(9);
/** Software's: Xen asks itself to look at the type again. */
export const EPTE_RECALC = bit(10);
export const EPTE_SVE = bit(63);
/** Where Xen keeps the p2m type and the p2m access of an entry. */
export const EPTE_TYPE_SHIFT = 52n;
export const EPTE_TYPE = bits(57, 52);
export const EPTE_ACCESS_SHIFT = 59n;

/** Memory types; 2, 3 and 7 are reserved. */
export const EMT = { UC: 0, WC: 1, WT: 4, WP: 5, WB: 6 } as const;
const EMT_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(EMT).map(([name, n]) => [String(n), name]),
);
/** The value Xen uses to mean “calculate this again” (Xen: MTRR_NUM_TYPES). */
export const EMT_RECALCULATE = 7;

export const emtOf = (entry: bigint): number => Number((entry & EPTE_EMT) >> 3n);
export const withEmt = (entry: bigint, emt: number): bigint => (entry & ~EPTE_EMT) | (BigInt(emt) << 3n);

export interface EptEntry {
  readonly address: number;
  /** Bits 2:0. */
  readonly rwx: number;
  readonly emt?: number;
  readonly flags?: bigint;
  readonly type?: number;
  readonly access?: number;
}
export const eptEntry = (e: EptEntry): bigint =>
  (BigInt(e.address) & ADDRESS_MASK) |
  BigInt(e.rwx) |
  (BigInt(e.emt ?? 0) << 3n) |
  (e.flags ?? 0n) |
  (BigInt(e.type ?? 0) << EPTE_TYPE_SHIFT) |
  (BigInt(e.access ?? 0) << EPTE_ACCESS_SHIFT);

export const isEptPresent = (entry: bigint): boolean => (entry & EPTE_RWX) !== 0n;
export const isEptLeaf = (entry: bigint, level: number): boolean =>
  level === 1 || (level <= LARGEST_LEAF && (entry & EPTE_SP) !== 0n);

/** The entry as a table of named bits. */
export function eptEntryFields(entry: bigint, level: number): readonly BitField[] {
  const leaf = isEptLeaf(entry, level);
  const f = (name: string, high: number, low = high, means?: (v: bigint) => string) =>
    fieldOf(entry, name, high, low, means);
  return [
    f('R', 0),
    f('W', 1),
    f('X', 2),
    // In an entry that refers to a table these bits are reserved.
    ...(leaf || emtOf(entry) !== 0 ? [f('type', 5, 3, (v) => EMT_NAMES[String(v)] ?? `${v}, reserved`)] : []),
    ...(leaf ? [f('IPAT', 6)] : []),
    ...(level > 1 ? [f('PS', 7)] : []),
    f('A', 8),
    ...(leaf ? [f('D', 9)] : []),
    leaf ? addressField(entry, 'frame', shiftOf(level)) : addressField(entry, 'table', 12),
    f('SVE', 63),
  ];
}

/** Why a present entry is a misconfiguration, or undefined (SDM 28.2.3.1; Xen nept_misconfiguration_check). */
export function misconfigured(
  entry: bigint,
  level: number,
  c: { readonly maxphyaddr: number; readonly executeOnly: boolean },
): string | undefined {
  const rwx = Number(entry & EPTE_RWX);
  if (rwx === 2 || rwx === 6) return 'writable but not readable';
  if (rwx === 4 && !c.executeOnly) return 'execute-only, which this processor does not have';
  const leaf = isEptLeaf(entry, level);
  let reserved = c.maxphyaddr < 52 ? bits(51, c.maxphyaddr) : 0n;
  if (!leaf) reserved |= EPTE_EMT | EPTE_IPAT;
  if (level > LARGEST_LEAF) reserved |= EPTE_SP;
  if (leaf && level > 1) reserved |= bits(shiftOf(level) - 1, 12);
  if ((entry & reserved) !== 0n) return 'a reserved bit is set';
  const emt = emtOf(entry);
  return leaf && (emt === 2 || emt === 3 || emt === 7) ? 'a reserved memory type' : undefined;
}

// ── the pointer and the exit (SDM 24.6.11, 24.9.1) ──────────────────────────────────────────────────

/** EPT_POINTER, VMCS field 0x201A: where the walk begins, how deep it is, and whether A and D are kept. */
export const eptPointer = (root: number, levels: number, ad: boolean, emt: number = EMT.WB): bigint =>
  (BigInt(root) & ADDRESS_MASK) | BigInt(emt) | (BigInt(levels - 1) << 3n) | (ad ? bit(6) : 0n);
export const eptLevels = (eptp: bigint): number => Number((eptp >> 3n) & 7n) + 1;
export const eptKeepsAD = (eptp: bigint): boolean => (eptp & bit(6)) !== 0n;
/** Bits 51:12 of the pointer: the tag of what is cached under it. */
export const ep4ta = (eptp: bigint): number => tableOf(eptp);

/** What Xen and the processor tell each other about this vCPU. Its bytes are the processor's own affair (SDM 24.2). */
export interface Vmcs {
  readonly EPT_POINTER: bigint;
  readonly VIRTUAL_PROCESSOR_ID: number;
  readonly VM_EXIT_REASON: number;
  readonly EXIT_QUALIFICATION: bigint;
  readonly GUEST_PHYSICAL_ADDRESS: number;
  readonly GUEST_LINEAR_ADDRESS: bigint;
  /** Access rights of SS; bits 6:5 are the privilege level that was left (SDM 24.4.1). */
  readonly GUEST_SS_AR_BYTES: number;
  /** IA32_VMX_EPT_VPID_CAP bit 0. */
  readonly executeOnly: boolean;
}
export const vmcsKey: Key<Vmcs> = 'vmcs';
/** Before the first exit. */
export const newVmcs = (eptp: bigint, vpid: number): Vmcs => ({
  EPT_POINTER: eptp,
  VIRTUAL_PROCESSOR_ID: vpid,
  VM_EXIT_REASON: 0,
  EXIT_QUALIFICATION: 0n,
  GUEST_PHYSICAL_ADDRESS: 0,
  GUEST_LINEAR_ADDRESS: 0n,
  GUEST_SS_AR_BYTES: 0,
  executeOnly: true,
});

/** As Linux loads SS: __KERNEL_DS and __USER_DS (arch/x86/kernel/cpu/common.c, gdt_page). */
const SS_AR = { kernel: 0xc093, user: 0xc0f3 } as const;
/** `vmx_get_cpl`. */
export const cplOf = (v: Pick<Vmcs, 'GUEST_SS_AR_BYTES'>): number => (v.GUEST_SS_AR_BYTES >> 5) & 3;

export const EXIT_REASON_EPT_VIOLATION = 48;
export const EXIT_REASON_EPT_MISCONFIG = 49;

/** Exit qualification of an EPT violation (SDM table 27-7; Xen ept_qual_t). */
export const QUAL = {
  read: bit(0),
  write: bit(1),
  fetch: bit(2),
  readable: bit(3),
  writable: bit(4),
  executable: bit(5),
  glaValid: bit(7),
  /** Set: the access was to what the linear address translates to; clear: to a guest table. */
  glaFault: bit(8),
} as const;

/** With a linear address always valid: this model has no accesses without one. */
export function exitQualification(r: Refused): bigint {
  let q = QUAL.glaValid | (BigInt(r.rwx) << 3n);
  if (r.read) q |= QUAL.read;
  if (r.write) q |= QUAL.write;
  if (r.fetch) q |= QUAL.fetch;
  if (!r.table) q |= QUAL.glaFault;
  return q;
}

// ── the walk ────────────────────────────────────────────────────────────────────────────────────────

interface Walk extends NestedAsk {
  level: number;
  at: number;
  entry: bigint;
  rwx: number;
}

/** With A and D kept, an access to a guest table counts as a write (SDM 28.2.3.2, 28.2.4). */
const writes = (m: Machine, l: Walk): boolean =>
  l.access === 'write' || (l.table && eptKeepsAD(m.rec(vmcsKey).EPT_POINTER));

const refused = (m: Machine, l: Walk, cause: Refused['cause'], rwx: number): Refused => ({
  ok: false,
  cause,
  gpa: l.gpa,
  read: l.access === 'read',
  write: writes(m, l),
  fetch: l.access === 'fetch',
  table: l.table,
  rwx,
  reserved: false,
});

/** The walker sets A and D by a locked access (SDM vol. 3A 8.1.2.1). */
const setFlags = (m: Machine, l: Walk, flags: bigint): void => {
  if ((l.entry & flags) === flags) return;
  l.entry |= flags;
  m.lock();
  m.store(l.at, ENTRY, l.entry);
};

export const ept_walk = procedure<Walk>(
  'EPT walk',
  {
    source: sdm(
      'vol. 3C 28.2.2 EPT Translation Mechanism; 28.2.3 EPT-Induced VM Exits; 28.2.4 Accessed and Dirty Flags for EPT',
    ),
    world: 'hardware',
  },
  [
    line('begin', 'table = EPTP[51:12]; level = EPTP[5:3] + 1   // or what a cache knows of gpa', (m, l) => {
      const { EPT_POINTER } = m.rec(vmcsKey);
      const t = m.rec(tlbKey);
      const page = findGuestPhysical(t, l.gpa, writes(m, l) ? 'write' : l.access);
      if (page) {
        m.emit({ kind: 'tlb', op: 'hit', what: `guest page 0x${page.page.toString(16)}` });
        return ret({
          ok: true,
          hpa: page.hpa + (l.gpa - page.page),
          size: page.size,
          rwx: page.rwx,
          dirty: page.dirty,
        } satisfies Mapped);
      }
      const known = findNestedTable(t, l.gpa);
      if (known) m.emit({ kind: 'tlb', op: 'hit', what: `EPT table of level ${known.level}` });
      l.level = known?.level ?? eptLevels(EPT_POINTER);
      l.rwx = known?.rwx ?? ALL_RIGHTS;
      l.at = slotOf(known?.hpa ?? tableOf(EPT_POINTER), l.gpa, l.level);
      return undefined;
    }),
    line('load', 'entry = [table + 8 × index of gpa at this level]   // one load', (m, l) => {
      l.entry = loadEntry(m, 'EPT', l.level, l.at);
    }),
    line('check', 'if (!entry.RWX) violation; if (entry is malformed) misconfiguration', (m, l) => {
      if (!isEptPresent(l.entry)) return ret(refused(m, l, 'violation', 0));
      const { maxphyaddr } = m.rec(controlKey);
      return misconfigured(l.entry, l.level, { maxphyaddr, executeOnly: m.rec(vmcsKey).executeOnly })
        ? ret(refused(m, l, 'misconfiguration', 0))
        : m.passOver();
    }),
    line(
      'descend',
      'rwx &= entry.RWX; if (leaf) goto leaf; entry.A = 1 if kept; table = entry.frame; level -= 1',
      (m, l) => {
        l.rwx &= Number(l.entry & EPTE_RWX);
        if (isEptLeaf(l.entry, l.level)) return goto('leaf');
        if (eptKeepsAD(m.rec(vmcsKey).EPT_POINTER)) setFlags(m, l, EPTE_A);
        l.level -= 1;
        const table = tableOf(l.entry);
        rememberNestedTable(m, l.gpa, { level: l.level, hpa: table, rwx: l.rwx });
        l.at = slotOf(table, l.gpa, l.level);
        return goto('load');
      },
    ),
    line('leaf', 'if (access not in rwx) violation; entry.A = 1, on a write entry.D = 1, if kept', (m, l) => {
      const needs = RIGHTS[l.access] | (writes(m, l) ? RIGHTS.write : 0);
      if ((l.rwx & needs) !== needs) return ret(refused(m, l, 'violation', l.rwx));
      if (eptKeepsAD(m.rec(vmcsKey).EPT_POINTER)) setFlags(m, l, writes(m, l) ? EPTE_A | EPTE_D : EPTE_A);
      return undefined;
    }),
    line('done', 'return entry.frame + offset, size of the page, rwx', (m, l) => {
      const size = spanOf(l.level);
      const hpa = pageOf(l.entry, l.level) + offsetIn(l.gpa, l.level);
      const dirty = !eptKeepsAD(m.rec(vmcsKey).EPT_POINTER) || (l.entry & EPTE_D) !== 0n;
      rememberGuestPhysical(m, {
        page: l.gpa - offsetIn(l.gpa, l.level),
        size,
        hpa: pageOf(l.entry, l.level),
        rwx: l.rwx,
        dirty,
      });
      return ret({ ok: true, hpa, size, rwx: l.rwx, dirty } satisfies Mapped);
    }),
  ],
);

// ── the exit ────────────────────────────────────────────────────────────────────────────────────────

interface Exit extends Locals {
  gva: bigint;
  user: boolean;
  refused: Refused;
}
export const ept_exit = procedure<Exit>(
  'EPT-induced VM exit',
  {
    source: sdm(
      'vol. 3C 27.2.1 Basic VM-Exit Information; 28.2.3 EPT-Induced VM Exits; 27.5 Loading Host State; 26.3.2 Loading Guest State',
    ),
    world: 'hardware',
  },
  [
    line(
      'tell',
      'VM_EXIT_REASON = 48 | 49; EXIT_QUALIFICATION; GUEST_PHYSICAL_ADDRESS; GUEST_LINEAR_ADDRESS',
      (m, l) => {
        const violation = l.refused.cause === 'violation';
        const reason = violation ? EXIT_REASON_EPT_VIOLATION : EXIT_REASON_EPT_MISCONFIG;
        m.patch(vmcsKey, {
          VM_EXIT_REASON: reason,
          GUEST_PHYSICAL_ADDRESS: l.refused.gpa,
          GUEST_SS_AR_BYTES: l.user ? SS_AR.user : SS_AR.kernel,
          ...(violation && { EXIT_QUALIFICATION: exitQualification(l.refused), GUEST_LINEAR_ADDRESS: l.gva }),
        });
        m.emit({ kind: 'exit', reason, name: violation ? 'EPT_VIOLATION' : 'EPT_MISCONFIG' });
        if (violation) forgetGuestPhysical(m, l.refused.gpa, l.gva);
      },
    ),
    line('host', 'load the host’s state; run its exit handler', () =>
      call('vmx_vmexit_handler (EPT)', {}, 'action'),
    ),
    line('guest', 'load the guest’s state', (_, l) => ret(l.action)),
  ],
);

export const eptMechanism: Mechanism = {
  id: 'ept',
  needs: [controlRegistersMechanism, tlbMechanism, walkerMechanism],
  procedures: [ept_walk, ept_exit],
};
