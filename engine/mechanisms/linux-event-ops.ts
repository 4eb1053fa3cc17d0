/**
 * What a kernel does with event channels besides handling events: one listing for each hypercall about them, a handler for a
 * port, masks, and the change of a port's vCPU.
 * Source: Linux 6.1 drivers/xen/events/events_{base,2l,fifo}.c, drivers/xen/xenbus/xenbus_client.c.
 */
import { PAGE_SIZE } from '../core/brand.ts';
import type { Field } from '../core/layout.ts';
import type { Machine } from '../core/machine.ts';
import {
  call,
  goto,
  type Local,
  type Locals,
  line,
  linux,
  model,
  type Procedure,
  procedure,
  ret,
  type Source,
} from '../core/procedure.ts';
import type { Key } from '../core/state.ts';
import { domainKey, ownAddress } from './domain.ts';
import {
  DOMID_SELF,
  EVENT_WORDS_PER_PAGE,
  EVTCHNOP_alloc_unbound,
  EVTCHNOP_bind_interdomain,
  EVTCHNOP_bind_ipi,
  EVTCHNOP_bind_pirq,
  EVTCHNOP_bind_vcpu,
  EVTCHNOP_bind_virq,
  EVTCHNOP_close,
  EVTCHNOP_expand_array,
  EVTCHNOP_init_control,
  EVTCHNOP_NAMES,
  EVTCHNOP_reset,
  EVTCHNOP_send,
  EVTCHNOP_set_priority,
  EVTCHNOP_status,
  EVTCHNOP_unmask,
  event_word,
  evtchn_alloc_unbound,
  evtchn_bind_interdomain,
  evtchn_send,
  evtchn_unmask,
  evtchnKey,
  wordAt,
} from './event-channel.ts';
import { MASKED } from './event-fifo.ts';
import {
  eventOpsMechanism,
  evtchn_bind_ipi,
  evtchn_bind_pirq,
  evtchn_bind_vcpu,
  evtchn_bind_virq,
  evtchn_close,
  evtchn_expand_array,
  evtchn_init_control,
  evtchn_reset,
  evtchn_set_priority,
  evtchn_status,
  readStatus,
  type StatusAnswer,
} from './event-ops.ts';
import { __HYPERVISOR_event_channel_op } from './hypercall.ts';
import { abiOf, bindHandler, inAbi, irqKey, linuxEventsMechanism, stackOf } from './linux-events.ts';
import type { Mechanism } from './mechanism.ts';

/** What came of an operation: the hypercall's result, the port that a binding gave, and what a port was found to be. */
export type EventResult = {
  readonly rc: number | null;
  readonly port: number | null;
  readonly status?: StatusAnswer;
};
/** What a story's kernels have in common: the handlers of their drivers, and the first frame of the event array (FIFO). */
export interface EventKernel {
  readonly drivers: Readonly<Record<'ipi' | 'virq' | 'other', string>>;
  /** Counted from the start of the domain's RAM. */
  readonly array: number;
}
export const eventKernelKey: Key<EventKernel> = 'linux.evtchn.kernel';
/** A guest address where there is nothing. */
const NOWHERE = 0x4000_0000;

const self = (m: Machine): number => m.domain as number;

// ── hypercalls ──────────────────────────────────────────────────────────────────────────────────────

/** What an operation is called with. */
export interface EventArgs extends Locals {
  args: readonly number[];
  /** The hypercall's pointer leads nowhere. */
  bad: boolean;
  rc: number;
}
/** How a hypercall's argument is filled from an operation's numbers. */
interface Call {
  readonly cmd: number;
  readonly procedure: string;
  readonly source: Source;
  readonly struct: string;
  readonly size: number;
  readonly set: readonly (readonly [
    Field<number> | Field<bigint>,
    (args: readonly number[], m: Machine) => number | bigint,
  ])[];
  /** Where the answer has a port. */
  readonly port?: Field<number>;
  /** Its answer says what a port is. */
  readonly asks?: true;
  /** Handled on its own vCPU, without late EOI. */
  readonly percpu?: (args: readonly number[]) => number;
}
const n =
  (i: number, otherwise = 0) =>
  (args: readonly number[]): number =>
    args[i] ?? otherwise;
/** The first frame of a domain's RAM: a PV domain names machine frames, the others begin at 0. */
const firstFrame = (m: Machine, domain: number): number =>
  m.rec(domainKey(domain)).p2m.find((range) => range.what === 'RAM')?.gfn ?? 0;
/** A frame of the domain's own RAM, counted from its start. */
const frame = (i: number) => (args: readonly number[], m: Machine) =>
  BigInt(n(i)(args) + firstFrame(m, self(m)));

