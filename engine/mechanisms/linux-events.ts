/**
 * A Linux kernel's side of event channels: the upcall, the scan of the 2-level bits, late EOI, and sending.
 * Runs in a guest and in dom0 alike. Source: Linux 6.1 drivers/xen/events/{events_base,events_2l}.c,
 * arch/x86/xen/{enlighten_hvm,enlighten_pv}.c. (Linux prefers the FIFO ABI where Xen offers it; these stories choose 2-level.)
 */
import type { Machine } from '../core/machine.ts';
import {
  call,
  goto,
  type Locals,
  line,
  linux,
  model,
  type Procedure,
  procedure,
  ret,
} from '../core/procedure.ts';
import { type Key, rec } from '../core/state.ts';
import { domainKey, ownAddress } from './domain.ts';
import { EVTCHNOP_send, EVTCHNOP_unmask, evtchn_send, evtchn_unmask } from './event-channel.ts';
import { __HYPERVISOR_event_channel_op } from './hypercall.ts';
import {
  bitOf,
  maskWord,
  pendingWord,
  sharedInfoAt,
  VCPU_INFO,
  vcpuInfoAt,
  WORD_BITS,
} from './shared-info.ts';
import { EXIT_REASON } from './upcall.ts';
import { vcpuKey } from './vcpu.ts';

/** What the kernel has bound to its ports, and where its stack lies (hypercall arguments live there). */
export interface IrqTable {
  /** Port to the handler's procedure. */
  readonly handlers: Readonly<Record<number, string>>;
  /** Guest address of a scratch area on the current stack. */
  readonly stack: number;
}
export const irqKey = (domain: number): Key<IrqTable> => `linux.irq.d${domain}`;

const self = (m: Machine): number => m.domain as number;
const base = (file: string, symbol: string) => ({ source: linux(file, symbol), world: 'kernel' as const });
const EVENTS = 'drivers/xen/events/events_base.c';
const TWO_LEVEL = 'drivers/xen/events/events_2l.c';

/** Local interrupts off and on: RFLAGS.IF in hardware, `evtchn_upcall_mask` for a PV kernel. */
export function setInterrupts(m: Machine, on: boolean): void {
  if (m.rec(domainKey(self(m))).type === 'pv')
    m.store(vcpuInfoAt(m, self(m), 0), VCPU_INFO.evtchn_upcall_mask, on ? 0 : 1);
  else m.patch(vcpuKey(self(m)), { interruptsOn: on });
}

export const sysvec_xen_hvm_callback = procedure(
  'sysvec_xen_hvm_callback',
  base('arch/x86/xen/enlighten_hvm.c', 'sysvec_xen_hvm_callback'),
  [
    line('eoi', 'if (xen_percpu_upcall) ack_APIC_irq()   // x2APIC EOI', (m) => {
      const key = vcpuKey(self(m));
      const v = m.rec(key);
      if (v.delivery !== 'per-vcpu-vector') return undefined;
      if (!v.apicv) return call('vmx_vmexit_handler', { reason: EXIT_REASON.MSR_WRITE });
      m.emit({ kind: 'eoi', vector: v.isr ?? 0, how: 'virtualised: no exit' });
      m.patch(key, { isr: null });
      return undefined;
    }),
    line('upcall', 'xen_evtchn_do_upcall()', () => call('xen_evtchn_do_upcall')),
  ],
);

/**
 * The level-interrupt flow of kernels that had to use the platform device's INTx: mask, handle, EOI, unmask, at least
 * three exits (project facts, mmu-and-peers §6.1 D2 a, from a secondary source; one exit for each is this model's minimum).
 */
