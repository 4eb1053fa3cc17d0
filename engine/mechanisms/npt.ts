/**
 * Nested page tables: the second dimension on AMD. The tables have the ordinary format; an access is always a user's,
 * and one to a guest table always a write. The VMCB is a structure in memory that processor and hypervisor share.
 * Source: AMD APM vol. 2 15.25; Xen hvm/svm/vmcb.h, svm.h, mm/p2m-pt.c; QEMU target/i386/tcg/system/excp_helper.c.
 */

import { blob, layout, u8, u32, u64 } from '../core/layout.ts';
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, procedure, ret, type Source } from '../core/procedure.ts';
import type { Key } from '../core/state.ts';
import { controlKey, controlRegistersMechanism } from './control-registers.ts';
import {
  isLeaf,
  PFEC_insn_fetch,
  PFEC_page_present,
  PFEC_reserved_bit,
  PFEC_user_mode,
  PFEC_write_access,
  reservedBits,
} from './guest-paging.ts';
import type { Mechanism } from './mechanism.ts';
import { _PAGE_ACCESSED, _PAGE_DIRTY, _PAGE_NX, _PAGE_PRESENT, _PAGE_RW, _PAGE_USER } from './page-flags.ts';
import { ENTRY, offsetIn, pageOf, slotOf, spanOf, tableOf } from './paging.ts';
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

const apm = (section: string): Source => ({ project: 'AMD APM', file: section, symbol: '' });

/** The control area's fields that this story uses, at their offsets (Xen vmcb.h: struct vmcb_struct). */
export const vmcb = layout('vmcb', {
  intercepts: blob(0x58),
  asid: u32,
  tlb_control: u8,
  res07: blob(3),
  vintr: u64,
  int_stat: u64,
  exitcode: u64,
  exitinfo1: u64,
  exitinfo2: u64,
  exit_int_info: u64,
  np_enable: u64,
  res08: blob(16),
  event_inj: u64,
  h_cr3: u64,
});
export const VMCB = vmcb.fields;

export const VMEXIT_INTR = 0x60;
export const VMEXIT_NPF = 0x400;
export const TLB_CTRL = { none: 0, all: 1, asid: 3, asidNonGlobal: 7 } as const;

/** EXITINFO1 beyond a page fault's error code (Xen svm.h: NPT_PFEC_with_gla, NPT_PFEC_in_gpt). */
export const NPT_PFEC_with_gla = 1n << 32n;
export const NPT_PFEC_in_gpt = 1n << 33n;

/** What the processor took from the VMCB at VMRUN, and where that lies. */
export interface Npt {
  readonly vmcb: number;
  readonly root: number;
  readonly levels: number;
}
export const nptKey: Key<Npt> = 'npt';

/** EXITINFO1 of a nested page fault: every nested access is a user's. */
export function exitInfo1(r: Refused): bigint {
  const code =
    PFEC_user_mode |
    (r.rwx !== 0 || r.reserved ? PFEC_page_present : 0) |
    (r.write ? PFEC_write_access : 0) |
    (r.reserved ? PFEC_reserved_bit : 0) |
    (r.fetch ? PFEC_insn_fetch : 0);
  return BigInt(code) | (r.table ? NPT_PFEC_in_gpt : NPT_PFEC_with_gla);
}

interface Walk extends NestedAsk {
  level: number;
  at: number;
  entry: bigint;
  us: boolean;
  rwx: number;
}
const writes = (l: Walk): boolean => l.access === 'write' || l.table;

/** `rwx` not 0 stands for “all entries were present”. */
const refused = (l: Walk, rwx: number, reserved = false): Refused => ({
  ok: false,
  cause: 'violation',
  gpa: l.gpa,
  read: l.access === 'read',
  write: writes(l),
  fetch: l.access === 'fetch',
  table: l.table,
  rwx,
  reserved,
});

/** P gives R, RW gives W, the absence of NX gives X: as EPT would call them. */
const rightsOf = (entry: bigint): number =>
  RIGHTS.read |
  ((entry & _PAGE_RW) !== 0n ? RIGHTS.write : 0) |
  ((entry & _PAGE_NX) === 0n ? RIGHTS.fetch : 0);

/** The walker sets A and D by a locked access (SDM vol. 3A 8.1.2.1). */
const setFlags = (m: Machine, l: Walk, flags: bigint): void => {
  if ((l.entry & flags) === flags) return;
  l.entry |= flags;
  m.lock();
  m.store(l.at, ENTRY, l.entry);
};

