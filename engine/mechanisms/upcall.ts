/**
 * From "an event is pending" to "the guest's handler runs": Xen marks the vCPU, the processor delivers.
 * Three ways into an HVM guest (per-vCPU LAPIC vector, domain-wide callback vector, INTx) and one into a PV guest.
 * Source: Xen xen/arch/x86/domain.c, hvm/irq.c, hvm/vlapic.c, hvm/vioapic.c, hvm/vmx/{vmx,intr}.c;
 * Intel SDM vol. 3C 27.2, 29.2.2, 29.6.
 */
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, procedure, ret, retry, sdm, xen } from '../core/procedure.ts';
import { type Interrupt, rec, type State, type Thread } from '../core/state.ts';
import { hcallOf, softirqKey } from './continuation.ts';
import { domainKey, domainMechanism } from './domain.ts';
import type { Mechanism } from './mechanism.ts';
import { VCPU_INFO, vcpuInfoAt } from './shared-info.ts';
import { HYPERVISOR_CALLBACK_VECTOR, INTX_VECTOR, type Vcpu, vcpuKey, vcpuMechanism } from './vcpu.ts';

interface Target extends Locals {
  dom: number;
  vcpu: number;
}
const hv = (file: string, symbol: string) => ({ source: xen(file, symbol), world: 'hypervisor' as const });
const self = (m: Machine): Target => ({ dom: m.domain as number, vcpu: m.vcpu });
const keyOf = ({ dom, vcpu }: Target) => vcpuKey(dom, vcpu);
const isCurrent = (m: Machine, { dom, vcpu }: Target): boolean => dom === m.domain && vcpu === m.vcpu;

/** `vcpu_unblock`: a sleeping vCPU becomes runnable. Says whether it was running before. */
function unblock(m: Machine, target: Target): boolean {
  const v = m.rec(keyOf(target));
  if (!v.blocked) return true;
  // Polling ends when a vCPU is unblocked.
  m.patch(keyOf(target), { blocked: false, poll: null });
  m.emit({ kind: 'unblock', domain: target.dom, vcpu: target.vcpu });
  return false;
}

export const vcpu_mark_events_pending = procedure<Target>(
  'vcpu_mark_events_pending',
  hv('xen/arch/x86/domain.c', 'vcpu_mark_events_pending'),
  [
    line('set', 'if (test_and_set_bit(0, &evtchn_upcall_pending)) return', (m, l) => {
      const at = vcpuInfoAt(m, l.dom, l.vcpu);
      m.lock();
      if (m.load(at, VCPU_INFO.evtchn_upcall_pending) & 1) return ret();
      m.store(at, VCPU_INFO.evtchn_upcall_pending, 1);
      return undefined;
    }),
    line('how', 'is_hvm_vcpu(v) ? hvm_assert_evtchn_irq(v) : vcpu_kick(v)', (m, l) =>
      call(m.rec(domainKey(l.dom)).type === 'pv' ? 'vcpu_kick' : 'hvm_assert_evtchn_irq', {
        dom: l.dom,
        vcpu: l.vcpu,
      }),
    ),
  ],
);

export const hvm_assert_evtchn_irq = procedure<Target>(
  'hvm_assert_evtchn_irq',
  hv('xen/arch/x86/hvm/irq.c', 'hvm_assert_evtchn_irq'),
  [
    line(
      'vector',
      'if (v->evtchn_upcall_vector) { vlapic_set_irq(vlapic, vector, edge); return }',
      (m, l) => {
        const own = m.rec(keyOf(l)).delivery === 'per-vcpu-vector';
        return own
          ? call('vlapic_set_irq', { dom: l.dom, vcpu: l.vcpu, vec: HYPERVISOR_CALLBACK_VECTOR })
          : m.passOver(goto('callback'));
      },
    ),
    line('vectored', '  return', () => ret()),
    line('callback', 'else if (callback_via_type == vector) { vcpu_kick(v); return }', (m, l) =>
      m.rec(keyOf(l)).delivery === 'callback-vector'
        ? call('vcpu_kick', { dom: l.dom, vcpu: l.vcpu })
        : m.passOver(goto('line')),
    ),
    line('called', '  return', () => ret()),
    line('line', 'else if (v->vcpu_id == 0) hvm_set_callback_irq_level(v)', (m, l) =>
      l.vcpu === 0 ? call('hvm_set_callback_irq_level', { dom: l.dom, vcpu: l.vcpu }) : m.passOver(),
    ),
  ],
);

