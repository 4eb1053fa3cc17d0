/**
 * A port access of an HVM guest that Xen does not emulate itself: the exit, the request in a shared page, the wait for the
 * device model's answer, and the second pass that completes the instruction.
 * Source: Xen xen/arch/x86/hvm/{io,emulate,ioreq,hvm}.c, xen/common/{ioreq,event_channel}.c; layout xen/include/public/hvm/ioreq.h;
 * the instructions: Linux arch/x86/include/asm/shared/io.h.
 */
import type { Maddr } from '../core/brand.ts';
import { blob, layout, list, u8, u16, u32, u64 } from '../core/layout.ts';
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, linux, procedure, ret, xen } from '../core/procedure.ts';
import { keysOf, rec, type State } from '../core/state.ts';
import { all, at, by, does } from '../core/when.ts';
import { eventChannelMechanism } from './event-channel.ts';
import type { Mechanism } from './mechanism.ts';
import { EXIT_REASON, upcallMechanism } from './upcall.ts';
import { vcpuKey, vcpuMechanism } from './vcpu.ts';

export const STATE_IOREQ_NONE = 0;
export const STATE_IOREQ_READY = 1;
export const STATE_IOREQ_INPROCESS = 2;
export const STATE_IORESP_READY = 3;
export const IOREQ_TYPE_PIO = 0;
export const IOREQ_TYPE_PCI_CONFIG = 2;
export const IOREQ_WRITE = 0;
export const IOREQ_READ = 1;

/** `struct ioreq`. The byte `state` also holds data_is_ptr (bit 4), dir (bit 5) and df (bit 6). */
export const ioreq = layout('ioreq', {
  addr: u64,
  data: u64,
  count: u32,
  size: u32,
  vp_eport: u32,
  _pad0: u16,
  state: u8,
  type: u8,
});
export const shared_iopage = layout('shared_iopage', { vcpu_ioreq: list(ioreq, 1) });
/** The second page of a device model: writes that nobody has to wait for. Empty in these stories. */
export const buffered_iopage = layout('buffered_iopage', {
  read_pointer: u32,
  write_pointer: u32,
  buf_ioreq: blob(4088),
});

/** The bits of the byte that `state` shares with `dir`. */
export const STATE_BITS = 0x0f;
export const DIR_BIT = 5;

/** First and last port of a range. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}
/** Xen's `struct ioreq_server`: one device model, what it claimed, and the pages it shares with Xen. */
export interface IoreqServer {
  readonly enabled: boolean;
  /** The domain of the device model. */
  readonly emulator: number;
  /** The shared_iopage. */
  readonly page: Maddr;
  /** The buffered_iopage. */
  readonly buffered: Maddr;
  /** Xen's end of the event channel of vCPU 0 (`ioreq_evtchn`). */
  readonly port: number;
  readonly ports: readonly PortRange[];
  /** Bus, device and function (`sbdf`) of every PCI function that it answers for. */
  readonly functions: readonly number[];
  /** vCPU 0 has sent a request and not yet seen the answer. */
  readonly pending: boolean;
}
export const ioreqServerKey = keysOf<IoreqServer>((domain) => `xen.ioreq.d${domain}`);

/** A completed access, as Xen's trace buffer records it (TRC_HVM_IOPORT_READ, TRC_HVM_IOPORT_WRITE). */
export interface PortAccess {
  readonly dir: 'in' | 'out';
  readonly port: number;
  readonly size: number;
  readonly value: number;
}
/** `struct vcpu_io`: the access in hand of a vCPU; with it what the access works on. */
export interface VcpuIo {
  readonly state: number;
  readonly port: number;
  readonly size: number;
  readonly read: boolean;
  readonly data: number;
  readonly completion: 'none' | 'pio';
  /** EAX of the guest, as saved at the exit. */
  readonly eax: number;
  /** The last value that was written to port 0xcf8 (`pci_cf8` of the domain). */
  readonly cf8: number;
  readonly trace: readonly PortAccess[];
  /** `domain_crash()`: it never runs again. */
  readonly crashed: boolean;
}
export const vcpuIoKey = keysOf<VcpuIo>((domain) => `xen.io.d${domain}`);
export const newVcpuIo = (): VcpuIo => ({
  state: STATE_IOREQ_NONE,
  port: 0,
  size: 0,
  read: false,
  data: 0,
  completion: 'none',
  eax: 0,
  cf8: 0,
  trace: [],
  crashed: false,
});

