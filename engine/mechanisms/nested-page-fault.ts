/**
 * What Xen does when the nested tables refused an access: emulate, populate, mark dirty, recalculate, or crash the guest.
 * Source: Xen xen/arch/x86/hvm/vmx/vmx.c, hvm/svm/svm.c, hvm/hvm.c (hvm_hap_nested_page_fault), hvm/io.c,
 * mm/p2m-ept.c (resolve_misconfig), mm/p2m-pt.c (do_recalc), hvm/asid.c.
 */

import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, procedure, ret, xen } from '../core/procedure.ts';
import { type Interrupt, type Key, rec, type State } from '../core/state.ts';
import { controlKey, controlRegistersMechanism, registersKey, type Verdict } from './control-registers.ts';
import {
  cplOf,
  EMT,
  EMT_RECALCULATE,
  EPTE_IPAT,
  EPTE_RECALC,
  EPTE_SVE,
  EXIT_REASON_EPT_MISCONFIG,
  EXIT_REASON_EPT_VIOLATION,
  emtOf,
  ep4ta,
  eptMechanism,
  isEptLeaf,
  isEptPresent,
  QUAL,
  vmcsKey,
  withEmt,
} from './ept.ts';
import { isLeaf, PFEC_insn_fetch, PFEC_page_present, PFEC_write_access } from './guest-paging.ts';
import type { Mechanism } from './mechanism.ts';
import {
  NPT_PFEC_in_gpt,
  NPT_PFEC_with_gla,
  nptKey,
  nptMechanism,
  TLB_CTRL,
  VMCB,
  VMEXIT_INTR,
  VMEXIT_NPF,
} from './npt.ts';
import {
  type Lookup,
  P2M_LISTINGS,
  P2M_TYPE,
  p2m_is_discard_write,
  p2m_is_paged,
  p2m_is_ram,
  p2mKey,
  p2mMechanism,
} from './p2m.ts';
import { _PAGE_ACCESSED, _PAGE_PRESENT, _PAGE_USER } from './page-flags.ts';
import { type BitField, bitsNamed, ENTRIES, ENTRY, fieldOf, slotOf, tableOf } from './paging.ts';
import { INVEPT_TYPE, INVVPID_TYPE, tlbKey, tlbMechanism } from './tlb.ts';

/** The part of `struct vcpu` that this story needs. */
export interface HapVcpu {
  /** Another processor wants this one out of guest mode. */
  readonly kicked: boolean;
  /** The ASID's generation is old: a new one at the next entry. */
  readonly asidStale: boolean;
  /** The numbers ran out: every mapping by VPID has to go. */
  readonly asidsExhausted: boolean;
  readonly nextAsid: number;
  /** What the next entry brings about. */
  readonly verdict: Verdict;
}
export const hapVcpuKey: Key<HapVcpu> = 'xen.v.d1';
export const newHapVcpu = (nextAsid: number): HapVcpu => ({
  kicked: false,
  asidStale: false,
  asidsExhausted: false,
  nextAsid,
  verdict: 'retry',
});

const hv = (file: string, symbol: string) => ({ source: xen(file, symbol), world: 'hypervisor' as const });
const exits = (file: string, symbol: string) => ({ ...hv(file, symbol), via: 'VM exit' });
const say = (m: Machine, verdict: Verdict): void => m.patch(hapVcpuKey, { verdict });

/**
 * The last look before guest mode (vmx/entry.S, svm/entry.S). domain_crash() pauses every vCPU of the domain and asks for
 * a schedule; the scheduler runs somebody else, and this vCPU does not come back.
 */
const softirq = (assist: string) =>
  line<Locals>(
    'softirq',
    `${assist}; while (softirq_pending) do_softirq()   // a crashed domain is not run again`,
    () => undefined,
    (s) => !rec(s, p2mKey).crashed,
  );

// ── exit and entry on Intel ─────────────────────────────────────────────────────────────────────────