interface SetIrq extends Target {
  vec: number;
}
export const vlapic_set_irq = procedure<SetIrq>(
  'vlapic_set_irq',
  hv('xen/arch/x86/hvm/vlapic.c, xen/arch/x86/hvm/vmx/vmx.c', 'vlapic_set_irq, vmx_deliver_posted_intr'),
  [
    line('posted', 'if (deliver_posted_intr) { if (test_and_set(PIR[vec])) return; ON = 1', (m, l) => {
      if (!m.rec(keyOf(l)).apicv) return m.passOver(goto('irr'));
      if (m.rec(keyOf(l)).posted !== null) return ret();
      m.patch(keyOf(l), { posted: l.vec });
      return undefined;
    }),
    line(
      'notify',
      '  vcpu_unblock(v); if (running && v != current) send_IPI(posted_intr_vector) }',
      (m, l) => {
        // The processor that takes this IPI stays in guest mode.
        if (unblock(m, l) && !isCurrent(m, l)) m.emit({ kind: 'ipi', to: `vcpu ${l.vcpu} of d${l.dom}` });
        return ret();
      },
    ),
    line('irr', 'else if (!test_and_set(IRR[vec])) vcpu_kick(v)', (m, l) => {
      if (m.rec(keyOf(l)).irr !== null) return m.passOver(ret());
      m.patch(keyOf(l), { irr: l.vec });
      return call('vcpu_kick', { dom: l.dom, vcpu: l.vcpu });
    }),
  ],
);

export const vcpu_kick = procedure<Target>('vcpu_kick', hv('xen/arch/x86/domain.c', 'vcpu_kick'), [
  line('unblock', 'running = v->is_running; vcpu_unblock(v)', (m, l) => {
    l.running = unblock(m, l);
  }),
  line(
    'ipi',
    'if (running && v != current) cpu_raise_softirq(v->processor, VCPU_KICK)   // an IPI',
    (m, l) => {
      if (!l.running || isCurrent(m, l)) return m.passOver(ret());
      m.patch(keyOf(l), { kicked: true });
      m.emit({ kind: 'ipi', to: `vcpu ${l.vcpu} of d${l.dom}` });
      return ret();
    },
  ),
]);

export const hvm_set_callback_irq_level = procedure<Target>(
  'hvm_set_callback_irq_level',
  hv('xen/arch/x86/hvm/irq.c', 'hvm_set_callback_irq_level'),
  [
    line(
      'level',
      'asserted = !!evtchn_upcall_pending; if (asserted == callback_via_asserted) return',
      (m, l) => {
        l.asserted = m.load(vcpuInfoAt(m, l.dom, 0), VCPU_INFO.evtchn_upcall_pending) !== 0;
        return l.asserted === m.rec(vcpuKey(l.dom)).asserted ? ret() : undefined;
      },
    ),
    line('drive', 'callback_via_asserted = asserted; drive the platform device’s INTA', (m, l) => {
      m.patch(vcpuKey(l.dom), { asserted: l.asserted as boolean });
      return l.asserted ? undefined : ret();
    }),
    line('route', 'vioapic_irq_positive_edge(): if (!remote_irr) { remote_irr = 1', (m, l) => {
      if (m.rec(vcpuKey(l.dom)).remoteIrr) return ret();
      m.patch(vcpuKey(l.dom), { remoteIrr: true });
      return undefined;
    }),
    line('deliver', '  vioapic_deliver(): vlapic_set_irq(vlapic, vector of the pin, level) }', (_, l) =>
      call('vlapic_set_irq', { dom: l.dom, vcpu: 0, vec: INTX_VECTOR }),
    ),
  ],
);

