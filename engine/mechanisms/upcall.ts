/**
 * From "an event is pending" to "the guest's handler runs": Xen marks the vCPU, the processor delivers.
 * Three ways into an HVM guest (per-vCPU LAPIC vector, domain-wide callback vector, INTx) and one into a PV guest.
 * Source: Xen xen/arch/x86/domain.c, hvm/irq.c, hvm/vlapic.c, hvm/vmx/{vmx,intr}.c; Intel SDM vol. 3C 27.2, 30.6.
 */
import {
  call,
  goto,
  type Locals,
  line,
  type Procedure,
  procedure,
  ret,
  sdm,
  xen,
} from '../core/procedure.ts';
import { type Interrupt, rec, type State, type Thread } from '../core/state.ts';
import { domainKey } from './domain.ts';
import { VCPU_INFO, vcpuInfoAt } from './shared-info.ts';
import { HYPERVISOR_CALLBACK_VECTOR, vcpuKey } from './vcpu.ts';

interface Target extends Locals {
  dom: number;
  vcpu: number;
}
const hv = (file: string, symbol: string) => ({ source: xen(file, symbol), world: 'hypervisor' as const });

export const vcpu_mark_events_pending = procedure<Target>(
  'vcpu_mark_events_pending',
  hv('xen/arch/x86/domain.c', 'vcpu_mark_events_pending'),
  [
    line('set', 'if (test_and_set_bit(0, &evtchn_upcall_pending)) return', (m, l) => {
      const at = vcpuInfoAt(m, l.dom, l.vcpu);
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
        const own = m.rec(vcpuKey(l.dom)).delivery === 'per-vcpu-vector';
        return own
          ? call('vlapic_set_irq', { dom: l.dom, vcpu: l.vcpu, vec: HYPERVISOR_CALLBACK_VECTOR })
          : goto('callback');
      },
    ),
    line('vectored', '  return', () => ret()),
    line('callback', 'else if (callback_via_type == vector) { vcpu_kick(v); return }', (m, l) =>
      m.rec(vcpuKey(l.dom)).delivery === 'callback-vector'
        ? call('vcpu_kick', { dom: l.dom, vcpu: l.vcpu })
        : goto('line'),
    ),
    line('called', '  return', () => ret()),
    line('line', 'else if (v->vcpu_id == 0) hvm_set_callback_irq_level(v)', (_, l) =>
      l.vcpu === 0 ? call('hvm_set_callback_irq_level', { dom: l.dom, vcpu: l.vcpu }) : undefined,
    ),
  ],
);

interface SetIrq extends Target {
  vec: number;
}
export const vlapic_set_irq = procedure<SetIrq>(
  'vlapic_set_irq',
  hv('xen/arch/x86/hvm/vlapic.c', 'vlapic_set_irq'),
  [
    line('posted', 'if (deliver_posted_intr) { PIR[vec] = 1; ON = 1', (m, l) => {
      if (!m.rec(vcpuKey(l.dom)).apicv) return goto('irr');
      if (m.rec(vcpuKey(l.dom)).posted !== null) return ret();
      m.patch(vcpuKey(l.dom), { posted: l.vec });
      return undefined;
    }),
    line('notify', '  send_IPI(posted_intr_vector)   // the target stays in guest mode }', (m, l) => {
      m.emit({ kind: 'ipi', to: `vcpu ${l.vcpu} of d${l.dom}` });
      return ret();
    }),
    line('irr', 'else if (!test_and_set(IRR[vec])) vcpu_kick(v)', (m, l) => {
      if (m.rec(vcpuKey(l.dom)).irr !== null) return ret();
      m.patch(vcpuKey(l.dom), { irr: l.vec });
      return call('vcpu_kick', { dom: l.dom, vcpu: l.vcpu });
    }),
  ],
);