const EXIT_REASON_EXTERNAL_INTERRUPT = 1;

const vmx_vmexit_handler = procedure<Locals>(
  'vmx_vmexit_handler (EPT)',
  exits('xen/arch/x86/hvm/vmx/vmx.c', 'vmx_vmexit_handler'),
  [
    line('reason', 'switch (vmread(VM_EXIT_REASON))', (m) => {
      say(m, 'retry');
      const { VM_EXIT_REASON } = m.rec(vmcsKey);
      if (VM_EXIT_REASON === EXIT_REASON_EPT_VIOLATION) return goto('violation');
      return VM_EXIT_REASON === EXIT_REASON_EPT_MISCONFIG ? goto('misconfig') : goto('interrupt');
    }),
    line('violation', 'case 48: ept_handle_violation(EXIT_QUALIFICATION, GUEST_PHYSICAL_ADDRESS)', () =>
      call('ept_handle_violation'),
    ),
    line('handled', '  break', () => goto('softirq')),
    line('misconfig', 'case 49: ok = ept_handle_misconfig(GUEST_PHYSICAL_ADDRESS)', (m) =>
      call('ept_handle_misconfig', { gpa: m.rec(vmcsKey).GUEST_PHYSICAL_ADDRESS }, 'ok'),
    ),
    line('crash', '  if (!ok): CPL > 0: hvm_inject_hw_exception(#UD); else domain_crash()', (m, l) => {
      if (l.ok) return m.passOver(goto('softirq'));
      if (cplOf(m.rec(vmcsKey)) > 0) say(m, 'ud');
      else m.patch(p2mKey, { crashed: true });
      return goto('softirq');
    }),
    line('interrupt', 'case 1: the interrupt that another processor sent; nothing else to do', (m) =>
      m.patch(hapVcpuKey, { kicked: false }),
    ),
    softirq('vmx_intr_assist()'),
    line('helper', 'vmx_vmenter_helper()', () => call('vmx_vmenter_helper')),
    line('resume', 'VMRESUME', (m) => {
      m.emit({ kind: 'entry' });
      return ret(m.rec(hapVcpuKey).verdict);
    }),
  ],
);

const vmx_vmenter_helper = procedure<Locals>(
  'vmx_vmenter_helper',
  hv('xen/arch/x86/hvm/vmx/vmx.c', 'vmx_vmenter_helper'),
  [
    line(
      'asid',
      'need_flush = hvm_asid_handle_vmenter()   // a new VPID if the old one is out of date',
      (m) => {
        const v = m.rec(hapVcpuKey);
        if (!v.asidStale) return undefined;
        m.patch(hapVcpuKey, { asidStale: false, nextAsid: v.nextAsid + 1 });
        m.patch(vmcsKey, { VIRTUAL_PROCESSOR_ID: v.nextAsid });
        m.patch(tlbKey, { vpid: v.nextAsid });
        return undefined;
      },
    ),
    line(
      'vpid',
      'if (need_flush) vpid_sync_all()   // INVVPID of all contexts',
      (m) => {
        if (!m.rec(hapVcpuKey).asidsExhausted) return m.passOver();
        m.patch(hapVcpuKey, { asidsExhausted: false });
        return call('INVVPID', { type: INVVPID_TYPE.all, vpid: 0, gva: 0n });
      },
      { strikes: 'tlb-flush' },
    ),
    line(
      'ept',
      'if (test_and_clear(ept->invalidate)) __invept(INVEPT_SINGLE_CONTEXT, eptp)',
      (m) => {
        if (!m.rec(p2mKey).invalidate) return m.passOver();
        m.patch(p2mKey, { invalidate: false });
        return call('INVEPT', { type: INVEPT_TYPE.single, ep4ta: ep4ta(m.rec(vmcsKey).EPT_POINTER) });
      },
      { strikes: 'tlb-flush' },
    ),
  ],
);