/** The IOAPIC hears of the EOI of a level-triggered vector, and sends again if the line is still up. */
export const vioapic_update_EOI = procedure<Target>(
  'vioapic_update_EOI',
  hv('xen/arch/x86/hvm/vioapic.c', 'vioapic_update_EOI'),
  [
    line('clear', 'remote_irr = 0', (m, l) => m.patch(vcpuKey(l.dom), { remoteIrr: false })),
    line('again', 'if (!mask && gsi_assert_count) { remote_irr = 1; vioapic_deliver() }', (m, l) => {
      if (!m.rec(vcpuKey(l.dom)).asserted) return m.passOver(ret());
      m.patch(vcpuKey(l.dom), { remoteIrr: true });
      return call('vlapic_set_irq', { dom: l.dom, vcpu: 0, vec: INTX_VECTOR });
    }),
  ],
);

// ── leaving and entering guest mode ─────────────────────────────────────────────────────────────────

/** Basic exit reasons. Source: Intel SDM vol. 3D appendix C; Xen vmx.h EXIT_REASON_*. */
export const EXIT_REASON = {
  EXTERNAL_INTERRUPT: 1,
  PENDING_VIRT_INTR: 7,
  CPUID: 10,
  HLT: 12,
  VMCALL: 18,
  IO_INSTRUCTION: 30,
  MSR_READ: 31,
  MSR_WRITE: 32,
  EOI_INDUCED: 45,
} as const;
const REASON_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(EXIT_REASON).map(([k, v]) => [v, k]),
);
/** Which line of the handler serves which reason. */
const CASES: Readonly<Record<number, string>> = {
  [EXIT_REASON.EXTERNAL_INTERRUPT]: 'interrupt',
  [EXIT_REASON.PENDING_VIRT_INTR]: 'window',
  [EXIT_REASON.CPUID]: 'cpuid',
  [EXIT_REASON.HLT]: 'hlt',
  [EXIT_REASON.VMCALL]: 'vmcall',
  [EXIT_REASON.IO_INSTRUCTION]: 'pio',
  [EXIT_REASON.MSR_READ]: 'rdmsr',
  [EXIT_REASON.MSR_WRITE]: 'eoi',
  [EXIT_REASON.EOI_INDUCED]: 'eoi-induced',
};

interface Exit extends Locals {
  reason: number;
}

/** The highest vector in service goes; a level-triggered one is told to the IOAPIC too. */
function endOfInterrupt(m: Machine, how: string) {
  const key = keyOf(self(m));
  const vector = m.rec(key).isr ?? 0;
  m.emit({ kind: 'eoi', vector, how });
  m.patch(key, { isr: null });
  return vector === INTX_VECTOR ? call('vioapic_update_EOI', self(m)) : goto('entry');
}