const EVENTS = 'drivers/xen/events/events_base.c';
const FIFO = 'drivers/xen/events/events_fifo.c';
const INTERNAL = 'drivers/xen/events/events_internal.h';

const CALLS = {
  alloc: {
    cmd: EVTCHNOP_alloc_unbound,
    procedure: 'xenbus_alloc_evtchn',
    source: linux('drivers/xen/xenbus/xenbus_client.c', 'xenbus_alloc_evtchn'),
    struct: 'alloc',
    size: evtchn_alloc_unbound.size,
    set: [
      [evtchn_alloc_unbound.fields.dom, n(1, DOMID_SELF)],
      [evtchn_alloc_unbound.fields.remote_dom, n(0)],
    ],
    port: evtchn_alloc_unbound.fields.port,
  },
  bind: {
    cmd: EVTCHNOP_bind_interdomain,
    procedure: 'bind_interdomain_evtchn_to_irq',
    source: linux(EVENTS, 'bind_interdomain_evtchn_to_irq_chip'),
    struct: 'bind',
    size: evtchn_bind_interdomain.size,
    set: [
      [evtchn_bind_interdomain.fields.remote_dom, n(0)],
      [evtchn_bind_interdomain.fields.remote_port, n(1)],
    ],
    port: evtchn_bind_interdomain.fields.local_port,
  },
  bind_virq: {
    cmd: EVTCHNOP_bind_virq,
    procedure: 'bind_virq_to_irq',
    source: linux(EVENTS, 'bind_virq_to_irq'),
    struct: 'bind',
    size: evtchn_bind_virq.size,
    set: [
      [evtchn_bind_virq.fields.virq, n(0)],
      [evtchn_bind_virq.fields.vcpu, n(1)],
    ],
    port: evtchn_bind_virq.fields.port,
    percpu: n(1),
  },
  bind_ipi: {
    cmd: EVTCHNOP_bind_ipi,
    procedure: 'bind_ipi_to_irq',
    source: linux(EVENTS, 'bind_ipi_to_irq'),
    struct: 'bind',
    size: evtchn_bind_ipi.size,
    set: [[evtchn_bind_ipi.fields.vcpu, n(0)]],
    port: evtchn_bind_ipi.fields.port,
    percpu: n(0),
  },
  bind_pirq: {
    cmd: EVTCHNOP_bind_pirq,
    procedure: '__startup_pirq',
    source: linux(EVENTS, '__startup_pirq'),
    struct: 'bind',
    size: evtchn_bind_pirq.size,
    set: [
      [evtchn_bind_pirq.fields.pirq, n(0)],
      [evtchn_bind_pirq.fields.flags, () => 0],
    ],
    port: evtchn_bind_pirq.fields.port,
  },
  close: {
    cmd: EVTCHNOP_close,
    procedure: 'xen_evtchn_close',
    source: linux(EVENTS, 'xen_evtchn_close'),
    struct: 'close',
    size: evtchn_close.size,
    set: [[evtchn_close.fields.port, n(0)]],
  },
  send: {
    cmd: EVTCHNOP_send,
    procedure: 'notify_remote_via_irq',
    source: linux(`${EVENTS}, include/xen/events.h`, 'notify_remote_via_irq, notify_remote_via_evtchn'),
    struct: 'send',
    size: evtchn_send.size,
    set: [[evtchn_send.fields.port, n(0)]],
  },
  status: {
    cmd: EVTCHNOP_status,
    procedure: 'find_virq',
    source: linux(EVENTS, 'find_virq'),
    struct: 'status',
    size: evtchn_status.size,
    set: [
      [evtchn_status.fields.dom, n(1, DOMID_SELF)],
      [evtchn_status.fields.port, n(0)],
    ],
    asks: true,
  },
  bind_vcpu: {
    cmd: EVTCHNOP_bind_vcpu,
    procedure: 'EVTCHNOP_bind_vcpu',
    source: linux(EVENTS, 'xen_rebind_evtchn_to_cpu'),
    struct: 'bind_vcpu',
    size: evtchn_bind_vcpu.size,
    set: [
      [evtchn_bind_vcpu.fields.port, n(0)],
      [evtchn_bind_vcpu.fields.vcpu, n(1)],
    ],
  },
  unmask: {
    cmd: EVTCHNOP_unmask,
    procedure: 'EVTCHNOP_unmask',
    source: linux('drivers/xen/events/events_2l.c', 'evtchn_2l_unmask'),
    struct: 'unmask',
    size: evtchn_unmask.size,
    set: [[evtchn_unmask.fields.port, n(0)]],
  },
  reset: {
    cmd: EVTCHNOP_reset,
    procedure: 'EVTCHNOP_reset',
    source: model('a kernel that starts afresh, as after kexec'),
    struct: 'reset',
    size: evtchn_reset.size,
    set: [[evtchn_reset.fields.dom, n(0, DOMID_SELF)]],
  },
  init_control: {
    cmd: EVTCHNOP_init_control,
    procedure: 'init_control_block',
    source: linux(FIFO, 'init_control_block'),
    struct: 'init_control',
    size: evtchn_init_control.size,
    set: [
      [evtchn_init_control.fields.control_gfn, frame(1)],
      [evtchn_init_control.fields.offset, n(2)],
      [evtchn_init_control.fields.vcpu, n(0)],
    ],
  },
  expand_array: {
    cmd: EVTCHNOP_expand_array,
    procedure: 'evtchn_fifo_setup',
    source: linux(FIFO, 'evtchn_fifo_setup'),
    struct: 'expand_array',
    size: evtchn_expand_array.size,
    set: [[evtchn_expand_array.fields.array_gfn, frame(0)]],
  },
  set_priority: {
    cmd: EVTCHNOP_set_priority,
    procedure: 'xen_set_irq_priority',
    source: linux(EVENTS, 'xen_set_irq_priority'),
    struct: 'set_priority',
    size: evtchn_set_priority.size,
    set: [
      [evtchn_set_priority.fields.port, n(0)],
      [evtchn_set_priority.fields.priority, n(1)],
    ],
  },
} as const satisfies Readonly<Record<string, Call>>;