interface Npfec extends Locals {
  gla: bigint;
  gpa: number;
  read: boolean;
  write: boolean;
  fetch: boolean;
  present: boolean;
  kind: 'with gla' | 'in gpt' | 'unknown';
}

const ept_handle_violation = procedure<Npfec & { q: bigint; ret: number }>(
  'ept_handle_violation',
  hv('xen/arch/x86/hvm/vmx/vmx.c', 'ept_handle_violation'),
  [
    line('npfec', 'read = q.read || q.write; write = q.write; fetch = q.fetch; present = q.eff_*', (m, l) => {
      const { EXIT_QUALIFICATION: q, GUEST_PHYSICAL_ADDRESS } = m.rec(vmcsKey);
      l.q = q;
      l.gpa = GUEST_PHYSICAL_ADDRESS;
      l.write = (q & QUAL.write) !== 0n;
      l.read = l.write || (q & QUAL.read) !== 0n;
      l.fetch = (q & QUAL.fetch) !== 0n;
      l.present = (q & (QUAL.readable | QUAL.writable | QUAL.executable)) !== 0n;
    }),
    line(
      'gla',
      'if (q.gla_valid) { gla = vmread(GUEST_LINEAR_ADDRESS); kind = q.gla_fault ? with_gla : in_gpt }',
      (m, l) => {
        l.gla = m.rec(vmcsKey).GUEST_LINEAR_ADDRESS;
        l.kind = (l.q & QUAL.glaFault) !== 0n ? 'with gla' : 'in gpt';
      },
    ),
    line('fault', 'ret = hvm_hap_nested_page_fault(gpa, gla, npfec)', (_, l) => {
      const { gla, gpa, read, write, fetch, present, kind } = l;
      return call('hvm_hap_nested_page_fault', { gla, gpa, read, write, fetch, present, kind }, 'ret');
    }),
    line('error', 'if (ret == 0) domain_crash(d)', (m, l) =>
      l.ret === 0 ? m.patch(p2mKey, { crashed: true }) : m.passOver(),
    ),
  ],
);

// ── exit and entry on AMD ───────────────────────────────────────────────────────────────────────────

const svm_vmexit_handler = procedure<Locals>(
  'svm_vmexit_handler (NPF)',
  exits('xen/arch/x86/hvm/svm/svm.c', 'svm_vmexit_handler'),
  [
    line('reason', 'switch (vmcb->exitcode)', (m) => {
      say(m, 'retry');
      const code = m.load(m.rec(nptKey).vmcb, VMCB.exitcode);
      return code === BigInt(VMEXIT_NPF) ? undefined : goto('interrupt');
    }),
    line('npf', 'case 0x400: rc = exitinfo1.P ? p2m_pt_handle_deferred_changes(exitinfo2) : 0', (m, l) => {
      const at = m.rec(nptKey).vmcb;
      const present = (m.load(at, VMCB.exitinfo1) & BigInt(PFEC_page_present)) !== 0n;
      const gpa = Number(m.load(at, VMCB.exitinfo2));
      l.rc = 0;
      return present ? call('do_recalc', { gpa }, 'rc') : undefined;
    }),
    line('fault', '  if (rc == 0) svm_do_nested_pgfault(exitinfo1, exitinfo2)', (m, l) => {
      const at = m.rec(nptKey).vmcb;
      if (l.rc !== 0) return m.passOver();
      const ec = m.load(at, VMCB.exitinfo1);
      return call('svm_do_nested_pgfault', { ec, gpa: Number(m.load(at, VMCB.exitinfo2)) });
    }),
    line('handled', '  break', () => goto('softirq')),
    line('interrupt', 'case 0x60: the interrupt that another processor sent; nothing else to do', (m) =>
      m.patch(hapVcpuKey, { kicked: false }),
    ),
    softirq('svm_intr_assist()'),
    line('asid', 'svm_vmenter_helper(): svm_asid_handle_vmrun()', () => call('svm_asid_handle_vmrun')),
    line('run', 'VMRUN', (m) => {
      m.emit({ kind: 'entry' });
      return ret(m.rec(hapVcpuKey).verdict);
    }),
  ],
);

