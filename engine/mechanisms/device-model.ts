/**
 * A device model: QEMU's main loop in dom0, woken through /dev/xen/evtchn, serving one ioreq at a time. What the devices do
 * is another mechanism's: a device registers the name of its port handler.
 * Source: QEMU 7.2 hw/i386/xen/xen-hvm.c, util/main-loop.c; Linux 6.1 drivers/xen/evtchn.c; Xen tools/libs/evtchn.
 */
import type { Maddr } from '../core/brand.ts';
import type { Machine } from '../core/machine.ts';
import { call, goto, type Local, type Locals, line, linux, procedure, qemu, ret } from '../core/procedure.ts';
import { type Key, rec, type State, type ThreadSpec } from '../core/state.ts';
import { at } from '../core/when.ts';
import { type Evtchn, eventChannelMechanism, evtchnKey } from './event-channel.ts';
import {
  allOnes,
  buffered_iopage,
  DIR_BIT,
  IOREQ_READ,
  IOREQ_TYPE_PCI_CONFIG,
  type IoreqServer,
  ioreq,
  ioreqMechanism,
  ioreqServerKey,
  newVcpuIo,
  type PortRange,
  STATE_BITS,
  STATE_IOREQ_INPROCESS,
  STATE_IOREQ_READY,
  STATE_IORESP_READY,
  vcpuIoKey,
} from './ioreq.ts';
import { irqKey, linuxEventsMechanism } from './linux-events.ts';
import type { Mechanism } from './mechanism.ts';

/** A range of ports and the procedure that serves it: called with { read, offset, size, value }, returns a read’s value. */
export interface PortHandler extends PortRange {
  readonly handler: string;
  /** The procedure for writes, where it is another. */
  readonly writer?: string;
}
/** QEMU's `XenIOState` and its table of I/O ports. */
export interface DeviceModel {
  /** The pages that it shares with Xen. */
  readonly page: Maddr;
  readonly buffered: Maddr;
  /** Its own end of the event channel. */
  readonly port: number;
  readonly handlers: readonly PortHandler[];
  /** Requests served so far. */
  readonly served: number;
}
export const deviceModelKey: Key<DeviceModel> = 'qemu';

/** /dev/xen/evtchn as this process has it open: the ring of ports that fired, and which of them are enabled. */
export interface EvtchnDevice {
  readonly fired: readonly number[];
  readonly enabled: Readonly<Record<number, boolean>>;
}
export const evtchnDeviceKey: Key<EvtchnDevice> = 'linux.evtchn.qemu';

/** Another descriptor of QEMU's main loop: the eventfd of asynchronous I/O, and who looks after it. Not every story has one. */
export interface AioFd {
  readonly count: number;
  readonly handler: string;
}
export const aioFdKey: Key<AioFd> = 'qemu.aio.eventfd';
const aioDone = (s: Pick<State, 'records'>): boolean =>
  ((s.records[aioFdKey] as AioFd | undefined)?.count ?? 0) > 0;

const kernel = (symbol: string, via?: string) => ({
  source: linux('drivers/xen/evtchn.c', symbol),
  world: 'kernel' as const,
  ...(via ? { via } : {}),
});
const common = (symbol: string) => ({
  source: qemu('hw/i386/xen/xen-hvm.c', symbol),
  world: 'device-model' as const,
});
const SYSCALL = 'system call';

interface Port extends Locals {
  port: number;
}

// ── dom0's kernel: /dev/xen/evtchn ──────────────────────────────────────────────────────────────────

export const evtchn_interrupt = procedure<Port>('evtchn_interrupt', kernel('evtchn_interrupt'), [
  line('disable', 'evtchn->enabled = false   // masked until the process writes the port back', (m, l) => {
    const { enabled } = m.rec(evtchnDeviceKey);
    m.patch(evtchnDeviceKey, { enabled: { ...enabled, [l.port]: false } });
  }),
  line(
    'queue',
    'ring[prod] = port; smp_wmb(); prod++; it was empty: wake_up_interruptible()   // full: ring_overflow',
    (m, l) => {
      const { fired } = m.rec(evtchnDeviceKey);
      m.patch(evtchnDeviceKey, { fired: [...fired, l.port] });
      if (fired.length === 0) m.emit({ kind: 'wake', thread: 'qemu' });
    },
  ),
]);