const self = (m: Machine): number => m.domain as number;
const serverOf = (m: Machine): IoreqServer | undefined =>
  m.records[ioreqServerKey(self(m))] as IoreqServer | undefined;
const hv = (file: string, symbol: string) => ({ source: xen(file, symbol), world: 'hypervisor' as const });
/** All ones of a width in bytes: what a port answers that nobody owns. */
export const allOnes = (size: number): number => 2 ** (8 * size) - 1;
const low = (value: number, size: number): number => (size === 4 ? value >>> 0 : value & allOnes(size));

// ── the instructions ────────────────────────────────────────────────────────────────────────────────

interface Access extends Locals {
  port: number;
  size: number;
  value: number;
}
const io = {
  source: linux('arch/x86/include/asm/shared/io.h', 'inb, inw, inl, outb, outw, outl'),
  world: 'kernel' as const,
};
export const in_instruction = procedure<Access>('IN', io, [
  line('in', 'IN al | ax | eax, port   // a VM exit', (_, l) =>
    call(
      'vmx_vmexit_handler',
      { reason: EXIT_REASON.IO_INSTRUCTION, port: l.port, size: l.size, read: true, value: 0 },
      'value',
    ),
  ),
  line('value', 'return what the instruction left in the register', (_, l) => ret(low(l.value, l.size))),
]);
export const out_instruction = procedure<Access>('OUT', io, [
  line('out', 'OUT port, al | ax | eax   // a VM exit', (_, l) =>
    call('vmx_vmexit_handler', {
      reason: EXIT_REASON.IO_INSTRUCTION,
      port: l.port,
      size: l.size,
      read: false,
      value: low(l.value, l.size),
    }),
  ),
  line('done', 'the next instruction', () => ret()),
]);

// ── Xen: the exit ───────────────────────────────────────────────────────────────────────────────────

interface Pio extends Locals {
  port: number;
  size: number;
  read: boolean;
  eax: number;
  rc: string;
}
export const handle_pio = procedure<Pio>('handle_pio', hv('xen/arch/x86/hvm/io.c', 'handle_pio'), [
  line('data', 'data = dir == IOREQ_WRITE ? regs->eax : ~0', (m, l) => {
    if (!l.read) m.patch(vcpuIoKey(self(m)), { eax: l.eax });
    l.data = l.read ? allOnes(4) : l.eax;
  }),
  line('emulate', 'rc = hvmemul_do_io(PIO, port, size, dir, &data)', (_, l) =>
    call('hvmemul_do_io', { port: l.port, size: l.size, read: l.read, data: l.data as number }, 'rc'),
  ),
  line('completion', 'if (ioreq_needs_completion(&vio->req)) vio->completion = VIO_pio_completion', (m) => {
    const v = m.rec(vcpuIoKey(self(m)));
    if (v.state !== STATE_IOREQ_READY || !v.read) return m.passOver();
    m.patch(vcpuIoKey(self(m)), { completion: 'pio' });
    return undefined;
  }),
  line('result', 'switch (rc)', (_, l) => {
    if (l.rc === 'okay') return undefined;
    return l.rc === 'retry' ? goto('retry') : goto('crash');
  }),
  line('okay', 'case OKAY: if (dir == IOREQ_READ) regs->eax = data; return true', (m, l) => {
    if (l.read) m.patch(vcpuIoKey(self(m)), { eax: low(m.rec(vcpuIoKey(self(m))).data, l.size) });
    return ret(true);
  }),
  line(
    'retry',
    'case RETRY: return !vio->suspended && vcpu_ioreq_pending(v)   // the answer comes later',
    (m) => ret(serverOf(m)?.pending === true),
  ),
  line('crash', 'default: domain_crash(d); return false', (m) => {
    m.patch(vcpuIoKey(self(m)), { crashed: true });
    return ret(false);
  }),
]);