const svm_asid_handle_vmrun = procedure<Locals>(
  'svm_asid_handle_vmrun',
  hv('xen/arch/x86/hvm/svm/asid.c', 'svm_asid_handle_vmrun'),
  [
    line(
      'asid',
      'if (the ASID is out of date) vmcb->asid = the next one; vmcb->tlb_control = none',
      (m) => {
        const v = m.rec(hapVcpuKey);
        const stale = v.asidStale || m.rec(p2mKey).invalidate;
        if (!stale) return m.passOver();
        const at = m.rec(nptKey).vmcb;
        m.patch(hapVcpuKey, { asidStale: false, nextAsid: v.nextAsid + 1 });
        m.patch(p2mKey, { invalidate: false });
        m.store(at, VMCB.asid, v.nextAsid);
        m.store(at, VMCB.tlb_control, TLB_CTRL.none);
        m.patch(tlbKey, { vpid: v.nextAsid, nested: v.nextAsid });
        m.emit({ kind: 'tlb', op: 'flush', what: `by ASID: ${v.nextAsid} knows nothing yet` });
      },
      { strikes: 'tlb-flush' },
    ),
  ],
);

const svm_do_nested_pgfault = procedure<Npfec & { ec: bigint; ret: number }>(
  'svm_do_nested_pgfault',
  hv('xen/arch/x86/hvm/svm/svm.c', 'svm_do_nested_pgfault'),
  [
    line('npfec', 'write = ec.W; fetch = ec.I; read = !fetch; present = ec.P', (_, l) => {
      const has = (flag: number): boolean => (l.ec & BigInt(flag)) !== 0n;
      l.write = has(PFEC_write_access);
      l.fetch = has(PFEC_insn_fetch);
      l.read = !l.fetch;
      l.present = has(PFEC_page_present);
    }),
    line(
      'kind',
      'kind = ec bit 32 ? with_gla : ec bit 33 ? in_gpt : unknown   // and no linear address',
      (_, l) => {
        if ((l.ec & NPT_PFEC_with_gla) !== 0n) l.kind = 'with gla';
        else l.kind = (l.ec & NPT_PFEC_in_gpt) !== 0n ? 'in gpt' : 'unknown';
        l.gla = (1n << 64n) - 1n;
      },
    ),
    line('fault', 'ret = hvm_hap_nested_page_fault(gpa, ~0, npfec)', (_, l) => {
      const { gla, gpa, read, write, fetch, present, kind } = l;
      return call('hvm_hap_nested_page_fault', { gla, gpa, read, write, fetch, present, kind }, 'ret');
    }),
    line('error', 'if (ret == 0) domain_crash(d)', (m, l) =>
      l.ret === 0 ? m.patch(p2mKey, { crashed: true }) : m.passOver(),
    ),
  ],
);

// ── the decision, the same for both ─────────────────────────────────────────────────────────────────