export const evtchn_poll = procedure(
  'evtchn_poll',
  {
    source: linux('fs/select.c, drivers/xen/evtchn.c', 'do_sys_poll, evtchn_poll'),
    world: 'kernel',
    via: SYSCALL,
  },
  [
    line(
      'sleep',
      'poll_wait(&evtchn_wait): sleep until ring_prod != ring_cons, or an eventfd counts',
      () => ret(),
      (s) => rec(s, evtchnDeviceKey).fired.length > 0 || aioDone(s),
    ),
  ],
);

export const evtchn_read = procedure('evtchn_read', kernel('evtchn_read', SYSCALL), [
  line('take', 'smp_rmb(); copy_to_user(buf, ring[cons]); ring_cons++', (m) => {
    const [port, ...rest] = m.rec(evtchnDeviceKey).fired;
    m.patch(evtchnDeviceKey, { fired: rest });
    return ret(port ?? -1);
  }),
]);

export const evtchn_write = procedure<Port>('evtchn_write', kernel('evtchn_write', SYSCALL), [
  line('enable', 'evtchn->enabled = true', (m, l) => {
    const { enabled } = m.rec(evtchnDeviceKey);
    m.patch(evtchnDeviceKey, { enabled: { ...enabled, [l.port]: true } });
  }),
  line('unmask', 'xen_irq_lateeoi(irq_from_evtchn(port))', (_, l) =>
    call('xen_irq_lateeoi', { port: l.port }),
  ),
]);

export const evtchn_ioctl = procedure<Port>('evtchn_ioctl', kernel('evtchn_ioctl', SYSCALL), [
  line('notify', 'case IOCTL_EVTCHN_NOTIFY: notify_remote_via_evtchn(port)', (_, l) =>
    call('notify_remote_via_evtchn', { port: l.port }),
  ),
]);

// ── QEMU ────────────────────────────────────────────────────────────────────────────────────────────

const syscall = (m: Machine, name: string): void => m.emit({ kind: 'syscall', name });

export const main_loop = procedure(
  'main_loop_wait',
  { source: qemu('util/main-loop.c', 'main_loop_wait'), world: 'device-model' },
  [
    line('poll', 'ppoll(fds)   // sleep until something happens', (m) => {
      syscall(m, 'ppoll');
      return call('evtchn_poll');
    }),
    line('dispatch', 'the event-channel descriptor is readable: cpu_handle_ioreq(state)', (m) =>
      m.rec(evtchnDeviceKey).fired.length > 0 ? call('cpu_handle_ioreq') : m.passOver(goto('aio')),
    ),
    line('again', 'for ever', () => goto('poll')),
    line('aio', 'an eventfd is readable: a disk transfer is done', (m) => call(m.rec(aioFdKey).handler)),
    line('next', 'for ever', () => goto('poll')),
  ],
);

interface Serve extends Locals {
  ready: boolean;
  req: { addr: number; data: number; size: number; read: boolean; type: number };
  data: number;
}
const I = ioreq.fields;
const B = buffered_iopage.fields;
const dm = (m: Machine): DeviceModel => m.rec(deviceModelKey);