export const vmx_vmexit_handler = procedure<Exit>(
  'vmx_vmexit_handler',
  { ...hv('xen/arch/x86/hvm/vmx/vmx.c', 'vmx_vmexit_handler'), via: 'VM exit' },
  [
    line('reason', 'exit_reason = vmread(VM_EXIT_REASON)', (m, l) =>
      m.emit({ kind: 'exit', reason: l.reason, name: REASON_NAMES[l.reason] ?? String(l.reason) }),
    ),
    line('deassert', 'hvm_maybe_deassert_evtchn_irq()   // line up, but !evtchn_upcall_pending?', (m) => {
      const dom = m.domain as number;
      if (!m.rec(vcpuKey(dom)).asserted) return undefined;
      const pending = m.load(vcpuInfoAt(m, dom, 0), VCPU_INFO.evtchn_upcall_pending);
      return pending ? undefined : call('hvm_set_callback_irq_level', { dom, vcpu: 0 });
    }),
    line('switch', 'switch (exit_reason)', (_, l) =>
      goto(
        l.reason === EXIT_REASON.MSR_WRITE && l.msr !== undefined ? 'wrmsr' : (CASES[l.reason] ?? 'entry'),
      ),
    ),
    line('vmcall', 'case VMCALL: rax = hvm_hypercall(regs)', (_, l) =>
      call(
        'hvm_hypercall',
        {
          rax: l.rax as number,
          rdi: l.rdi as number,
          rsi: l.rsi as number,
          rdx: l.rdx as number,
          cpl: l.cpl as number,
        },
        'rax',
      ),
    ),
    line('advance', '  if (completed) update_guest_eip()   // past the VMCALL', (m, l) => {
      l.again = hcallOf(m)?.preempted === true;
      return l.again ? m.passOver(goto('assist')) : goto('entry');
    }),
    line('interrupt', 'case EXTERNAL_INTERRUPT: the kick itself; look again before entry', (m) => {
      m.patch(keyOf(self(m)), { kicked: false });
      return goto('entry');
    }),
    line('window', 'case PENDING_VIRT_INTR: stop interrupt-window exiting', (m) => {
      m.patch(keyOf(self(m)), { window: false });
      return goto('entry');
    }),
    line('eoi', 'case MSR_WRITE (x2APIC EOI): vlapic_EOI_set(): ISR[vec] = 0', (m) =>
      endOfInterrupt(m, 'exit'),
    ),
    line('eoi-done', '  break', () => goto('entry')),
    line('eoi-induced', 'case EOI_INDUCED: ISR[vec] is clear already; vlapic_handle_EOI(vec)', (m) =>
      endOfInterrupt(m, 'virtualised, and an exit'),
    ),
    line('eoi-handled', '  break', () => goto('entry')),
    line('rdmsr', 'case MSR_READ (x2APIC): rax = vlapic register; update_guest_eip()', () => goto('entry')),
    line('cpuid', 'case CPUID: hvm_vmexit_cpuid(regs); update_guest_eip()', () => call('hvm_vmexit_cpuid')),
    line('cpuid-done', '  break', () => goto('entry')),
    line('wrmsr', 'case MSR_WRITE: rc = hvm_msr_write_intercept(msr, value)', (_, l) =>
      call('guest_wrmsr', { msr: l.msr as number, value: l.value as bigint }, 'rc'),
    ),
    line('wrmsr-done', '  ok: update_guest_eip(); exception: inject #GP(0)', (_, l) => {
      l.rax = l.rc;
      return goto('entry');
    }),
    line('hlt', 'case HLT: update_guest_eip(); hvm_hlt() → vcpu_block_enable_events()', () =>
      call('vcpu_block'),
    ),
    line('entry', 'vmx_intr_assist()', (m) => {
      // An IPI that came while Xen was at work has done its part: what it was for is looked for now.
      if (m.rec(keyOf(self(m))).kicked) m.patch(keyOf(self(m)), { kicked: false });
      return call('vmx_intr_assist');
    }),
    line('resume', 'VMRESUME', (m, l) => {
      m.emit({ kind: 'entry' });
      return l.again ? retry(l.rax) : ret(l.rax ?? 0);
    }),
    line('assist', 'preempted: vmx_intr_assist()', () => call('vmx_intr_assist')),
    line('softirq', '  softirq_pending: do_softirq()   // what could not wait; then once more', (m) => {
      m.patch(softirqKey, { pending: false });
      return goto('entry');
    }),
    line('pio', 'case IO_INSTRUCTION: done = handle_pio(port, bytes, in ? READ : WRITE)', (_, l) =>
      call(
        'handle_pio',
        {
          port: l.port as number,
          size: l.size as number,
          read: l.read as boolean,
          eax: l.value as number,
        },
        'done',
      ),
    ),
    line(
      'pio-advance',
      '  if (done) update_guest_eip()   // past IN or OUT, before the answer is here',
      () => undefined,
    ),
    line(
      'pio-resume',
      '  do_softirq(): blocked in Xen, so other vCPUs run; back through vmx_do_resume(v)',
      (m) => call('vmx_do_resume', { dom: m.domain as number }, 'rax'),
    ),
    line('pio-entry', '  then enter as after any exit', () => goto('entry')),
  ],
);

