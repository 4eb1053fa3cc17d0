/**
 * A Linux kernel's side of event channels: the upcall, the scan of the 2-level bits, late EOI, and sending; the FIFO
 * queues are in linux-events-fifo.ts. Runs in a guest and in dom0 alike. Source: Linux 6.1 drivers/xen/events/{events_base,events_2l,events_fifo}.c,
 * arch/x86/xen/{enlighten_hvm,enlighten_pv}.c. (Linux prefers the FIFO ABI where Xen offers it; block-io chooses 2-level.)
 */
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, linux, type Procedure, procedure, ret } from '../core/procedure.ts';
import { keysOf, rec } from '../core/state.ts';
import { domainKey, ownAddress } from './domain.ts';
import {
  EVTCHNOP_send,
  EVTCHNOP_unmask,
  eventChannelMechanism,
  evtchn_send,
  evtchn_unmask,
  evtchnKey,
} from './event-channel.ts';
import { __HYPERVISOR_event_channel_op, hypercallMechanism } from './hypercall.ts';
import { keep, type Mechanism } from './mechanism.ts';
import {
  bitOf,
  maskWord,
  pendingWord,
  sharedInfoAt,
  VCPU_INFO,
  vcpuInfoAt,
  WORD_BITS,
} from './shared-info.ts';
import { EXIT_REASON, upcallMechanism } from './upcall.ts';
import { vcpuKey, vcpuMechanism } from './vcpu.ts';

/** Which of the two a domain uses: the listings of the kernel come in two versions. */
export type Abi = '2-level' | 'fifo';
export const abiOf = (m: Machine): Abi => (m.rec(evtchnKey(m.domain as number)).fifo ? 'fifo' : '2-level');
/** The name of a listing in the version of an ABI. */
export const inAbi = (name: string, abi: Abi): string => (abi === 'fifo' ? `${name}, FIFO` : name);

/** What the kernel has bound to its ports, and where its stack lies (hypercall arguments live there). */
export interface IrqTable {
  /** Port to the handler's procedure. */
  readonly handlers: Readonly<Record<number, string>>;
  /** Ports that are handled on the vCPU that they are for, and need no late EOI: IPIs and virtual interrupts. */
  readonly percpu?: Readonly<Record<number, boolean>>;
  /** The vCPU that each port is bound to (`cpu_evtchn_mask` has its bit there); 0 where nothing is said. */
  readonly cpu?: Readonly<Record<number, number>>;
  /** 2-level: for each vCPU where its next look begins, one behind the last port that it handled. */
  readonly current_word_idx?: Readonly<Record<number, number>>;
  readonly current_bit_idx?: Readonly<Record<number, number>>;
  /** FIFO: for each vCPU the port that it takes next from each queue, 0: ask the control block (`cpu_queue`). */
  readonly heads?: readonly (readonly number[])[];
  /** Guest address of a scratch area on the current stack. */
  readonly stack: number;
}
export const irqKey = keysOf<IrqTable>((domain) => `linux.irq.d${domain}`);

export const self = (m: Machine): number => m.domain as number;
export const base = (file: string, symbol: string) => ({
  source: linux(file, symbol),
  world: 'kernel' as const,
});
const EVENTS = 'drivers/xen/events/events_base.c';
const TWO_LEVEL = 'drivers/xen/events/events_2l.c';
const INTERNAL = 'drivers/xen/events/events_internal.h';
const CHIP = 'kernel/irq/chip.c';

/** Local interrupts off and on: RFLAGS.IF in hardware, `evtchn_upcall_mask` for a PV kernel. */
export function setInterrupts(m: Machine, on: boolean): void {
  if (m.rec(domainKey(self(m))).type === 'pv')
    m.store(vcpuInfoAt(m, self(m), m.vcpu), VCPU_INFO.evtchn_upcall_mask, on ? 0 : 1);
  else m.patch(vcpuKey(self(m), m.vcpu), { interruptsOn: on });
}