export const vcpu_kick = procedure<Target>('vcpu_kick', hv('xen/arch/x86/domain.c', 'vcpu_kick'), [
  line('unblock', 'vcpu_unblock(v)', () => undefined),
  line(
    'ipi',
    'if (running && v != current) cpu_raise_softirq(v->processor, VCPU_KICK)   // an IPI',
    (m, l) => {
      if (l.dom === m.domain) return ret();
      m.patch(vcpuKey(l.dom), { kicked: true });
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
    line('route', 'vIOAPIC → vLAPIC: IRR[vector of the pin] = 1', (m, l) =>
      m.patch(vcpuKey(l.dom), { irr: INTX_VECTOR }),
    ),
    line('kick', 'vcpu_kick(v)', (_, l) => call('vcpu_kick', { dom: l.dom, vcpu: l.vcpu })),
  ],
);

/** The vector that the guest programmed into the IOAPIC pin of the platform device: any free one; this model's choice. */
export const INTX_VECTOR = 0x31;

// ── leaving and entering guest mode ─────────────────────────────────────────────────────────────────

/** Basic exit reasons. Source: Intel SDM vol. 3D appendix C; Xen vmx.h EXIT_REASON_*. */
export const EXIT_REASON = {
  EXTERNAL_INTERRUPT: 1,
  PENDING_VIRT_INTR: 7,
  VMCALL: 18,
  IO_INSTRUCTION: 30,
  MSR_WRITE: 32,
  EPT_VIOLATION: 48,
} as const;
const REASON_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(EXIT_REASON).map(([k, v]) => [v, k]),
);

interface Exit extends Locals {
  reason: number;
}
/** What an MMIO exit of this model touches: the IOAPIC's redirection entry of the platform device's pin. */
const IOAPIC_BASE = 0xfec00000;

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
    line('switch', 'switch (exit_reason)', (_, l) => {
      if (l.reason === EXIT_REASON.VMCALL) return goto('vmcall');
      if (l.reason === EXIT_REASON.EXTERNAL_INTERRUPT) return goto('interrupt');
      if (l.reason === EXIT_REASON.PENDING_VIRT_INTR) return goto('window');
      if (l.reason === EXIT_REASON.MSR_WRITE) return goto('eoi');
      if (l.reason === EXIT_REASON.IO_INSTRUCTION) return goto('pio');
      return goto('mmio');
    }),
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
    line('advance', '  update_guest_eip()   // past the VMCALL', () => goto('entry')),
    line('interrupt', 'case EXTERNAL_INTERRUPT: the kick itself; look again before entry', (m) => {
      m.patch(vcpuKey(m.domain as number), { kicked: false });
      return goto('entry');
    }),
    line('window', 'case PENDING_VIRT_INTR: stop interrupt-window exiting', (m) => {
      m.patch(vcpuKey(m.domain as number), { window: false });
      return goto('entry');
    }),
    line('eoi', 'case MSR_WRITE (x2APIC EOI): vlapic_EOI_set(): ISR[vec] = 0', (m) => {
      const key = vcpuKey(m.domain as number);
      m.emit({ kind: 'eoi', vector: m.rec(key).isr ?? 0, how: 'exit' });
      m.patch(key, { isr: null });
      return goto('entry');
    }),
    line('mmio', 'case EPT_VIOLATION: emulate the IOAPIC register access', (m, l) =>
      m.emit({ kind: 'mmio', dir: 'out', at: IOAPIC_BASE, size: 4, value: l.value as number }),
    ),
    line('entry', 'vmx_intr_assist()', () => call('vmx_intr_assist')),
    line('resume', 'VMRESUME', (m, l) => {
      m.emit({ kind: 'entry' });
      return ret(l.rax ?? 0);
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

export const vmx_intr_assist = procedure(
  'vmx_intr_assist',
  hv('xen/arch/x86/hvm/vmx/intr.c', 'vmx_intr_assist'),
  [
    line('look', 'intack = hvm_vcpu_has_pending_irq(v)', () =>
      call('hvm_vcpu_has_pending_irq', {}, 'intack'),
    ),
    line('none', 'if (intack.source == none) return', (_, l) => (l.intack === 'none' ? ret() : undefined)),
    line('blocked', 'if (!RFLAGS.IF) { vmx_enable_intr_window(v); return }', (m, l) => {
      const key = vcpuKey(m.domain as number);
      const v = m.rec(key);
      if (v.interruptsOn && v.injected === null) return undefined;
      // With virtual-interrupt delivery the processor itself holds back a LAPIC vector until IF is set.
      if (v.apicv && l.intack === 'lapic') return ret();
      m.patch(key, { window: true });
      return ret();
    }),
    line('inject', 'VM_ENTRY_INTR_INFO = intack.vector', (m, l) => {
      const key = vcpuKey(m.domain as number);
      const v = m.rec(key);
      if (l.intack === 'vector') m.patch(key, { injected: HYPERVISOR_CALLBACK_VECTOR });
      else m.patch(key, { injected: v.irr, irr: null, isr: v.irr });
    }),
    line('behind', 'intack = hvm_vcpu_has_pending_irq(v)   // another one behind it?', () =>
      call('hvm_vcpu_has_pending_irq', {}, 'intack'),
    ),
    line('window', 'if (intack.source == vector) vmx_enable_intr_window(v)', (m, l) => {
      if (l.intack === 'vector') m.patch(vcpuKey(m.domain as number), { window: true });
      return ret();
    }),
  ],
);

export const hvm_vcpu_has_pending_irq = procedure(
  'hvm_vcpu_has_pending_irq',
  hv('xen/arch/x86/hvm/irq.c', 'hvm_vcpu_has_pending_irq'),
  [
    line('vector', 'if (callback_via_type == vector && evtchn_upcall_pending) return vector', (m) => {
      const dom = m.domain as number;
      if (m.rec(vcpuKey(dom)).delivery !== 'callback-vector') return undefined;
      return m.load(vcpuInfoAt(m, dom, 0), VCPU_INFO.evtchn_upcall_pending) ? ret('vector') : undefined;
    }),
    line('lapic', 'return vlapic_has_pending_irq(v) ? lapic : none', (m) =>
      ret(m.rec(vcpuKey(m.domain as number)).irr !== null ? 'lapic' : 'none'),
    ),
  ],
);

// ── the processor delivers ──────────────────────────────────────────────────────────────────────────

/** Vectors that bring events; any other is a device's. */
const HANDLERS: Readonly<Record<number, string>> = {
  [HYPERVISOR_CALLBACK_VECTOR]: 'sysvec_xen_hvm_callback',
  [INTX_VECTOR]: 'handle_level_irq',
};

export const interrupt_gate = procedure(
  'interrupt delivery',
  { source: sdm('vol. 3C 27.5, 30.6'), world: 'hardware', via: 'interrupt' },
  [
    line('post', 'if (ON) { ON = 0; virtual IRR |= PIR; ISR[vec] = 1 }', (m) => {
      const key = vcpuKey(m.domain as number);
      const v = m.rec(key);
      if (v.injected === null && v.posted !== null)
        m.patch(key, { posted: null, isr: v.posted, injected: v.posted });
    }),
    line('gate', 'push RIP, RFLAGS; RFLAGS.IF = 0; RIP = IDT[vec]', (m, l) => {
      const key = vcpuKey(m.domain as number);
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
    line('iret', 'IRET: RFLAGS.IF = 1', (m) => m.patch(vcpuKey(m.domain as number), { interruptsOn: true })),
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
      const dom = m.domain as number;
      const at = vcpuInfoAt(m, dom, 0);
      m.load(at, VCPU_INFO.evtchn_upcall_pending);
      l.saved = m.load(at, VCPU_INFO.evtchn_upcall_mask);
      m.patch(vcpuKey(dom), { kicked: false });
    }),
    line('frame', '  push a frame; evtchn_upcall_mask = 1; RIP = VCPU_event_addr', (m) => {
      m.store(vcpuInfoAt(m, m.domain as number, 0), VCPU_INFO.evtchn_upcall_mask, 1);
      m.emit({ kind: 'interrupt', vector: null, how: 'bounce frame' });
    }),
    line('handler', 'the kernel’s event callback', () => call('xen_pv_evtchn_do_upcall')),
    line('iret', 'iret: evtchn_upcall_mask = saved', (m, l) =>
      m.store(vcpuInfoAt(m, m.domain as number, 0), VCPU_INFO.evtchn_upcall_mask, l.saved),
    ),
  ],
);

const inGuest = (thread: Thread): boolean =>
  thread.top?.world === 'guest-user' || thread.top?.world === 'guest-kernel';

/** What can break into a thread of an HVM or PVH guest, in the processor's order. */
export const hvmInterrupts = (domain: number): readonly Interrupt[] => {
  const v = (s: State) => rec(s, vcpuKey(domain));
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
      name: 'posted interrupt',
      enter: 'interrupt delivery',
      when: (s, t) => v(s).posted !== null && v(s).interruptsOn && inGuest(t),
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
export const pvInterrupts = (domain: number): readonly Interrupt[] => [
  {
    name: 'event callback',
    enter: 'create_bounce_frame',
    when: (s, t) => {
      if (t.top?.world === 'hypervisor') return false;
      const at = vcpuInfoAt(s, domain, 0);
      return (
        s.ram.load(at, VCPU_INFO.evtchn_upcall_pending) !== 0 &&
        s.ram.load(at, VCPU_INFO.evtchn_upcall_mask) === 0
      );
    },
  },
];

export const upcallProcedures: readonly Procedure[] = [
  vcpu_mark_events_pending,
  hvm_assert_evtchn_irq,
  vlapic_set_irq,
  vcpu_kick,
  hvm_set_callback_irq_level,
  vmx_vmexit_handler,
  vmx_intr_assist,
  hvm_vcpu_has_pending_irq,
  interrupt_gate,
  create_bounce_frame,
];