/** `vcpu_block`, from HLT or SCHEDOP_block: sleep until there is something to deliver. */
export const vcpu_block = procedure('vcpu_block', hv('xen/common/sched/core.c', 'vcpu_block'), [
  line('blocked', 'set_bit(_VPF_blocked, &v->pause_flags)   // first …', (m, l) => {
    Object.assign(l, self(m));
    m.lock();
    m.patch(keyOf(self(m)), { blocked: true });
  }),
  line(
    'look',
    'if (local_events_need_delivery())   // PV: evtchn_upcall_pending && !evtchn_upcall_mask',
    (m, l) => {
      const at = vcpuInfoAt(m, m.domain as number, m.vcpu);
      if (m.rec(domainKey(m.domain as number)).type !== 'pv')
        return call('hvm_vcpu_has_pending_irq', {}, 'source');
      const pending =
        m.load(at, VCPU_INFO.evtchn_upcall_pending) && !m.load(at, VCPU_INFO.evtchn_upcall_mask);
      l.source = pending ? 'pv' : 'none';
      return pending ? undefined : m.passOver();
    },
  ),
  line('awake', '  clear_bit(_VPF_blocked); return', (m, l) => {
    if (l.source === 'none') return m.passOver(goto('sleep'));
    m.patch(keyOf(self(m)), { blocked: false });
    return ret();
  }),
  line(
    'sleep',
    'else raise_softirq(SCHEDULE_SOFTIRQ)   // the processor goes to somebody else',
    () => undefined,
  ),
  line(
    'woken',
    'vcpu_unblock(v): runnable again',
    () => ret(),
    (s, l) => !rec(s, vcpuKey(l.dom as number, l.vcpu as number)).blocked,
  ),
]);

export const vmx_intr_assist = procedure(
  'vmx_intr_assist',
  hv('xen/arch/x86/hvm/vmx/intr.c', 'vmx_intr_assist'),
  [
    line('look', 'intack = hvm_vcpu_has_pending_irq(v)', () =>
      call('hvm_vcpu_has_pending_irq', {}, 'intack'),
    ),
    line('none', 'if (intack.source == none) return', (m, l) => (l.intack === 'none' ? ret() : m.passOver())),
    line('blocked', 'if (!RFLAGS.IF) { vmx_enable_intr_window(v); return }', (m, l) => {
      const v = m.rec(keyOf(self(m)));
      // With virtual-interrupt delivery the processor itself holds back a LAPIC vector until IF is set.
      if (v.apicv && l.intack === 'lapic') return m.passOver();
      if (v.interruptsOn && v.injected === null) return m.passOver();
      m.patch(keyOf(self(m)), { window: true });
      return ret();
    }),
    line('inject', 'VM_ENTRY_INTR_INFO = intack.vector   // APICv and lapic: RVI = vector', (m, l) => {
      const key = keyOf(self(m));
      const v = m.rec(key);
      if (l.intack === 'vector') m.patch(key, { injected: HYPERVISOR_CALLBACK_VECTOR });
      else if (!v.apicv) m.patch(key, { injected: v.irr, irr: null, isr: v.irr });
    }),
    line('behind', 'intack = hvm_vcpu_has_pending_irq(v)   // another one behind it?', () =>
      call('hvm_vcpu_has_pending_irq', {}, 'intack'),
    ),
    line('window', 'if (intack.source == vector || !APICv && != none) vmx_enable_intr_window(v)', (m, l) => {
      const v = m.rec(keyOf(self(m)));
      if (l.intack !== 'vector' && (v.apicv || l.intack === 'none')) return m.passOver(ret());
      m.patch(keyOf(self(m)), { window: true });
      return ret();
    }),
  ],
);