interface DoIo extends Locals {
  port: number;
  size: number;
  read: boolean;
  data: number;
  route: { readonly type: number; readonly addr: number } | null;
  rc: string;
}
function trace(m: Machine, access: PortAccess): void {
  m.emit({ kind: 'port', ...access });
  m.patch(vcpuIoKey(self(m)), { trace: [...m.rec(vcpuIoKey(self(m))).trace, access] });
}
const PCI_ADDRESS = 0xcf8;
const PCI_DATA = 0xcfc;
/** `CF8_ENABLED`. */
const ENABLED = 0x80000000;

export const hvmemul_do_io = procedure<DoIo>(
  'hvmemul_do_io',
  hv('xen/arch/x86/hvm/emulate.c', 'hvmemul_do_io'),
  [
    line(
      'again',
      'if (vio->req.state == STATE_IORESP_READY) { p = vio->req; not this access: domain_crash(); goto finish }',
      (m) => {
        const key = vcpuIoKey(self(m));
        if (m.rec(key).state !== STATE_IORESP_READY) return m.passOver();
        m.patch(key, { state: STATE_IOREQ_NONE });
        return goto('finish');
      },
    ),
    line(
      'request',
      'vio->req = p = { PIO, port, size, 1, dir, READY }; a write: p.data = data, traced',
      (m, l) => {
        m.patch(vcpuIoKey(self(m)), {
          state: STATE_IOREQ_READY,
          port: l.port,
          size: l.size,
          read: l.read,
          data: l.read ? 0 : low(l.data, l.size),
        });
        if (!l.read) trace(m, { dir: 'out', port: l.port, size: l.size, value: low(l.data, l.size) });
      },
    ),
    line(
      'intercept',
      'rc = hvm_io_intercept(&p)   // PIT, PIC, RTC are Xen’s own; 0xcf8 is noted: pci_cf8',
      (m, l) => {
        if (l.port === PCI_ADDRESS && l.size === 4 && !l.read) m.patch(vcpuIoKey(self(m)), { cf8: l.data });
      },
    ),
    line('select', 's = ioreq_server_select(d, &p)', () => call('ioreq_server_select', {}, 'route')),
    line('nobody', 'if (!s) null_handler: a read is all ones, a write is dropped; goto finish', (m, l) => {
      if (l.route) return m.passOver();
      m.patch(vcpuIoKey(self(m)), {
        state: STATE_IOREQ_NONE,
        ...(l.read ? { data: allOnes(l.size) } : {}),
      });
      return goto('finish');
    }),
    line('send', 'rc = ioreq_send(s, &p)', (_, l) =>
      call('ioreq_send', { type: l.route?.type ?? 0, addr: l.route?.addr ?? 0 }, 'rc'),
    ),
    line('sent', 'a read: return RETRY   a write needs no value: return OKAY', (m, l) => {
      if (l.rc !== 'retry') {
        m.patch(vcpuIoKey(self(m)), { state: STATE_IOREQ_NONE });
        return ret(l.rc);
      }
      return ret(l.read ? 'retry' : 'okay');
    }),
    line('finish', 'finish: a read: data = p.data, traced; return OKAY', (m, l) => {
      const { data } = m.rec(vcpuIoKey(self(m)));
      if (l.read) trace(m, { dir: 'in', port: l.port, size: l.size, value: low(data, l.size) });
      return ret('okay');
    }),
  ],
);