const hvm_hap_nested_page_fault = procedure<Npfec & { p2m: Lookup; ok: boolean }>(
  'hvm_hap_nested_page_fault',
  hv('xen/arch/x86/hvm/hvm.c', 'hvm_hap_nested_page_fault'),
  [
    line('internal', 'if (hvm_mmio_internal(gpa)) emulate it in Xen   // local APIC, HPET, …', (m) =>
      m.passOver(),
    ),
    line(
      'look',
      'mfn = get_gfn_type_access(gfn, &p2mt, &p2ma, P2M_ALLOC | (write ? P2M_UNSHARE : 0))',
      (m, l) => call(P2M_LISTINGS[m.rec(p2mKey).format].get, { gpa: l.gpa, alloc: true }, 'p2m'),
    ),
    line('access', 'violation = access against p2ma   // rwx unless somebody is watching', () => undefined),
    line(
      'shatter',
      'if (order > 0 && fetch && present && !violation) split to 4K; return 1   // CVE-2018-12207',
      (m, l) => {
        const { order, mfn, type } = l.p2m;
        if (order === 0 || !l.fetch || !l.present) return m.passOver(goto('mmio'));
        return call(P2M_LISTINGS[m.rec(p2mKey).format].set, { gpa: l.gpa, mfn, order: 0, type });
      },
    ),
    line('shattered', '  return 1', () => ret(1)),
    line(
      'mmio',
      'if (p2mt == mmio_dm || write && p2m_is_discard_write(p2mt)) handle_mmio_with_translation()',
      (m, l) => {
        const { type } = l.p2m;
        if (type !== P2M_TYPE.mmio_dm && !(l.write && p2m_is_discard_write(type)))
          return m.passOver(goto('ram'));
        return call(
          'handle_mmio_with_translation',
          { gla: l.gla, gpa: l.gpa, type, known: l.kind === 'with gla' },
          'ok',
        );
      },
    ),
    line('emulated', '  not emulated: hvm_inject_hw_exception(#GP, 0); return 1', (m, l) => {
      if (!m.rec(p2mKey).crashed) say(m, l.ok ? 'done' : 'gp');
      return ret(1);
    }),
    line('ram', 'if (!p2m_is_ram(p2mt)) return 0   // nothing more can be done', (m, l) =>
      p2m_is_ram(l.p2m.type) ? m.passOver() : ret(0),
    ),
    line('dirty', 'if (write) paging_mark_pfn_dirty(gfn)', (m, l) => {
      if (!l.write) return m.passOver(goto('paged'));
      const gfn = Math.floor(l.gpa / 4096);
      const { dirty } = m.rec(p2mKey);
      m.patch(p2mKey, { dirty: dirty.includes(gfn) ? dirty : [...dirty, gfn] });
      return undefined;
    }),
    line('writable', '  p2m_change_type_one(gfn, ram_logdirty, ram_rw)', (_, l) =>
      call('p2m_change_type_one', { gpa: l.gpa, from: P2M_TYPE.ram_logdirty, to: P2M_TYPE.ram_rw }),
    ),
    line('paged', 'if (p2m_is_paged(p2mt)) p2m_mem_paging_populate(gfn)', (m, l) =>
      p2m_is_paged(l.p2m.type) ? call('p2m_mem_paging_populate', { gpa: l.gpa }) : m.passOver(),
    ),
    line('again', 'return 1   // the guest tries again', () => ret(1)),
  ],
);

interface Mmio extends Locals {
  gla: bigint;
  gpa: number;
  type: number;
  /** The violation was at the end of the walk, so gla and gpa belong together. */
  known: boolean;
}
/** The device model's event channel, as port of dom0: any; this model's choice. */
const IOREQ_PORT = 5;
/** What an emulated register of this model reads as. */
const DEVICE_BYTE = 0xd7;

const handle_mmio_with_translation = procedure<Mmio>(
  'handle_mmio_with_translation',
  hv('xen/arch/x86/hvm/io.c', 'handle_mmio_with_translation, hvm_emulate_one_insn'),
  [
    line(
      'remember',
      'mmio_gla, mmio_gpfn = gla, gfn if kind == with_gla   // spares the emulator a walk',
      () => undefined,
    ),
    line('decode', 'hvm_emulate_one(): fetch the instruction’s bytes and decode them', (m) =>
      m.rec(registersKey).instruction === 'fetch' ? ret(false) : undefined,
    ),
    line('discard', 'a read-only page: drop what the instruction writes; return true', (m, l) =>
      l.type === P2M_TYPE.mmio_dm ? m.passOver() : ret(true),
    ),
    line('ioreq', 'hvm_send_ioreq(): ask the device model, and wait for its answer', (m, l) => {
      const { al, instruction } = m.rec(registersKey);
      const dir = instruction === 'write' ? 'out' : 'in';
      m.emit({ kind: 'ioreq', port: IOREQ_PORT });
      m.emit({ kind: 'mmio', dir, at: l.gpa, size: 1, value: dir === 'out' ? al : DEVICE_BYTE });
      if (dir === 'in') m.patch(registersKey, { al: DEVICE_BYTE });
    }),
    line('done', 'write registers back; RIP += length; return true', () => ret(true)),
  ],
);