/** A vector waits in the virtual APIC that its priority class does not hold back (`vlapic_has_pending_irq`). */
const deliverable = (v: Vcpu): boolean => v.irr !== null && (v.isr === null || v.irr >> 4 > v.isr >> 4);

export const hvm_vcpu_has_pending_irq = procedure(
  'hvm_vcpu_has_pending_irq',
  hv('xen/arch/x86/hvm/irq.c', 'hvm_vcpu_has_pending_irq'),
  [
    line('sync', 'hvm_sync_pir_to_irr(v)   // always: what follows may return early', (m) => {
      const key = keyOf(self(m));
      const { posted } = m.rec(key);
      return posted === null ? m.passOver() : m.patch(key, { posted: null, irr: posted });
    }),
    line('vector', 'if (callback_via_type == vector && evtchn_upcall_pending) return vector', (m) => {
      if (m.rec(keyOf(self(m))).delivery !== 'callback-vector') return m.passOver();
      return m.load(vcpuInfoAt(m, m.domain as number, m.vcpu), VCPU_INFO.evtchn_upcall_pending)
        ? ret('vector')
        : m.passOver();
    }),
    line('lapic', 'return vlapic_has_pending_irq(v) ? lapic : none', (m) =>
      ret(deliverable(m.rec(keyOf(self(m)))) ? 'lapic' : 'none'),
    ),
  ],
);

// ── the processor delivers ──────────────────────────────────────────────────────────────────────────

/** Vectors that bring events; any other is a device's. */
const HANDLERS: Readonly<Record<number, string>> = {
  [HYPERVISOR_CALLBACK_VECTOR]: 'sysvec_xen_hvm_callback',
  [INTX_VECTOR]: 'handle_fasteoi_irq',
};

export const interrupt_gate = procedure(
  'interrupt delivery',
  {
    source: sdm('vol. 3C 29.6 Posted-Interrupt Processing; 29.2.2 Virtual-Interrupt Delivery'),
    world: 'hardware',
    via: 'interrupt',
  },
  [
    line('post', 'if (ON) { ON = 0; virtual IRR |= PIR }; IRR[vec] = 0; ISR[vec] = 1', (m) => {
      const key = keyOf(self(m));
      const v = m.rec(key);
      const vec = v.posted ?? v.irr;
      if (v.injected === null && vec !== null)
        m.patch(key, { posted: null, irr: null, isr: vec, injected: vec });
    }),
    line('gate', 'push RIP, RFLAGS; RFLAGS.IF = 0; RIP = IDT[vec]', (m, l) => {
      const key = keyOf(self(m));
      const v = m.rec(key);
      l.vec = v.injected;
      m.emit({
        kind: 'interrupt',
        vector: v.injected,
        how: HANDLERS[v.injected ?? 0] ? v.delivery : 'IOAPIC',
      });
      m.patch(key, { injected: null, interruptsOn: false });
    }),
    line('handler', 'run the handler', (_, l) =>
      call(HANDLERS[l.vec as number] ?? 'common_interrupt', { vec: l.vec as number }),
    ),
    line('iret', 'IRET: RFLAGS.IF = 1', (m) => m.patch(keyOf(self(m)), { interruptsOn: true })),
  ],
);