/** Notes what kind of port a binding gave: IPIs and virtual interrupts are handled on their own vCPU. */
function notePort(m: Machine, c: Call, l: EventArgs): void {
  if (!c.percpu || !c.port) return;
  const irq = m.rec(irqKey(self(m)));
  const port = l.port as number;
  m.patch(irqKey(self(m)), {
    percpu: { ...irq.percpu, [port]: true },
    cpu: { ...irq.cpu, [port]: c.percpu(l.args) },
  });
}

function resultText({ port, asks, struct }: Call): string {
  if (asks) return `rc == 0: ${struct}: status, vcpu; u: dom, port, pirq or virq   // what the port is`;
  return port ? `rc == 0: port = ${struct}.${port.leaf}` : 'return rc';
}

function hypercallOf(c: Call): Procedure {
  const { port } = c;
  const leaves = c.set.map(([f]) => f.leaf);
  const fields = `${c.struct}.${leaves.length === 1 ? leaves[0] : `{${leaves.join(', ')}}`}`;
  return procedure<EventArgs>(c.procedure, { source: c.source, world: 'kernel' }, [
    line('argument', `${fields} = …   // on the stack`, (m, l) => {
      const at = ownAddress(m, self(m), stackOf(m));
      for (const [field, value] of c.set) {
        const v = value(l.args, m);
        if (field.size === 8) m.store(at, field as Field<bigint>, BigInt(v));
        else m.store(at, field as Field<number>, Number(v));
      }
    }),
    line('hypercall', `rc = HYPERVISOR_event_channel_op(${EVTCHNOP_NAMES[c.cmd]}, &${c.struct})`, (m, l) =>
      call(
        'HYPERVISOR_hypercall',
        { nr: __HYPERVISOR_event_channel_op, cmd: c.cmd, arg: l.bad ? NOWHERE : stackOf(m) },
        'rc',
      ),
    ),
    line('result', resultText(c), (m, l) => {
      const rc = Number(BigInt.asIntN(64, BigInt(l.rc)));
      if (!port && !c.asks) return ret({ rc, port: null });
      if (rc !== 0) return m.passOver(ret({ rc, port: null }));
      const at = ownAddress(m, self(m), stackOf(m));
      if (!port) return ret({ rc, port: null, status: readStatus(m, at) });
      l.port = m.load(at, port);
      notePort(m, c, l);
      return ret({ rc, port: l.port });
    }),
  ]);
}

// ── what a kernel does besides ──────────────────────────────────────────────────────────────────────

const done: Local = { rc: null, port: null };

/** The driver behind a port, by what the port is. */
function driverOf(m: Machine, port: number): string {
  const state = m.rec(evtchnKey(self(m))).ports[port]?.state;
  const { drivers } = m.rec(eventKernelKey);
  return state === 'ipi' || state === 'virq' ? drivers[state] : drivers.other;
}

/** A page of the event array is missing for this port: give Xen one, all of it masked. */
const missing = (m: Machine, port: number): boolean => {
  const { fifo } = m.rec(evtchnKey(self(m)));
  return fifo !== null && wordAt(fifo, port) === undefined;
};