export const cpu_handle_ioreq = procedure<Serve>('cpu_handle_ioreq', common('cpu_handle_ioreq'), [
  line('get', 'req = cpu_get_ioreq(state)', () => call('cpu_get_ioreq', {}, 'ready')),
  line('buffered', 'handle_buffered_iopage(): read_pointer == write_pointer, nothing is buffered', (m) => {
    m.load(dm(m).buffered, B.read_pointer);
    m.load(dm(m).buffered, B.write_pointer);
  }),
  line('none', 'if (!req) return', (m, l) => (l.ready ? m.passOver() : ret())),
  line('copy', 'copy = *req   // addr, data, count, size, dir (beside state), type', (m, l) => {
    const { page } = dm(m);
    m.load(page, I.count);
    l.req = {
      addr: Number(m.load(page, I.addr)),
      data: Number(m.load(page, I.data)),
      size: m.load(page, I.size),
      read: ((m.load(page, I.state) >> DIR_BIT) & 1) === IOREQ_READ,
      type: m.load(page, I.type),
    };
  }),
  line('handle', 'handle_ioreq(state, &copy)', (_, l) => call('handle_ioreq', { ...l.req }, 'data')),
  line('data', 'req->data = copy.data', (m, l) => m.store(dm(m).page, I.data, BigInt(l.data))),
  line('service', 'if (req->state != STATE_IOREQ_INPROCESS) destroy_hvm_domain()', (m) => {
    m.load(dm(m).page, I.state);
    return m.passOver();
  }),
  line('respond', 'xen_wmb(); req->state = STATE_IORESP_READY', (m) => {
    const { page, served } = dm(m);
    m.fence('wmb');
    m.store(page, I.state, (m.load(page, I.state) & ~STATE_BITS) | STATE_IORESP_READY);
    m.patch(deviceModelKey, { served: served + 1 });
  }),
  line('notify', 'xenevtchn_notify(port)   // ioctl', (m) => {
    syscall(m, 'ioctl');
    return call('evtchn_ioctl', { port: dm(m).port });
  }),
]);

export const cpu_get_ioreq = procedure<Port>('cpu_get_ioreq', common('cpu_get_ioreq'), [
  line('pending', 'port = xenevtchn_pending()   // read', (m) => {
    syscall(m, 'read');
    return call('evtchn_read', {}, 'port');
  }),
  line('unmask', 'xenevtchn_unmask(port)   // write', (m, l) => {
    syscall(m, 'write');
    return call('evtchn_write', { port: l.port });
  }),
  line('ready', 'if (req->state != STATE_IOREQ_READY) return NULL', (m) =>
    (m.load(dm(m).page, I.state) & STATE_BITS) === STATE_IOREQ_READY ? m.passOver() : ret(false),
  ),
  line('in-process', 'xen_rmb(); req->state = STATE_IOREQ_INPROCESS; return req', (m) => {
    const { page } = dm(m);
    m.fence('rmb');
    m.store(page, I.state, (m.load(page, I.state) & ~STATE_BITS) | STATE_IOREQ_INPROCESS);
    return ret(true);
  }),
]);

interface Req extends Locals {
  addr: number;
  data: number;
  size: number;
  read: boolean;
  type: number;
}
export const handle_ioreq = procedure<Req>('handle_ioreq', common('handle_ioreq'), [
  line('mask', 'if (dir == WRITE) data &= (1 << 8 * size) - 1', (m, l) => {
    if (l.read) return m.passOver();
    if (l.size < 4) l.data = l.data & allOnes(l.size);
    return undefined;
  }),
  line('type', 'switch (type) { PIO: cpu_ioreq_pio(req)   PCI_CONFIG: cpu_ioreq_config(req) }', (_, l) =>
    call(
      l.type === IOREQ_TYPE_PCI_CONFIG ? 'cpu_ioreq_config' : 'cpu_ioreq_pio',
      { addr: l.addr, data: l.data, size: l.size, read: l.read },
      'data',
    ),
  ),
  line('done', 'return', (_, l) => ret(l.data)),
]);

export const cpu_ioreq_pio = procedure<Req>('cpu_ioreq_pio', common('cpu_ioreq_pio, do_inp, do_outp'), [
  line(
    'dispatch',
    'data = do_inp(addr, size)   or   do_outp(addr, size, data): the owner of the port',
    (m, l) => {
      const owner = dm(m).handlers.find((h) => l.addr >= h.first && l.addr <= h.last);
      if (!owner) {
        if (l.read) l.value = allOnes(l.size);
        return undefined;
      }
      return call(
        l.read ? owner.handler : (owner.writer ?? owner.handler),
        { read: l.read, offset: l.addr - owner.first, size: l.size, value: l.data },
        l.read ? 'value' : undefined,
      );
    },
  ),
  line('done', 'return data', (_, l) => ret(l.read ? l.value : l.data)),
]);