export const ioreq_server_select = procedure<DoIo>(
  'ioreq_server_select',
  hv('xen/common/ioreq.c', 'ioreq_server_select'),
  [
    line('type', '(port & ~3) == 0xcfc && CF8_ENABLED(pci_cf8) ? PCI(sbdf, reg) : PORT(port)', (m, l) => {
      const { port, cf8 } = m.rec(vcpuIoKey(self(m)));
      l.pci = (port & ~3) === PCI_DATA && (cf8 & ENABLED) !== 0;
      l.port = port;
      l.sbdf = (cf8 >>> 8) & 0xffff;
      l.reg = (cf8 & 0xfc) | (port & 3);
    }),
    line('range', 'the first enabled server whose ranges hold it', (m, l) => {
      const s = serverOf(m);
      if (!s?.enabled) return ret(null);
      if (l.pci)
        return s.functions.includes(l.sbdf as number)
          ? ret({ type: IOREQ_TYPE_PCI_CONFIG, addr: (l.sbdf as number) * 2 ** 32 + (l.reg as number) })
          : ret(null);
      const last = l.port + m.rec(vcpuIoKey(self(m))).size - 1;
      return s.ports.some((r) => l.port >= r.first && last <= r.last)
        ? ret({ type: IOREQ_TYPE_PIO, addr: l.port })
        : ret(null);
    }),
  ],
);

interface Send extends Locals {
  type: number;
  addr: number;
}
const I = ioreq.fields;
export const ioreq_send = procedure<Send>('ioreq_send', hv('xen/common/ioreq.c', 'ioreq_send'), [
  line('free', 'p = get_ioreq(s, v); if (p->state != STATE_IOREQ_NONE) return UNHANDLED', (m) => {
    const { page } = m.rec(ioreqServerKey(self(m)));
    return (m.load(page, I.state) & STATE_BITS) === STATE_IOREQ_NONE ? undefined : ret('unhandled');
  }),
  line('channel', 'if (p->vp_eport != port) return UNHANDLED', (m) => {
    const { page, port } = m.rec(ioreqServerKey(self(m)));
    return m.load(page, I.vp_eport) === port ? m.passOver() : ret('unhandled');
  }),
  // A structure of 32 bytes is copied by four stores, and the device model may look in between.
  line('addr', '*p = *proto_p   // addr, …', (m, l) =>
    m.store(m.rec(ioreqServerKey(self(m))).page, I.addr, BigInt(l.addr)),
  ),
  line('data', '  // … data, …', (m) =>
    m.store(m.rec(ioreqServerKey(self(m))).page, I.data, BigInt(m.rec(vcpuIoKey(self(m))).data)),
  ),
  line('size', '  // … count, size, …', (m) => {
    const { page } = m.rec(ioreqServerKey(self(m)));
    m.store(page, I.count, 1);
    m.store(page, I.size, m.rec(vcpuIoKey(self(m))).size);
  }),
  line('fill', '  // … vp_eport, state: NONE, dir, type', (m, l) => {
    const { page, port } = m.rec(ioreqServerKey(self(m)));
    const v = m.rec(vcpuIoKey(self(m)));
    m.store(page, I.vp_eport, port);
    m.store(page, I.state, ((v.read ? IOREQ_READ : IOREQ_WRITE) << DIR_BIT) | STATE_IOREQ_NONE);
    m.store(page, I.type, l.type);
  }),
  line('block', 'prepare_wait_on_xen_event_channel(): _VPF_blocked_in_xen = 1; smp_mb()', (m) => {
    m.patch(vcpuKey(self(m)), { blockedInXen: true });
    m.fence('smp_mb');
  }),
  line('ready', 'p->state = STATE_IOREQ_READY', (m) => {
    const { page } = m.rec(ioreqServerKey(self(m)));
    m.store(page, I.state, (m.load(page, I.state) & ~STATE_BITS) | STATE_IOREQ_READY);
  }),
  line('notify', 'notify_via_xen_event_channel(d, port)', (m) => {
    const { port } = m.rec(ioreqServerKey(self(m)));
    m.emit({ kind: 'ioreq', port });
    return call('notify_via_xen_event_channel', { lport: port });
  }),
  line('pending', 'sv->pending = true; return RETRY', (m) => {
    m.patch(ioreqServerKey(self(m)), { pending: true });
    return ret('retry');
  }),
]);