// ── recalculation: Xen misconfigures its own entries ────────────────────────────────────────────────

interface Misconfig extends Locals {
  gpa: number;
  spurious: boolean;
  rc: number;
}
const ept_handle_misconfig = procedure<Misconfig>(
  'ept_handle_misconfig',
  hv('xen/arch/x86/mm/p2m-ept.c', 'ept_handle_misconfig'),
  [
    line('resolve', 'spurious = ept_spurious_misconfig; rc = resolve_misconfig(gfn)', (m, l) => {
      l.spurious = m.rec(p2mKey).spurious;
      return call('resolve_misconfig', { gpa: l.gpa }, 'rc');
    }),
    line('judge', 'ept_spurious_misconfig = 0; return spurious ? rc >= 0 : rc > 0', (m, l) => {
      m.patch(p2mKey, { spurious: false });
      return ret(l.spurious ? l.rc >= 0 : l.rc > 0);
    }),
  ],
);

interface Resolve extends Locals {
  gpa: number;
  level: number;
  at: number;
  entry: bigint;
  rc: number;
}
const valid = (entry: bigint): boolean => (entry & ~EPTE_SVE) !== 0n && isEptPresent(entry);
/** The right type again: write-back, whatever the guest's PAT says (epte_get_entry_emt of ordinary memory). */
const recalculated = (entry: bigint): bigint => (withEmt(entry, EMT.WB) | EPTE_IPAT) & ~EPTE_RECALC;

/** Every entry of a table that `change` alters, written back. */
function rewrite(m: Machine, table: number, change: (entry: bigint) => bigint): void {
  for (let i = 0; i < ENTRIES; i++) {
    const at = table + 8 * i;
    const entry = m.ram.load(at, ENTRY);
    const next = change(entry);
    if (next !== entry) m.store(at, ENTRY, next);
  }
}

const resolve_misconfig = procedure<Resolve>(
  'resolve_misconfig',
  hv('xen/arch/x86/mm/p2m-ept.c', 'resolve_misconfig, ept_invalidate_emt_subtree'),
  [
    line('begin', 'table = the tree’s root; level = the highest; rc = 0', (m, l) => {
      const p = m.rec(p2mKey);
      l.level = p.levels;
      l.at = slotOf(p.root, l.gpa, l.level);
      l.rc = 0;
    }),
    line('read', 'e = table[gfn at this level]   // its entry', (m, l) => {
      l.entry = m.load(l.at, ENTRY);
      if (isEptLeaf(l.entry, l.level)) return goto('leaf');
      if (!isEptPresent(l.entry)) return goto('done');
      return emtOf(l.entry) === EMT_RECALCULATE ? undefined : goto('descend');
    }),
    line('push', '  e.emt == 7: mark each entry below with 7 instead', (m, l) =>
      rewrite(m, tableOf(l.entry), (e) => (valid(e) ? withEmt(e, EMT_RECALCULATE) : e)),
    ),
    line('clear', '  entry: e.emt = 0; rc = 1', (m, l) => {
      l.entry = withEmt(l.entry, 0) & ~EPTE_RECALC;
      m.store(l.at, ENTRY, l.entry);
      l.rc = 1;
    }),
    line('descend', 'table = e.frame; level -= 1; again', (_, l) => {
      l.level -= 1;
      l.at = slotOf(tableOf(l.entry), l.gpa, l.level);
      return goto('read');
    }),
    line('leaf', 'a page: if (e.emt != 7) done', (m, l) =>
      emtOf(l.entry) === EMT_RECALCULATE ? m.passOver() : goto('done'),
    ),
    line(
      'repair',
      '  entry.emt, entry.ipat = what they should be; of 4K pages the whole table’s; rc = 1',
      (m, l) => {
        const table = l.at - (l.at % 4096);
        if (l.level === 1) rewrite(m, table, (e) => (valid(e) ? recalculated(e) : e));
        else m.store(l.at, ENTRY, recalculated(l.entry));
        l.rc = 1;
      },
    ),
    line('done', 'if (rc) ept_spurious_misconfig = 1 for every vCPU; return rc', (m, l) => {
      if (!l.rc) return m.passOver(ret(l.rc));
      m.patch(p2mKey, { spurious: true });
      return ret(l.rc);
    }),
  ],
);