interface Bounce extends Locals {
  saved: number;
}
export const create_bounce_frame = procedure<Bounce>(
  'create_bounce_frame',
  { ...hv('xen/arch/x86/x86_64/entry.S', 'test_all_events, create_bounce_frame'), via: 'interrupt' },
  [
    line('test', 'if (evtchn_upcall_pending && !evtchn_upcall_mask)', (m, l) => {
      const at = vcpuInfoAt(m, m.domain as number, m.vcpu);
      m.load(at, VCPU_INFO.evtchn_upcall_pending);
      l.saved = m.load(at, VCPU_INFO.evtchn_upcall_mask);
      m.patch(keyOf(self(m)), { kicked: false });
    }),
    line('frame', '  push a frame; evtchn_upcall_mask = 1; RIP = VCPU_event_addr', (m) => {
      m.store(vcpuInfoAt(m, m.domain as number, m.vcpu), VCPU_INFO.evtchn_upcall_mask, 1);
      m.emit({ kind: 'interrupt', vector: null, how: 'bounce frame' });
    }),
    line('handler', 'the kernel’s event callback', () => call('xen_pv_evtchn_do_upcall')),
    line('iret', 'iret: evtchn_upcall_mask = saved', (m, l) =>
      m.store(vcpuInfoAt(m, m.domain as number, m.vcpu), VCPU_INFO.evtchn_upcall_mask, l.saved),
    ),
  ],
);

const inGuest = (thread: Thread): boolean =>
  thread.top?.world === 'guest-user' || thread.top?.world === 'guest-kernel';

/** What can break into a thread of an HVM or PVH guest, in the processor's order. */
export const hvmInterrupts = (domain: number, vcpu = 0): readonly Interrupt[] => {
  const key = vcpuKey(domain, vcpu);
  const v = (s: State) => rec(s, key);
  return [
    {
      name: 'injected at entry',
      enter: 'interrupt delivery',
      when: (s, t) => v(s).injected !== null && inGuest(t),
    },
    {
      name: 'interrupt window',
      enter: 'vmx_vmexit_handler',
      args: { reason: EXIT_REASON.PENDING_VIRT_INTR },
      when: (s, t) => v(s).window && v(s).interruptsOn && inGuest(t),
    },
    {
      // By virtual-interrupt delivery: posted to a running vCPU, or left in the virtual IRR at VM entry.
      name: 'posted interrupt',
      enter: 'interrupt delivery',
      when: (s, t) => {
        const { apicv, posted, interruptsOn } = v(s);
        return (posted !== null || (apicv && deliverable(v(s)))) && interruptsOn && inGuest(t);
      },
    },
    {
      name: 'kick',
      enter: 'vmx_vmexit_handler',
      args: { reason: EXIT_REASON.EXTERNAL_INTERRUPT },
      when: (s, t) => v(s).kicked && inGuest(t),
    },
  ];
};

/** What can break into a thread of a PV domain: an upcall, when its own mask allows it. */
export const pvInterrupts = (domain: number, vcpu = 0): readonly Interrupt[] => [
  {
    name: 'event callback',
    enter: 'create_bounce_frame',
    when: (s, t) => {
      if (t.top?.world === 'hypervisor') return false;
      const at = vcpuInfoAt(s, domain, vcpu);
      return (
        s.ram.load(at, VCPU_INFO.evtchn_upcall_pending) !== 0 &&
        s.ram.load(at, VCPU_INFO.evtchn_upcall_mask) === 0
      );
    },
  },
];

export const upcallMechanism: Mechanism = {
  id: 'upcall',
  needs: [domainMechanism, vcpuMechanism],
  procedures: [
    vcpu_mark_events_pending,
    hvm_assert_evtchn_irq,
    vlapic_set_irq,
    vcpu_kick,
    hvm_set_callback_irq_level,
    vioapic_update_EOI,
    vmx_vmexit_handler,
    vcpu_block,
    vmx_intr_assist,
    hvm_vcpu_has_pending_irq,
    interrupt_gate,
    create_bounce_frame,
  ],
};