// ── Xen: the answer ─────────────────────────────────────────────────────────────────────────────────

interface Target extends Locals {
  dom: number;
}
export const default_xen_notification_fn = procedure<Target>(
  'default_xen_notification_fn',
  hv('xen/common/event_channel.c', 'default_xen_notification_fn'),
  [
    line('wake', 'if (test_and_clear_bit(_VPF_blocked_in_xen)) vcpu_wake(v)', (m, l) => {
      m.lock();
      if (!m.rec(vcpuKey(l.dom)).blockedInXen) return m.passOver();
      m.patch(vcpuKey(l.dom), { blockedInXen: false });
      return undefined;
    }),
  ],
);

export const vmx_do_resume = procedure<Target>(
  'vmx_do_resume',
  hv('xen/arch/x86/hvm/vmx/vmcs.c', 'vmx_do_resume'),
  [
    line(
      'schedule',
      'not runnable while _VPF_blocked_in_xen: this processor runs something else',
      () => undefined,
      (s, l) => !rec(s, vcpuKey(l.dom)).blockedInXen && !rec(s, vcpuIoKey(l.dom)).crashed,
    ),
    line('resume', 'hvm_do_resume(v): vcpu_ioreq_handle_completion(v)', () =>
      call('vcpu_ioreq_handle_completion'),
    ),
    line(
      'registers',
      'the guest’s registers: EAX   // a crashed domain is not run again',
      (m) => ret(m.rec(vcpuIoKey(self(m))).eax),
      (s, l) => !rec(s, vcpuIoKey(l.dom)).crashed,
    ),
  ],
);

export const vcpu_ioreq_handle_completion = procedure(
  'vcpu_ioreq_handle_completion',
  hv('xen/common/ioreq.c', 'vcpu_ioreq_handle_completion'),
  [
    line('wait', 'while (sv = get_pending_vcpu(v)) wait_for_io(sv, get_ioreq(s, v))', (m) =>
      serverOf(m)?.pending ? call('wait_for_io', { dom: self(m) }, 'ok') : m.passOver(),
    ),
    line(
      'state',
      'vio->req.state = ioreq_needs_completion(&vio->req) ? STATE_IORESP_READY : NONE',
      (m, l) => {
        const key = vcpuIoKey(self(m));
        if (l.ok === false) return ret();
        const needs = m.rec(key).state === STATE_IOREQ_READY && m.rec(key).read;
        m.patch(key, { state: needs ? STATE_IORESP_READY : STATE_IOREQ_NONE });
        return undefined;
      },
    ),
    line('complete', 'if (completion == VIO_pio_completion) handle_pio(addr, size, dir)   // again', (m) => {
      const key = vcpuIoKey(self(m));
      const v = m.rec(key);
      if (v.completion === 'none') return m.passOver(ret());
      m.patch(key, { completion: 'none' });
      return call('handle_pio', { port: v.port, size: v.size, read: v.read, eax: v.eax });
    }),
  ],
);

/** The shared page of the domain's device model. */
const pageOf = (s: Pick<State, 'records'>, domain: number): Maddr => rec(s, ioreqServerKey(domain)).page;