const needsRecalc = (entry: bigint): boolean => (entry & _PAGE_PRESENT) !== 0n && (entry & _PAGE_USER) === 0n;
const RECALC_FLAGS = _PAGE_USER | _PAGE_ACCESSED;

const do_recalc = procedure<Resolve>(
  'do_recalc',
  hv('xen/arch/x86/mm/p2m-pt.c', 'p2m_pt_handle_deferred_changes, do_recalc'),
  [
    line('begin', 'table = the tree’s root; level = the highest; recalc_done = false', (m, l) => {
      const p = m.rec(p2mKey);
      l.level = p.levels;
      l.at = slotOf(p.root, l.gpa, l.level);
      l.rc = 0;
    }),
    line('read', 'e = table[gfn at this level]   // its entry', (m, l) => {
      l.entry = m.load(l.at, ENTRY);
      if ((l.entry & _PAGE_PRESENT) === 0n) return goto('done');
      if (isLeaf(l.entry, l.level)) return goto('leaf');
      return needsRecalc(l.entry) ? undefined : goto('descend');
    }),
    line('push', '  e.US clear: clear US and A of each entry below', (m, l) =>
      rewrite(m, tableOf(l.entry), (e) => ((e & _PAGE_PRESENT) !== 0n ? e & ~RECALC_FLAGS : e)),
    ),
    line('clear', '  entry: set e.US and e.A; recalc_done = true', (m, l) => {
      l.entry |= RECALC_FLAGS;
      m.store(l.at, ENTRY, l.entry);
      l.rc = 1;
    }),
    line('descend', 'table = e.frame; level -= 1; again', (_, l) => {
      l.level -= 1;
      l.at = slotOf(tableOf(l.entry), l.gpa, l.level);
      return goto('read');
    }),
    line('leaf', 'a page: if (e.US) done', (m, l) => (needsRecalc(l.entry) ? m.passOver() : goto('done'))),
    line('repair', '  its type again; entry: set e.US and e.A; recalc_done = true', (m, l) => {
      m.store(l.at, ENTRY, l.entry | RECALC_FLAGS);
      l.rc = 1;
    }),
    line('done', 'return recalc_done', (_, l) => ret(l.rc)),
  ],
);

// ── a kick from another processor ───────────────────────────────────────────────────────────────────