export const deviceModelMechanism = {
  id: 'device-model',
  needs: [linuxEventsMechanism, eventChannelMechanism, ioreqMechanism],
  procedures: [
    evtchn_interrupt,
    evtchn_poll,
    evtchn_read,
    evtchn_write,
    evtchn_ioctl,
    main_loop,
    cpu_handle_ioreq,
    cpu_get_ioreq,
    handle_ioreq,
    cpu_ioreq_pio,
  ],
  moments: { woken: at(evtchn_interrupt, 'queue'), answered: at(cpu_handle_ioreq, 'respond') },
} satisfies Mechanism;

/** What a port handler is called with. */
export interface PortCall extends Locals {
  read: boolean;
  /** From the first port of its range. */
  offset: number;
  size: number;
  value: number;
}

// ── connection ──────────────────────────────────────────────────────────────────────────────────────

export interface DeviceModelSetup {
  readonly guest: number;
  /** Machine addresses of the two shared pages. */
  readonly page: Maddr;
  readonly buffered: Maddr;
  readonly handlers: readonly PortHandler[];
  /** PCI functions (`sbdf`) whose configuration space it answers. */
  readonly functions?: readonly number[];
}
const DOM0 = 0;

/** The records of a device model that is not connected yet: put them beside the others of a scenario's setup. */
export const deviceModelRecords = (s: DeviceModelSetup): Record<string, Local | object> => ({
  [vcpuIoKey(s.guest)]: newVcpuIo(),
  [ioreqServerKey(s.guest)]: {
    emulator: DOM0,
    enabled: true,
    page: s.page,
    buffered: s.buffered,
    port: 0,
    ports: s.handlers.map(({ first, last }) => ({ first, last })),
    functions: s.functions ?? [],
    pending: false,
  } satisfies IoreqServer,
  [deviceModelKey]: {
    page: s.page,
    buffered: s.buffered,
    port: 0,
    handlers: s.handlers,
    served: 0,
  } satisfies DeviceModel,
  [evtchnDeviceKey]: { fired: [], enabled: {} } satisfies EvtchnDevice,
});

/**
 * What ioreq_server_add_vcpu() in Xen and xen_do_ioreq_register() in QEMU leave behind: an interdomain channel whose one
 * end is Xen's own, its number in the shared page, and a handler in dom0's kernel.
 */
export function connectDeviceModel(m: Machine, guest: number): void {
  const ours = m.rec(evtchnKey(guest)).ports;
  const theirs = m.rec(evtchnKey(DOM0)).ports;
  const port = ours.length;
  const qemuPort = theirs.length;
  const xenEnd: Evtchn = {
    state: 'interdomain',
    remoteDom: DOM0,
    remotePort: qemuPort,
    vcpu: 0,
    xenConsumer: true,
  };
  const qemuEnd: Evtchn = { state: 'interdomain', remoteDom: guest, remotePort: port, vcpu: 0 };
  m.patch(evtchnKey(guest), { ports: [...ours, xenEnd] });
  m.patch(evtchnKey(DOM0), { ports: [...theirs, qemuEnd] });
  m.patch(ioreqServerKey(guest), { port });
  m.patch(deviceModelKey, { port: qemuPort });
  m.patch(evtchnDeviceKey, { enabled: { [qemuPort]: true } });
  const irqs = m.rec(irqKey(DOM0));
  m.patch(irqKey(DOM0), { handlers: { ...irqs.handlers, [qemuPort]: 'evtchn_interrupt' } });
  m.store(m.rec(ioreqServerKey(guest)).page, ioreq.fields.vp_eport, port);
}

/** QEMU's main loop, in dom0. */
export const deviceModelThread: ThreadSpec = {
  id: 'qemu',
  domain: DOM0,
  start: { procedure: main_loop.name, world: 'device-model' },
};

/** What a figure shows of the device model. */
export interface DeviceModelView {
  readonly served: number;
  readonly asleep: boolean;
}
export const inspectDeviceModel = (state: State): DeviceModelView => ({
  served: rec(state, deviceModelKey).served,
  asleep: state.threads[deviceModelThread.id]?.top?.procedure === 'evtchn_poll',
});