export const npt_walk = procedure<Walk>(
  'NPT walk',
  { source: apm('vol. 2 15.25.4 to 15.25.6'), world: 'hardware' },
  [
    line('begin', 'table = nCR3; level = as the host’s paging   // or what a cache knows of gpa', (m, l) => {
      const t = m.rec(tlbKey);
      const page = findGuestPhysical(t, l.gpa, writes(l) ? 'write' : l.access);
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
      if (known) m.emit({ kind: 'tlb', op: 'hit', what: `nested table of level ${known.level}` });
      const { root, levels } = m.rec(nptKey);
      l.level = known?.level ?? levels;
      l.rwx = known?.rwx ?? ALL_RIGHTS;
      l.us = true;
      l.at = slotOf(known?.hpa ?? root, l.gpa, l.level);
      return undefined;
    }),
    line('load', 'entry = [table + 8 × index of gpa at this level]   // one load', (m, l) => {
      l.entry = loadEntry(m, 'NPT', l.level, l.at);
    }),
    line('check', 'if (!entry.P) fault; if (entry has a reserved bit set) fault(RSVD)', (m, l) => {
      if ((l.entry & _PAGE_PRESENT) === 0n) return ret(refused(l, 0));
      const { maxphyaddr } = m.rec(controlKey);
      return reservedBits(l.entry, l.level, { maxphyaddr, nxe: true, vendor: 'amd' }) !== 0n
        ? ret(refused(l, 0, true))
        : m.passOver();
    }),
    line(
      'descend',
      'us, rw, nx: combine with entry; if (leaf) goto leaf; entry.A = 1; table = entry.frame; level -= 1',
      (m, l) => {
        l.us &&= (l.entry & _PAGE_USER) !== 0n;
        l.rwx &= rightsOf(l.entry);
        if (isLeaf(l.entry, l.level)) return goto('leaf');
        setFlags(m, l, _PAGE_ACCESSED);
        l.level -= 1;
        const table = tableOf(l.entry);
        if (l.us) rememberNestedTable(m, l.gpa, { level: l.level, hpa: table, rwx: l.rwx });
        l.at = slotOf(table, l.gpa, l.level);
        return goto('load');
      },
    ),
    line(
      'leaf',
      'if (!us || write && !rw || fetch && nx) fault; entry.A = 1; if (write) entry.D = 1',
      (m, l) => {
        const needs = RIGHTS[l.access] | (writes(l) ? RIGHTS.write : 0);
        if (!l.us || (l.rwx & needs) !== needs) return ret(refused(l, l.rwx));
        setFlags(m, l, writes(l) ? _PAGE_ACCESSED | _PAGE_DIRTY : _PAGE_ACCESSED);
        return undefined;
      },
    ),
    line('done', 'return entry.frame + offset, size of the page, rights', (m, l) => {
      const size = spanOf(l.level);
      const hpa = pageOf(l.entry, l.level) + offsetIn(l.gpa, l.level);
      const dirty = (l.entry & _PAGE_DIRTY) !== 0n;
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

interface Exit extends Locals {
  gva: bigint;
  refused: Refused;
}
export const npf_exit = procedure<Exit>(
  '#VMEXIT(NPF)',
  { source: apm('vol. 2 15.6, 15.25.6'), world: 'hardware' },
  [
    line(
      'tell',
      'vmcb: exitcode = 0x400; exitinfo1 = error code; exitinfo2 = guest-physical address',
      (m, l) => {
        const { vmcb: at } = m.rec(nptKey);
        m.store(at, VMCB.exitcode, BigInt(VMEXIT_NPF));
        m.store(at, VMCB.exitinfo1, exitInfo1(l.refused));
        m.store(at, VMCB.exitinfo2, BigInt(l.refused.gpa));
        m.emit({ kind: 'exit', reason: VMEXIT_NPF, name: 'NPF' });
        forgetGuestPhysical(m, l.refused.gpa, l.gva);
      },
    ),
    line('host', 'load the host’s state; run on after VMRUN', () =>
      call('svm_vmexit_handler (NPF)', {}, 'action'),
    ),
    line('guest', 'VMRUN has loaded the guest’s state', (_, l) => ret(l.action)),
  ],
);

export const nptMechanism: Mechanism = {
  id: 'npt',
  needs: [controlRegistersMechanism, tlbMechanism, walkerMechanism],
  procedures: [npt_walk, npf_exit],
};