export const handle_level_irq = procedure(
  'handle_level_irq',
  { source: model('INTx: mask, EOI, unmask; at least 3 exits'), world: 'kernel' },
  [
    line('mask', 'mask the IOAPIC pin', () =>
      call('vmx_vmexit_handler', { reason: EXIT_REASON.EPT_VIOLATION, value: 0x10000 }),
    ),
    line('upcall', 'do_hvm_evtchn_intr() → xen_evtchn_do_upcall()', () => call('xen_evtchn_do_upcall')),
    line('eoi', 'ack_APIC_irq()', () => call('vmx_vmexit_handler', { reason: EXIT_REASON.MSR_WRITE })),
    line('unmask', 'unmask the IOAPIC pin', () =>
      call('vmx_vmexit_handler', { reason: EXIT_REASON.EPT_VIOLATION, value: 0 }),
    ),
  ],
);

export const xen_pv_evtchn_do_upcall = procedure(
  'xen_pv_evtchn_do_upcall',
  { ...base('arch/x86/xen/enlighten_pv.c', 'xen_pv_evtchn_do_upcall'), via: 'event callback' },
  [line('upcall', 'xen_evtchn_do_upcall()   // on the interrupt stack', () => call('xen_evtchn_do_upcall'))],
);

export const xen_evtchn_do_upcall = procedure('xen_evtchn_do_upcall', base(EVENTS, 'xen_evtchn_do_upcall'), [
  line('clear', 'evtchn_upcall_pending = 0   // before the scan', (m) =>
    m.store(vcpuInfoAt(m, self(m), 0), VCPU_INFO.evtchn_upcall_pending, 0),
  ),
  line('scan', 'evtchn_2l_handle_events(cpu)', () => call('evtchn_2l_handle_events')),
  line('again', 'while (evtchn_upcall_pending)', (m) =>
    m.load(vcpuInfoAt(m, self(m), 0), VCPU_INFO.evtchn_upcall_pending) ? goto('clear') : ret(),
  ),
]);

const lowest = (bits: bigint): number => {
  let n = 0;
  while (((bits >> BigInt(n)) & 1n) === 0n) n++;
  return n;
};

interface Scan extends Locals {
  words: bigint;
  word: number;
  bits: bigint;
  port: number;
}
export const evtchn_2l_handle_events = procedure<Scan>(
  'evtchn_2l_handle_events',
  base(TWO_LEVEL, 'evtchn_2l_handle_events'),
  [
    line('selector', 'words = xchg(&evtchn_pending_sel, 0)', (m, l) => {
      const at = vcpuInfoAt(m, self(m), 0);
      l.words = m.load(at, VCPU_INFO.evtchn_pending_sel);
      m.store(at, VCPU_INFO.evtchn_pending_sel, 0n);
    }),
    line('word', 'while (words): w = lowest set; clear it in words', (_, l) => {
      if (l.words === 0n) return ret();
      l.word = lowest(l.words);
      l.words &= l.words - 1n;
      return undefined;
    }),
    line('bits', '  bits = evtchn_pending[w] & ~evtchn_mask[w]', (m, l) => {
      const at = sharedInfoAt(m, self(m));
      const first = l.word * WORD_BITS;
      l.bits = m.load(at, pendingWord(first)) & ~m.load(at, maskWord(first));
    }),
    line('port', '  while (bits): port = 64 w + lowest set', (_, l) => {
      if (l.bits === 0n) return goto('word');
      l.port = l.word * WORD_BITS + lowest(l.bits);
      l.bits &= l.bits - 1n;
      return undefined;
    }),
    line('handle', '    handle_irq_for_port(port)', (_, l) => call('handle_edge_irq', { port: l.port })),
    line('next', '  next bit', () => goto('port')),
  ],
);

interface Port extends Locals {
  port: number;
}
export const handle_edge_irq = procedure<Port>(
  'handle_edge_irq',
  base(EVENTS, 'handle_edge_irq, lateeoi_ack_dynirq'),
  [
    line('mask', 'lateeoi: set_bit(port, evtchn_mask)   // until the driver is done', (m, l) => {
      const at = sharedInfoAt(m, self(m));
      m.store(at, maskWord(l.port), m.load(at, maskWord(l.port)) | bitOf(l.port));
    }),
    line('clear', 'clear_bit(port, evtchn_pending)', (m, l) => {
      const at = sharedInfoAt(m, self(m));
      m.store(at, pendingWord(l.port), m.load(at, pendingWord(l.port)) & ~bitOf(l.port));
    }),
    line('driver', 'action->handler(irq)', (m, l) => {
      const handler = rec(m, irqKey(self(m))).handlers[l.port];
      return handler ? call(handler, { port: l.port }) : ret();
    }),
  ],
);