const STACK_OF_A_VCPU = 0x200;
const INTERRUPT_STACK = 0x100;
/** Where on its stack a kernel builds the argument of a hypercall: every vCPU has its own, and interrupts run on another. */
export function stackOf(m: Machine): number {
  const at = vcpuInfoAt(m, self(m), m.vcpu);
  const inInterrupt =
    m.rec(domainKey(self(m))).type === 'pv'
      ? m.ram.load(at, VCPU_INFO.evtchn_upcall_mask) !== 0
      : !m.rec(vcpuKey(self(m), m.vcpu)).interruptsOn;
  return m.rec(irqKey(self(m))).stack + m.vcpu * STACK_OF_A_VCPU + (inInterrupt ? INTERRUPT_STACK : 0);
}
export const onStack = (m: Machine): number => ownAddress(m, self(m), stackOf(m));

export const sysvec_xen_hvm_callback = procedure(
  'sysvec_xen_hvm_callback',
  base('arch/x86/xen/enlighten_hvm.c', 'sysvec_xen_hvm_callback'),
  [
    line('eoi', 'if (xen_percpu_upcall) ack_APIC_irq()   // x2APIC EOI', (m) => {
      const key = vcpuKey(self(m), m.vcpu);
      const v = m.rec(key);
      if (v.delivery !== 'per-vcpu-vector') return m.passOver();
      if (!v.apicv) return call('vmx_vmexit_handler', { reason: EXIT_REASON.MSR_WRITE });
      m.emit({ kind: 'eoi', vector: v.isr ?? 0, how: 'virtualised: no exit' });
      m.patch(key, { isr: null });
      return undefined;
    }),
    line('upcall', 'xen_evtchn_do_upcall()', () => call('xen_evtchn_do_upcall')),
  ],
);

/**
 * The platform device's INTx is a level-triggered pin of the IOAPIC, which Linux handles without masking it: handler, then
 * EOI. An EOI of a level-triggered vector has to reach the IOAPIC, so APIC virtualisation lets it cause an exit.
 */
export const handle_fasteoi_irq = procedure(
  'handle_fasteoi_irq',
  base(`${CHIP}, arch/x86/kernel/apic/io_apic.c`, 'handle_fasteoi_irq, ioapic_ack_level'),
  [
    line('upcall', 'do_hvm_evtchn_intr() → xen_evtchn_do_upcall()', () => call('xen_evtchn_do_upcall')),
    line('tmr', 'ioapic_ack_level(): v = apic_read(APIC_TMR)   // was it level?', (m) =>
      m.rec(vcpuKey(self(m), m.vcpu)).apicv
        ? undefined
        : call('vmx_vmexit_handler', { reason: EXIT_REASON.MSR_READ }),
    ),
    line('eoi', '  ack_APIC_irq()   // x2APIC EOI', (m) =>
      call('vmx_vmexit_handler', {
        reason: m.rec(vcpuKey(self(m), m.vcpu)).apicv ? EXIT_REASON.EOI_INDUCED : EXIT_REASON.MSR_WRITE,
      }),
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
    m.store(vcpuInfoAt(m, self(m), m.vcpu), VCPU_INFO.evtchn_upcall_pending, 0),
  ),
  line('scan', 'evtchn_ops->handle_events(cpu)', (m) =>
    call(abiOf(m) === 'fifo' ? 'evtchn_fifo_handle_events' : 'evtchn_2l_handle_events'),
  ),
  line('again', 'virt_rmb(); while (evtchn_upcall_pending)', (m) =>
    m.load(vcpuInfoAt(m, self(m), m.vcpu), VCPU_INFO.evtchn_upcall_pending)
      ? goto('clear')
      : m.passOver(ret()),
  ),
]);