const external_interrupt = procedure<Locals>(
  'external-interrupt VM exit',
  {
    source: {
      project: 'Intel SDM',
      file: 'vol. 3C 25.2 Other Causes of VM Exits; 27.2.1 Basic VM-Exit Information; 27.5 Loading Host State; 26.3.2 Loading Guest State',
      symbol: '',
    },
    world: 'hardware',
    via: 'interrupt',
  },
  [
    line('tell', 'VM_EXIT_REASON = 1', (m) => {
      m.patch(vmcsKey, { VM_EXIT_REASON: EXIT_REASON_EXTERNAL_INTERRUPT });
      m.emit({ kind: 'exit', reason: EXIT_REASON_EXTERNAL_INTERRUPT, name: 'EXTERNAL_INTERRUPT' });
    }),
    line('host', 'load the host’s state; run its exit handler', () => call('vmx_vmexit_handler (EPT)')),
    line('guest', 'load the guest’s state', () => undefined),
  ],
);
const vmexit_intr = procedure<Locals>(
  '#VMEXIT(INTR)',
  { source: { project: 'AMD APM', file: 'vol. 2 15.13', symbol: '' }, world: 'hardware', via: 'interrupt' },
  [
    line('tell', 'vmcb: exitcode = 0x60', (m) => {
      m.store(m.rec(nptKey).vmcb, VMCB.exitcode, BigInt(VMEXIT_INTR));
      m.emit({ kind: 'exit', reason: VMEXIT_INTR, name: 'INTR' });
    }),
    line('host', 'load the host’s state; run on after VMRUN', () => call('svm_vmexit_handler (NPF)')),
    line('guest', 'VMRUN has loaded the guest’s state', () => undefined),
  ],
);

/** A processor in guest mode leaves it when another sends it an interrupt. */
export const kick = (vendor: 'intel' | 'amd'): Interrupt => ({
  name: 'kick',
  enter: vendor === 'intel' ? external_interrupt.name : vmexit_intr.name,
  when: (s, t) =>
    rec(s, hapVcpuKey).kicked && (t.top?.world === 'guest-user' || t.top?.world === 'guest-kernel'),
});

export const nestedPageFaultMechanism: Mechanism = {
  id: 'nested-page-fault',
  needs: [tlbMechanism, p2mMechanism, eptMechanism, nptMechanism, controlRegistersMechanism],
  procedures: [
    vmx_vmexit_handler,
    vmx_vmenter_helper,
    ept_handle_violation,
    svm_vmexit_handler,
    svm_asid_handle_vmrun,
    svm_do_nested_pgfault,
    hvm_hap_nested_page_fault,
    handle_mmio_with_translation,
    ept_handle_misconfig,
    resolve_misconfig,
    do_recalc,
    external_interrupt,
    vmexit_intr,
  ],
};

// ── what a figure shows ─────────────────────────────────────────────────────────────────────────────

export interface ExitView {
  readonly reason: number;
  readonly qualification: bigint;
  readonly gpa: number;
  /** Null where the processor does not tell it. */
  readonly gla: bigint | null;
  /** The qualification, or EXITINFO1, bit by bit. */
  readonly bits: readonly BitField[];
}

const QUAL_BITS = [
  'read',
  'write',
  'fetch',
  'readable',
  'writable',
  'executable',
  '',
  'gla valid',
  'final access',
];
const INFO_BITS = ['P', 'W', 'U', 'RSVD', 'I'];

/** What the last exit told the hypervisor, in the words of its processor; null before the first. */
export function inspectExit(state: State): ExitView | null {
  if (rec(state, controlKey).vendor === 'intel') {
    const v = rec(state, vmcsKey);
    if (v.VM_EXIT_REASON === 0) return null;
    const violation = v.VM_EXIT_REASON === 48;
    return {
      reason: v.VM_EXIT_REASON,
      qualification: v.EXIT_QUALIFICATION,
      gpa: v.GUEST_PHYSICAL_ADDRESS,
      gla: violation ? v.GUEST_LINEAR_ADDRESS : null,
      bits: violation ? bitsNamed(v.EXIT_QUALIFICATION, QUAL_BITS) : [],
    };
  }
  const { vmcb } = rec(state, nptKey);
  const reason = Number(state.ram.load(vmcb, VMCB.exitcode));
  if (reason === 0) return null;
  const qualification = state.ram.load(vmcb, VMCB.exitinfo1);
  return {
    reason,
    qualification,
    gpa: Number(state.ram.load(vmcb, VMCB.exitinfo2)),
    gla: null,
    bits: [
      ...bitsNamed(qualification, INFO_BITS),
      fieldOf(qualification, 'final access', 32),
      fieldOf(qualification, 'guest table', 33),
    ],
  };
}