export const xen_irq_lateeoi = procedure<Port>(
  'xen_irq_lateeoi',
  base(TWO_LEVEL, 'xen_irq_lateeoi, evtchn_2l_unmask'),
  [
    line('unmask', 'clear_bit(port, evtchn_mask)', (m, l) => {
      const at = sharedInfoAt(m, self(m));
      m.store(at, maskWord(l.port), m.load(at, maskWord(l.port)) & ~bitOf(l.port));
    }),
    line('pending', 'if (!test_bit(port, evtchn_pending)) return', (m, l) =>
      (m.load(sharedInfoAt(m, self(m)), pendingWord(l.port)) & bitOf(l.port)) === 0n ? ret() : undefined,
    ),
    line('pv', 'PV: set evtchn_pending_sel; if it was clear, evtchn_upcall_pending = 1', (m, l) => {
      if (m.rec(domainKey(self(m))).type !== 'pv') return goto('remask');
      const at = vcpuInfoAt(m, self(m), 0);
      const word = 1n << BigInt(Math.floor(l.port / WORD_BITS));
      const old = m.load(at, VCPU_INFO.evtchn_pending_sel);
      if (old & word) return ret();
      m.store(at, VCPU_INFO.evtchn_pending_sel, old | word);
      m.store(at, VCPU_INFO.evtchn_upcall_pending, 1);
      return ret();
    }),
    line('remask', 'HVM: set_bit(port, evtchn_mask) again; unmask.port = port', (m, l) => {
      const at = sharedInfoAt(m, self(m));
      m.store(at, maskWord(l.port), m.load(at, maskWord(l.port)) | bitOf(l.port));
      const { stack } = rec(m, irqKey(self(m)));
      m.store(ownAddress(m, self(m), stack), evtchn_unmask.fields.port, l.port);
    }),
    line('ask', 'HYPERVISOR_event_channel_op(EVTCHNOP_unmask, &unmask)', (m) =>
      call('HYPERVISOR_hypercall', {
        nr: __HYPERVISOR_event_channel_op,
        cmd: EVTCHNOP_unmask,
        arg: rec(m, irqKey(self(m))).stack,
      }),
    ),
  ],
);

export const notify_remote_via_evtchn = procedure<Port>(
  'notify_remote_via_evtchn',
  base('include/xen/events.h', 'notify_remote_via_evtchn'),
  [
    line('argument', 'send.port = port   // on the stack', (m, l) => {
      const { stack } = rec(m, irqKey(self(m)));
      m.store(ownAddress(m, self(m), stack), evtchn_send.fields.port, l.port);
    }),
    line('send', '(void)HYPERVISOR_event_channel_op(EVTCHNOP_send, &send)', (m) =>
      call('HYPERVISOR_hypercall', {
        nr: __HYPERVISOR_event_channel_op,
        cmd: EVTCHNOP_send,
        arg: rec(m, irqKey(self(m))).stack,
      }),
    ),
  ],
);

export const linuxEventProcedures: readonly Procedure[] = [
  sysvec_xen_hvm_callback,
  handle_level_irq,
  xen_pv_evtchn_do_upcall,
  xen_evtchn_do_upcall,
  evtchn_2l_handle_events,
  handle_edge_irq,
  xen_irq_lateeoi,
  notify_remote_via_evtchn,
];

/** Registers a driver's handler for a port. */
export function bindHandler(m: Machine, port: number, handler: string): void {
  const key = irqKey(self(m));
  m.patch(key, { handlers: { ...m.rec(key).handlers, [port]: handler } });
}