/** Ports of a word that are bound to other vCPUs than this one. */
function elsewhere(m: Machine, first: number): bigint {
  let bits = 0n;
  for (const [port, cpu] of Object.entries(m.rec(irqKey(self(m))).cpu ?? {})) {
    const n = Number(port);
    if (n >= first && n < first + WORD_BITS && cpu !== m.vcpu) bits |= bitOf(n);
  }
  return bits;
}

/** The flow handler of a port's IRQ: `handle_percpu_irq` for IPIs and virtual interrupts, else `handle_edge_irq`. */
export const flowOf = (m: Machine, port: number): string =>
  inAbi(m.rec(irqKey(self(m))).percpu?.[port] ? 'handle_percpu_irq' : 'handle_edge_irq', abiOf(m));

const lowest = (bits: bigint): number => {
  let n = 0;
  while (((bits >> BigInt(n)) & 1n) === 0n) n++;
  return n;
};

interface Scan extends Locals {
  words: bigint;
  /** Where the look began. */
  start: { readonly word: number; readonly bit: number };
  /** The word from which the next one is sought. */
  from: number;
  /** Nothing has been looked at yet. */
  first: boolean;
  word: number;
  bits: bigint;
  port: number;
}
/**
 * `word` goes round from where the last look stopped. The word it begins with is looked at twice: first from the start bit up,
 * and when the others are done once more as a whole; hence it stays in `words` the first time.
 */
export const evtchn_2l_handle_events = procedure<Scan>(
  'evtchn_2l_handle_events',
  base(TWO_LEVEL, 'evtchn_2l_handle_events'),
  [
    line(
      'selector',
      'words = xchg(&evtchn_pending_sel, 0)   // begin where the last look stopped',
      (m, l) => {
        const at = vcpuInfoAt(m, self(m), m.vcpu);
        m.lock();
        l.words = m.load(at, VCPU_INFO.evtchn_pending_sel);
        m.store(at, VCPU_INFO.evtchn_pending_sel, 0n);
        const { current_word_idx, current_bit_idx } = m.rec(irqKey(self(m)));
        l.start = { word: current_word_idx?.[m.vcpu] ?? 0, bit: current_bit_idx?.[m.vcpu] ?? 0 };
        l.from = l.start.word;
        l.first = true;
      },
    ),
    line(
      'word',
      'while (words): w = next set, going round; clear it   // the first one: when it comes again',
      (m, l) => {
        if (l.words === 0n) return m.passOver(ret());
        const ahead = (l.words >> BigInt(l.from)) << BigInt(l.from);
        l.first = l.first && ahead !== 0n;
        l.word = lowest(ahead === 0n ? l.words : ahead);
        l.first = l.first && l.word === l.start.word;
        if (!l.first) l.words &= ~bitOf(l.word);
        l.from = (l.word + 1) % WORD_BITS;
        return undefined;
      },
    ),
    line('bits', '  bits = evtchn_pending[w] & cpu_evtchn_mask[cpu][w] & ~evtchn_mask[w]', (m, l) => {
      const at = sharedInfoAt(m, self(m));
      const first = l.word * WORD_BITS;
      const bits = m.load(at, pendingWord(first)) & ~m.load(at, maskWord(first)) & ~elsewhere(m, first);
      const skipped = BigInt(l.first ? l.start.bit : 0);
      l.bits = (bits >> skipped) << skipped;
      l.first = false;
    }),
    line('port', '  while (bits): port = 64 w + next set   // the next look begins behind it', (m, l) => {
      if (l.bits === 0n) return m.passOver(goto('word'));
      l.port = l.word * WORD_BITS + lowest(l.bits);
      l.bits &= l.bits - 1n;
      const irq = m.rec(irqKey(self(m)));
      const behind = l.port + 1;
      m.patch(irqKey(self(m)), {
        current_word_idx: { ...irq.current_word_idx, [m.vcpu]: Math.floor(behind / WORD_BITS) % WORD_BITS },
        current_bit_idx: { ...irq.current_bit_idx, [m.vcpu]: behind % WORD_BITS },
      });
      return undefined;
    }),
    line('handle', '    handle_irq_for_port(port)', (m, l) => call(flowOf(m, l.port), { port: l.port })),
    line('next', '  next bit', () => goto('port')),
  ],
);