export const bind_evtchn_to_irqhandler = procedure<EventArgs>(
  'bind_evtchn_to_irqhandler',
  {
    source: linux(`${EVENTS}, ${INTERNAL}`, 'bind_evtchn_to_irqhandler_chip, xen_evtchn_port_setup'),
    world: 'kernel',
  },
  [
    line(
      'page',
      'xen_evtchn_port_setup(port)   // FIFO, page missing: a fresh one, every event_word MASKED',
      (m, l) => {
        if (!missing(m, n(0)(l.args))) return goto('handler');
        const pages = m.rec(evtchnKey(self(m))).fifo?.event_array.length ?? 0;
        l.frame = m.rec(eventKernelKey).array + pages;
        fillMasked(m, self(m), l.frame as number);
        return undefined;
      },
    ),
    line('expand', '  evtchn_fifo_setup(port)', (_, l) =>
      call('evtchn_fifo_setup', { args: [l.frame as number], bad: false }, 'added'),
    ),
    line('expanded', '  until the page of this port is there', (m, l) =>
      missing(m, n(0)(l.args)) && (l.added as EventResult).rc === 0 ? goto('page') : undefined,
    ),
    line(
      'handler',
      'irq’s action->handler = handler   // a table of the kernel: Xen does not know it',
      (m, l) => bindHandler(m, n(0)(l.args), driverOf(m, n(0)(l.args))),
    ),
    line('startup', 'irq_startup(): unmask_evtchn(port)', (m, l) =>
      missing(m, n(0)(l.args)) ? ret(done) : call(inAbi('unmask_evtchn', abiOf(m)), { port: n(0)(l.args) }),
    ),
    line('done', 'return irq', () => ret(done)),
  ],
);

/** A page of the event array as Linux hands it over: every port masked (`init_array_page`). */
export function fillMasked(m: Machine, domain: number, guestFrame: number): void {
  const bytes = new Uint8Array(PAGE_SIZE);
  const words = new DataView(bytes.buffer);
  for (let i = 0; i < EVENT_WORDS_PER_PAGE; i++) words.setUint32(i * event_word.size, MASKED, true);
  const frameAt = guestFrame + firstFrame(m, domain);
  m.fill(ownAddress(m, domain, frameAt * PAGE_SIZE), bytes, 'a page of event words, all MASKED');
}

const port = (l: EventArgs): Locals => ({ port: n(0)(l.args) });

export const disable_irq = procedure<EventArgs>(
  'disable_irq',
  { source: linux(EVENTS, 'disable_dynirq'), world: 'kernel' },
  [
    line('mask', 'mask_evtchn(port)', (m, l) => call(inAbi('mask_evtchn', abiOf(m)), port(l))),
    line('done', 'return', () => ret(done)),
  ],
);
export const enable_irq = procedure<EventArgs>(
  'enable_irq',
  { source: linux(EVENTS, 'enable_dynirq'), world: 'kernel' },
  [
    line('unmask', 'unmask_evtchn(port)', (m, l) => call(inAbi('unmask_evtchn', abiOf(m)), port(l))),
    line('done', 'return', () => ret(done)),
  ],
);

export const xen_rebind_evtchn_to_cpu = procedure<EventArgs>(
  'xen_rebind_evtchn_to_cpu',
  { source: linux(EVENTS, 'xen_rebind_evtchn_to_cpu'), world: 'kernel' },
  [
    line('mask', 'mask_evtchn(port)   // nothing may arrive halfway', (m, l) =>
      call(inAbi('mask_evtchn', abiOf(m)), port(l)),
    ),
    line('ask', 'rc = EVTCHNOP_bind_vcpu', (_, l) =>
      call('EVTCHNOP_bind_vcpu', { args: l.args, bad: l.bad }, 'answer'),
    ),
    line('cpu', 'rc >= 0: cpu_evtchn_mask: the bit moves to the other vCPU', (m, l) => {
      const irq = m.rec(irqKey(self(m)));
      if ((l.answer as EventResult).rc !== 0) return;
      m.patch(irqKey(self(m)), { cpu: { ...irq.cpu, [n(0)(l.args)]: n(1)(l.args) } });
    }),
    line('unmask', 'unmask_evtchn(port)', (m, l) => call(inAbi('unmask_evtchn', abiOf(m)), port(l))),
    line('done', 'return', (_, l) => ret(l.answer)),
  ],
);

/** Listings by the short name of what they do; `EVTCHNOP` by `EVTCHNOP`, then the kernel's own. */
export const EVENT_OPERATIONS = {
  ...(Object.fromEntries(Object.entries(CALLS).map(([name, c]) => [name, hypercallOf(c)])) as Record<
    keyof typeof CALLS,
    Procedure
  >),
  handler: bind_evtchn_to_irqhandler,
  disable: disable_irq,
  enable: enable_irq,
  move: xen_rebind_evtchn_to_cpu,
} as const;

export const linuxEventOpsMechanism = {
  id: 'linux-event-ops',
  needs: [eventOpsMechanism, linuxEventsMechanism],
  procedures: Object.values(EVENT_OPERATIONS),
} satisfies Mechanism;