export const wait_for_io = procedure<Target>('wait_for_io', hv('xen/common/ioreq.c', 'wait_for_io'), [
  line('state', 'state = p->state; smp_rmb(); switch (state)   // before data is read', (m, l) => {
    const state = m.load(pageOf(m, l.dom), I.state) & STATE_BITS;
    m.fence('rmb');
    const before = (l.before as number | undefined) ?? STATE_IOREQ_NONE;
    l.before = state;
    if (state !== STATE_IOREQ_NONE && (state < before || state > STATE_IORESP_READY)) return goto('weird');
    if (state === STATE_IORESP_READY) return goto('answer');
    return state === STATE_IOREQ_NONE ? goto('done') : undefined;
  }),
  line(
    'wait',
    'case READY, INPROCESS: wait_on_xen_event_channel(port, p->state has changed); again',
    () => goto('state'),
    (s, l) => {
      const state = s.ram.load(pageOf(s, l.dom), I.state) & STATE_BITS;
      return state !== STATE_IOREQ_READY && state !== STATE_IOREQ_INPROCESS;
    },
  ),
  line('answer', 'case IORESP_READY: p->state = STATE_IOREQ_NONE', (m, l) => {
    const page = pageOf(m, l.dom);
    m.store(page, I.state, m.load(page, I.state) & ~STATE_BITS);
  }),
  line('data', '  data = p->data', (m, l) => {
    l.data = Number(m.load(pageOf(m, l.dom), I.data));
  }),
  line('keep', 'if (ioreq_needs_completion(&vio->req)) vio->req.data = data', (m, l) => {
    const key = vcpuIoKey(self(m));
    if (!m.rec(key).read) return m.passOver();
    m.patch(key, { data: l.data as number });
    return undefined;
  }),
  line('done', 'sv->pending = false', (m) => {
    m.patch(ioreqServerKey(self(m)), { pending: false });
    return ret();
  }),
  line('weird', 'backwards, or unknown: sv->pending = false; domain_crash(); return false', (m, l) => {
    m.patch(ioreqServerKey(l.dom), { pending: false });
    m.patch(vcpuIoKey(l.dom), { crashed: true });
    return ret(false);
  }),
]);

export const ioreqMechanism = {
  id: 'ioreq',
  needs: [upcallMechanism, eventChannelMechanism, vcpuMechanism],
  procedures: [
    in_instruction,
    out_instruction,
    handle_pio,
    hvmemul_do_io,
    ioreq_server_select,
    ioreq_send,
    default_xen_notification_fn,
    vmx_do_resume,
    vcpu_ioreq_handle_completion,
    wait_for_io,
  ],
  // Of one port access that a device model answers; `woken` and `answered` are the device model's own.
  moments: {
    exited: all(
      by('guest'),
      does('exit', (e) => e.reason === EXIT_REASON.IO_INSTRUCTION),
    ),
    requested: does('ioreq'),
    // The way back is the same for every exit: this is the one whose answer was waited for.
    entered: at(vmx_do_resume, 'registers'),
  },
} satisfies Mechanism;

/** What a figure shows of the request in the shared page. */
export interface IoreqView {
  readonly at: number;
  readonly state: 'none' | 'ready' | 'in process' | 'answered';
  readonly port: number;
  readonly size: number;
  readonly read: boolean;
  readonly data: number;
  /** Each field, where it lies and what it holds. The state's byte has the direction beside it. */
  readonly fields: readonly { readonly name: string; readonly at: number; readonly value: number }[];
}
const STATES = ['none', 'ready', 'in process', 'answered'] as const;

export function inspectIoreq(state: State, domain: number): IoreqView {
  const page = pageOf(state, domain);
  const byte = state.ram.load(page, I.state);
  const values = {
    addr: Number(state.ram.load(page, I.addr)),
    data: Number(state.ram.load(page, I.data)),
    size: state.ram.load(page, I.size),
    vp_eport: state.ram.load(page, I.vp_eport),
    state: byte & STATE_BITS,
  };
  return {
    at: page,
    state: STATES[values.state] ?? 'none',
    port: values.addr % 2 ** 32,
    size: values.size,
    read: ((byte >> DIR_BIT) & 1) === IOREQ_READ,
    data: values.data % 2 ** 32,
    fields: Object.entries(values).map(([name, value]) => ({
      name,
      at: page + I[name as keyof typeof values].offset,
      value,
    })),
  };
}