// ── one port's bits, in the words of either ABI ─────────────────────────────────────────────────────

export interface Port extends Locals {
  port: number;
}

/** How the kernel touches one port's bits: the text of the line, and what it does. */
export interface Bits {
  readonly abi: Abi;
  /** The source file of its functions, and the one that masks. */
  readonly file: string;
  readonly masks: string;
  readonly mask: string;
  readonly clear: string;
  readonly setMask: (m: Machine, port: number) => void;
  readonly clearPending: (m: Machine, port: number) => void;
}

/** `sync_set_bit`, `sync_clear_bit`: LOCK BTS, LOCK BTR. */
function setBits(m: Machine, field: typeof pendingWord, port: number, on: boolean): void {
  m.lock();
  const at = sharedInfoAt(m, self(m));
  const old = m.load(at, field(port));
  m.store(at, field(port), on ? old | bitOf(port) : old & ~bitOf(port));
}
const TWO_LEVEL_BITS: Bits = {
  abi: '2-level',
  file: TWO_LEVEL,
  masks: 'evtchn_2l_mask',
  mask: 'set_bit(port, evtchn_mask)',
  clear: 'clear_bit(port, evtchn_pending)',
  setMask: (m, port) => setBits(m, maskWord, port, true),
  clearPending: (m, port) => setBits(m, pendingWord, port, false),
};

const handler = line<Port>('driver', 'action->handler(irq)', (m, l) => {
  const name = rec(m, irqKey(self(m))).handlers[l.port];
  return name ? call(name, { port: l.port }) : ret();
});

/** An event of another domain: masked until the driver says that it is done. */
export const edge = (bits: Bits): Procedure =>
  procedure<Port>(
    inAbi('handle_edge_irq', bits.abi),
    base(`${CHIP}, ${EVENTS}`, 'handle_edge_irq, lateeoi_ack_dynirq'),
    [
      line('mask', `lateeoi: ${bits.mask}   // until the driver is done`, (m, l) => bits.setMask(m, l.port), {
        strikes: 'mask-before-clear',
      }),
      line('clear', bits.clear, (m, l) => bits.clearPending(m, l.port)),
      handler,
    ],
  );

/** An IPI or a virtual interrupt: acknowledged at once, never masked. */
export const percpu = (bits: Bits): Procedure =>
  procedure<Port>(
    inAbi('handle_percpu_irq', bits.abi),
    base(`${CHIP}, ${EVENTS}`, 'handle_percpu_irq, ack_dynirq'),
    [
      line('clear', `ack_dynirq: ${bits.clear}   // before the handler`, (m, l) =>
        bits.clearPending(m, l.port),
      ),
      handler,
    ],
  );

export const mask_evtchn = (bits: Bits): Procedure =>
  procedure<Port>(
    inAbi('mask_evtchn', bits.abi),
    base(`${EVENTS}, ${INTERNAL}, ${bits.file}`, `disable_dynirq, mask_evtchn, ${bits.masks}`),
    [line('mask', bits.mask, (m, l) => bits.setMask(m, l.port))],
  );

export const ask = line<Port>('ask', 'HYPERVISOR_event_channel_op(EVTCHNOP_unmask, &unmask)', (m) =>
  call('HYPERVISOR_hypercall', {
    nr: __HYPERVISOR_event_channel_op,
    cmd: EVTCHNOP_unmask,
    arg: stackOf(m),
  }),
);

/** Another vCPU's upcall only Xen can raise, so unmasking a port of another vCPU is a hypercall in any case. */
const remote = line<Port>(
  'remote',
  'if (cpu != cpu_from_evtchn(port)) { unmask.port = port; goto ask }',
  (m, l) => {
    if ((m.rec(irqKey(self(m))).cpu?.[l.port] ?? 0) === m.vcpu) return m.passOver();
    m.store(onStack(m), evtchn_unmask.fields.port, l.port);
    return goto('ask');
  },
);

/** `evtchn_2l_unmask`. An HVM kernel cannot raise its own upcall, so it sets the mask again and asks. */
const unmask2l = (name: string, symbol: string, first: readonly ReturnType<typeof line<Port>>[]): Procedure =>
  procedure<Port>(name, base(`${EVENTS}, ${TWO_LEVEL}`, symbol), [
    ...first,
    line('unmask', 'clear_bit(port, evtchn_mask)', (m, l) => setBits(m, maskWord, l.port, false)),
    line('pending', 'if (!test_bit(port, evtchn_pending)) return', (m, l) =>
      (m.load(sharedInfoAt(m, self(m)), pendingWord(l.port)) & bitOf(l.port)) === 0n ? ret() : m.passOver(),
    ),
    line('pv', 'PV: if (test_and_set_bit(port / 64, evtchn_pending_sel)) return', (m, l) => {
      if (m.rec(domainKey(self(m))).type !== 'pv') return m.passOver(goto('remask'));
      const at = vcpuInfoAt(m, self(m), m.vcpu);
      const word = 1n << BigInt(Math.floor(l.port / WORD_BITS));
      m.lock();
      const old = m.load(at, VCPU_INFO.evtchn_pending_sel);
      if (old & word) return ret();
      m.store(at, VCPU_INFO.evtchn_pending_sel, old | word);
      return undefined;
    }),
    line('upcall', 'evtchn_upcall_pending = 1', (m) => {
      m.store(vcpuInfoAt(m, self(m), m.vcpu), VCPU_INFO.evtchn_upcall_pending, 1);
      return ret();
    }),
    line('remask', 'HVM: set_bit(port, evtchn_mask) again; unmask.port = port', (m, l) => {
      setBits(m, maskWord, l.port, true);
      m.store(onStack(m), evtchn_unmask.fields.port, l.port);
    }),
    ask,
  ]);

export const notify_remote_via_evtchn = procedure<Port>(
  'notify_remote_via_evtchn',
  base('include/xen/events.h', 'notify_remote_via_evtchn'),
  [
    line('argument', 'send.port = port   // on the stack', (m, l) =>
      m.store(onStack(m), evtchn_send.fields.port, l.port),
    ),
    line('send', '(void)HYPERVISOR_event_channel_op(EVTCHNOP_send, &send)', (m) =>
      call('HYPERVISOR_hypercall', {
        nr: __HYPERVISOR_event_channel_op,
        cmd: EVTCHNOP_send,
        arg: stackOf(m),
      }),
    ),
  ],
);

export const linuxEventsMechanism: Mechanism = {
  id: 'linux-events',
  needs: [upcallMechanism, hypercallMechanism, eventChannelMechanism, vcpuMechanism],
  procedures: [
    sysvec_xen_hvm_callback,
    handle_fasteoi_irq,
    xen_pv_evtchn_do_upcall,
    xen_evtchn_do_upcall,
    evtchn_2l_handle_events,
    edge(TWO_LEVEL_BITS),
    percpu(TWO_LEVEL_BITS),
    mask_evtchn(TWO_LEVEL_BITS),
    unmask2l('xen_irq_lateeoi', 'xen_irq_lateeoi, evtchn_2l_unmask', []),
    unmask2l('unmask_evtchn', 'enable_dynirq, evtchn_2l_unmask', [remote]),
    notify_remote_via_evtchn,
  ],
  records: ({ domain, stack }) =>
    stack === undefined ? [] : [keep(irqKey(domain.id), { handlers: {}, stack })],
};

/** Registers a driver's handler for a port. */
export function bindHandler(m: Machine, port: number, handler: string): void {
  const key = irqKey(self(m));
  m.patch(key, { handlers: { ...m.rec(key).handlers, [port]: handler } });
}
