/** What no source prescribes: where everything lies, which stories can be played, the program that plays them, and who runs. */
import { type Maddr, maddr, PAGE_SIZE } from '../../core/brand.ts';
import type { World } from '../../core/effect.ts';
import type { Machine } from '../../core/machine.ts';
import {
  call,
  goto,
  type Local,
  type Locals,
  line,
  linux,
  model,
  xen as ofXen,
  type Procedure,
  procedure,
  ret,
} from '../../core/procedure.ts';
import { type Key, rec, startThreads } from '../../core/state.ts';
import { continuationMechanism, softirqKey } from '../../mechanisms/continuation.ts';
import { type Domain, type DomainType, domainKey } from '../../mechanisms/domain.ts';
import { eventBindingMechanism } from '../../mechanisms/event-binding.ts';
import {
  EVTCHN_2L_NR_CHANNELS,
  EVTCHN_FIFO_NR_CHANNELS,
  type Evtchn,
  type EvtchnTable,
  eventChannelMechanism,
  evtchnKey,
  newEvtchnTable,
} from '../../mechanisms/event-channel.ts';
import { EVTCHN_FIFO_MAX_QUEUES, eventFifoMechanism } from '../../mechanisms/event-fifo.ts';
import { eventOpsMechanism } from '../../mechanisms/event-ops.ts';
import { __HYPERVISOR_event_channel_op, hypercallMechanism } from '../../mechanisms/hypercall.ts';
import {
  EVENT_OPERATIONS,
  type EventArgs,
  type EventResult,
  eventKernelKey,
  fillMasked,
  linuxEventOpsMechanism,
} from '../../mechanisms/linux-event-ops.ts';
import { abiOf, type IrqTable, inAbi, irqKey, linuxEventsMechanism } from '../../mechanisms/linux-events.ts';
import { linuxEventsFifoMechanism } from '../../mechanisms/linux-events-fifo.ts';
import { keep } from '../../mechanisms/mechanism.ts';
import { schedOpMechanism } from '../../mechanisms/sched-op.ts';
import { shared_info } from '../../mechanisms/shared-info.ts';
import { EXIT_REASON, hvmInterrupts, pvInterrupts, upcallMechanism } from '../../mechanisms/upcall.ts';
import { DELIVERIES, newVcpu } from '../../mechanisms/vcpu.ts';
import { xen } from '../../platforms/xen.ts';
import type { Setup } from '../../stories/scenario.ts';
import { choice, flag, params, text } from '../../stories/schema.ts';
import { newSystem, prepared, runOut } from '../../stories/system.ts';
import { type Actor, type Operation, type OperationName, readOperations } from './ops.ts';

// ── where everything lies ────────────────────────────────────────────────────────────────────────────

/** Machine frames: Xen's own pages first, dom0 behind them, then the guest. */
const XEN = { guestShared: 0x10, dom0Shared: 0x11, dom0: 0x200, guest: 0x1000 } as const;

/** Frames of the guest, counted from the start of its RAM. */
export const GUEST = { id: 1, vcpus: 2, shared_info: 0x10, pages: 0x400, stack: 0x20 } as const;
export const DOM0 = { id: 0, pages: 0x200, stack: 0x20 } as const;
/** Pages for the FIFO ABI, in either domain: a control block for each vCPU, then the event array. */
export const FIFO_PAGES = { control: 0x40, array: 0x100 } as const;

const at = (frame: number): Maddr => maddr(frame * PAGE_SIZE);

/** A PV domain names machine frames: its frame numbers are those of the machine. */
export const firstFrame = (type: DomainType, domain: number): number => {
  if (type !== 'pv') return 0;
  return domain === DOM0.id ? XEN.dom0 : XEN.guest;
};

export function guestDomain(type: DomainType): Domain {
  const first = firstFrame(type, GUEST.id);
  const ram = { gfn: first, mfn: XEN.guest, pages: GUEST.pages, what: 'RAM' };
  const shared = { gfn: GUEST.shared_info, mfn: XEN.guestShared, pages: 1, what: 'shared_info' };
  return {
    id: GUEST.id,
    type,
    vcpus: GUEST.vcpus,
    // The shared page hides the RAM page behind it; a PV guest names it by its machine frame.
    p2m: type === 'pv' ? [ram] : [shared, ram],
    shared_info: at(XEN.guestShared),
    grant_frames: at(0),
    nr_grant_entries: 0,
  };
}

export const dom0Domain: Domain = {
  id: DOM0.id,
  type: 'pv',
  p2m: [{ gfn: XEN.dom0, mfn: XEN.dom0, pages: DOM0.pages, what: 'RAM' }],
  shared_info: at(XEN.dom0Shared),
  grant_frames: at(0),
  nr_grant_entries: 0,
};

// ── the stories, as operations ───────────────────────────────────────────────────────────────────────

// `{halt}` is where the receiving vCPU goes to sleep, if it is to.

/** A channel between guest port 1 and dom0 port 1, with a driver at either end. */
const CONNECTED = 'g0.alloc(0);g0.handler(1);d.bind(1,1);d.handler(1)';

interface Story {
  readonly ops: string;
  /** Which vCPU of the guest sleeps where the story says so. */
  readonly sleeper: 0 | 1;
  /** Ports that are in use from before. */
  readonly used?: (limit: number) => number;
  /** Starts with the 2-level ABI even where the parameter says FIFO: the change itself is the story. */
  readonly starts2l?: boolean;
}

const STORIES = {
  send: { ops: `${CONNECTED};{halt};d.send(1)`, sleeper: 0 },
  'two-sends': { ops: `${CONNECTED};{halt};d.send(1);d.send(1)`, sleeper: 0 },
  masked: { ops: `${CONNECTED};g0.disable(1);d.send(1);g0.enable(1)`, sleeper: 0 },
  unbound: {
    ops: 'g0.alloc(0);g0.handler(1);g0.send(1);d.bind(1,1);d.handler(1);d.close(1);g0.send(1);g0.status(1)',
    sleeper: 0,
  },
  ipi: { ops: 'g0.bind_ipi(1);g0.handler(1);{halt};g0.send(1)', sleeper: 1 },
  virq: { ops: 'g0.bind_virq(0,0);g0.handler(1);{halt};xen.virq(0,0)', sleeper: 0 },
  move: { ops: `${CONNECTED};g0.move(1,1);{halt};d.send(1)`, sleeper: 1 },
  order: {
    ops: 'g0.alloc(0);g0.alloc(0);g0.alloc(0);g0.handler(1);g0.handler(2);g0.handler(3);d.bind(1,1);d.bind(1,2);d.bind(1,3);g0.set_priority(3,0);{halt};d.send(2);d.send(1);d.send(3)',
    sleeper: 0,
  },
  limits: {
    ops: 'g0.alloc(0);g0.alloc(0);g0.close(5);g0.alloc(0)',
    sleeper: 0,
    used: (limit) => limit - 1,
  },
  'fifo-setup': {
    ops: `${CONNECTED};g0.disable(1);d.send(1);g0.init_control(0,${FIFO_PAGES.control},0);g0.expand_array(${FIFO_PAGES.array});g0.set_priority(1,3);g0.enable(1);g0.init_control(0,${FIFO_PAGES.control},0)`,
    sleeper: 0,
    starts2l: true,
  },
  reset: { ops: 'g0.reset();g0.status(1)', sleeper: 0, used: () => 66 },
  custom: { ops: '', sleeper: 0 },
} as const satisfies Readonly<Record<string, Story>>;

const STORY_NAMES = Object.keys(STORIES) as readonly (keyof typeof STORIES)[];

/** What the parameter `ops` starts with: every step from a free port to a closed one. */
const EXAMPLE = `${CONNECTED};d.send(1);g0.status(1);g0.close(1);d.send(1)`;

/** Other things to try: a ring at a port of nobody's, a pointer to nowhere, a port that is taken away, one's own far end. */
const SUGGESTIONS = [
  EXAMPLE,
  'd.send(5);d.op(99);d.status!(1)',
  `${CONNECTED};g0.close(1);d.send(1);d.status(1)`,
  'g0.alloc(1);g0.bind(1,1);g0.handler(1);g0.handler(2);g0.send(1);g0.send(2)',
  'g0.bind_ipi(0);g0.bind_ipi(1);g0.handler(1);g0.handler(2);g1.send(1);g0.send(2);g0.bind_vcpu(1,1)',
  'g0.bind_pirq(4);g0.bind_virq(0,1);g0.handler(2);g1.halt();xen.virq(0,1)',
] as const;

export const eventChannelsParams = params({
  story: choice(STORY_NAMES),
  abi: choice(['2-level', 'fifo']),
  delivery: choice(DELIVERIES),
  vcpu: choice(['running', 'halted']),
  apicv: flag(true),
  /** `max_event_channels`, the highest port; `abi`: far above what either can name, as a toolstack without a limit sets it. */
  cap: choice({ '1023': 1023, abi: 0x7fff_ffff }),
  ops: text(EXAMPLE, readOperations, SUGGESTIONS),
});
type Choices = ReturnType<typeof eventChannelsParams.values>;

function operationsOf(c: Choices): readonly Operation[] {
  if (c.story === 'custom') return c.ops;
  const { ops, sleeper }: Story = STORIES[c.story];
  return readOperations(ops.replace('{halt};', c.vcpu === 'halted' ? `g${sleeper}.halt();` : ''));
}

// ── the program ──────────────────────────────────────────────────────────────────────────────────────

/** The program's own notes. */
export interface Workload {
  readonly ops: readonly Operation[];
  /** Operations begun so far. */
  readonly begun: number;
  /** One for each operation done. */
  readonly results: readonly EventResult[];
  /** Handler runs by `domain.port`. */
  readonly handled: Readonly<Record<string, number>>;
}
export const workloadKey: Key<Workload> = 'workload';

const self = (m: Machine): number => m.domain as number;
const NOTHING: Local = { rc: null, port: null };

/** A command that Xen does not know. */
const unknownCommand = procedure<EventArgs>(
  'EVTCHNOP_unknown',
  { source: model('a kernel that tries a newer command'), world: 'kernel' },
  [
    line('hypercall', 'rc = HYPERVISOR_event_channel_op(cmd, NULL)', (_, l) =>
      call('HYPERVISOR_hypercall', { nr: __HYPERVISOR_event_channel_op, cmd: l.args[0] ?? 0, arg: 0 }, 'rc'),
    ),
    line('result', 'return rc', (_, l) => ret({ rc: l.rc, port: null })),
  ],
);

/** A vCPU with nothing to do. */
const default_idle = procedure<EventArgs>(
  'default_idle',
  { source: linux('arch/x86/kernel/process.c', 'default_idle'), world: 'kernel' },
  [
    line('idle', 'nothing to do: the next operation is somebody else’s', (m) => {
      const w = m.rec(workloadKey);
      m.patch(workloadKey, { results: [...w.results, { rc: null, port: null }] });
    }),
    line('halt', 'HVM: sti; hlt      PV: HYPERVISOR_sched_op(SCHEDOP_block)', (m) =>
      m.rec(domainKey(self(m))).type === 'pv'
        ? call('HYPERVISOR_hypercall', { nr: SCHED_OP, cmd: SCHEDOP_block, arg: 0 })
        : call('vmx_vmexit_handler', { reason: EXIT_REASON.HLT }),
    ),
    line('woken', 'runnable again', () => ret(null)),
  ],
);
const SCHED_OP = 29;
const SCHEDOP_block = 1;

// ── drivers ─────────────────────────────────────────────────────────────────────────────────────────

interface Handler extends Locals {
  port: number;
}
function noteHandled(m: Machine, l: Handler): void {
  const { handled } = m.rec(workloadKey);
  const key = `${self(m)}.${l.port}`;
  m.patch(workloadKey, { handled: { ...handled, [key]: (handled[key] ?? 0) + 1 } });
}

const driver_interrupt = procedure<Handler>(
  'driver_interrupt',
  { source: model('a driver: what there is to do it reads elsewhere, in its ring'), world: 'kernel' },
  [
    line('work', 'look at the ring, until it is empty', noteHandled),
    line('eoi', 'xen_irq_lateeoi(irq)', (m, l) => call(inAbi('xen_irq_lateeoi', abiOf(m)), { port: l.port })),
  ],
);
const xen_reschedule_interrupt = procedure<Handler>(
  'xen_reschedule_interrupt',
  { source: linux('arch/x86/xen/smp.c', 'xen_reschedule_interrupt'), world: 'kernel' },
  [line('work', 'scheduler_ipi(): the other vCPU wants this one to reschedule', noteHandled)],
);
const xen_timer_interrupt = procedure<Handler>(
  'xen_timer_interrupt',
  { source: linux('arch/x86/xen/time.c', 'xen_timer_interrupt'), world: 'kernel' },
  [line('work', 'evt->event_handler(evt): the clock tick', noteHandled)],
);

/** Xen's own timer: the vCPU's time is up. */
const vcpu_singleshot_timer_fn = procedure<EventArgs>(
  'vcpu_singleshot_timer_fn',
  {
    source: ofXen(
      'xen/common/sched/core.c, xen/arch/x86/time.c',
      'vcpu_singleshot_timer_fn, send_timer_event',
    ),
    world: 'hypervisor',
    via: 'timer interrupt',
  },
  [
    line('raise', 'send_guest_vcpu_virq(v, virq)   // nobody called', (_, l) =>
      call('send_guest_vcpu_virq', { dom: GUEST.id, vcpu: l.args[1] ?? 0, virq: l.args[0] ?? 0 }),
    ),
    line('done', 'return', () => ret(NOTHING)),
  ],
);

// ── the program ─────────────────────────────────────────────────────────────────────────────────────

const PERFORM: Readonly<Record<OperationName, Procedure>> = {
  ...EVENT_OPERATIONS,
  op: unknownCommand,
  halt: default_idle,
  virq: vcpu_singleshot_timer_fn,
};

interface Program extends Locals {
  me: Actor;
}
export const program = procedure<Program>('program', { source: model('the story: whose turn it is') }, [
  line(
    'next',
    'compute, until the next operation is this one’s; perform it',
    (m) => {
      const { ops, begun } = m.rec(workloadKey);
      const op = ops[begun];
      m.patch(workloadKey, { begun: begun + 1 });
      return op ? call(PERFORM[op.name].name, { args: op.args, bad: op.badPointer }, 'outcome') : ret();
    },
    (s, l) => {
      const w = rec(s, workloadKey);
      // One at a time: the operation before this one is done.
      return w.begun === w.results.length && w.ops[w.begun]?.who === l.me;
    },
  ),
  line('note', 'note what came of it', (m, l) => {
    const outcome = l.outcome as EventResult | null;
    // A vCPU that went to sleep had noted that before.
    if (outcome) m.patch(workloadKey, { results: [...m.rec(workloadKey).results, outcome] });
    return goto('next');
  }),
]);

// ── the set-up ───────────────────────────────────────────────────────────────────────────────────────

const MECHANISMS = [
  eventChannelMechanism,
  eventOpsMechanism,
  eventBindingMechanism,
  eventFifoMechanism,
  upcallMechanism,
  hypercallMechanism,
  continuationMechanism,
  schedOpMechanism,
  linuxEventsMechanism,
  linuxEventsFifoMechanism,
  linuxEventOpsMechanism,
];

/** One listing for all: each thread performs the operations that are its own. */
const plays = (me: string, world: World) => ({ procedure: program.name, args: { me }, world });

/** Ports below `used` belong to drivers that are not part of the story. */
function tableFor(c: Choices, { used: taken }: Story): EvtchnTable {
  const table = newEvtchnTable(c.cap);
  const limit = Math.min(c.cap, (c.abi === 'fifo' ? EVTCHN_FIFO_NR_CHANNELS : EVTCHN_2L_NR_CHANNELS) - 1);
  const used = taken?.(limit) ?? 0;
  if (used === 0) return { ...table, pirqs: { count: PIRQS, ports: {} } };
  const elsewhere: Evtchn = { state: 'unbound', remoteDom: DOM0.id, vcpu: 0 };
  return {
    ...table,
    ports: [...table.ports, ...new Array<Evtchn>(used).fill(elsewhere)],
    valid: Math.ceil((used + 1) / table.valid) * table.valid,
    pirqs: { count: PIRQS, ports: {} },
  };
}
/** Physical interrupts that a guest can name: 24 pins and 32 more, as Xen's default gives a domain. */
const PIRQS = 56;

const workload = (ops: readonly Operation[]): Workload => ({ ops, begun: 0, results: [], handled: {} });
const noHeads = new Array<number>(EVTCHN_FIFO_MAX_QUEUES).fill(0);

const irq = (stack: number): IrqTable => ({
  handlers: {},
  percpu: {},
  cpu: {},
  heads: [noHeads, noHeads],
  stack,
});

/** How each kernel of this story starts: every port masked (Linux events_base.c: xen_init_IRQ). */
function masked(m: Machine): void {
  const { evtchn_mask } = shared_info.fields;
  for (const d of [guestDomain('hvm'), dom0Domain])
    for (const word of evtchn_mask) m.store(d.shared_info, word, 0xffff_ffff_ffff_ffffn);
}

const FIFO_BOOT = `g0.init_control(0,${FIFO_PAGES.control},0);g0.init_control(1,${FIFO_PAGES.control + 1},0);g0.expand_array(${FIFO_PAGES.array});d.init_control(0,${FIFO_PAGES.control},0);d.expand_array(${FIFO_PAGES.array})`;

/** The system with these operations before it, and everybody at the start of their program. */
const told = (system: Setup, ops: readonly Operation[]): Setup => ({
  ...system,
  initial: {
    ...system.initial,
    records: { ...system.initial.records, [workloadKey]: workload(ops) },
    threads: startThreads(system.program),
    last: null,
  },
});

export function setup(c: Choices): Setup {
  const story: Story = STORIES[c.story];
  const type = c.delivery === 'pv' ? 'pv' : 'hvm';
  const interrupts = type === 'pv' ? pvInterrupts : hvmInterrupts;
  const guest = { domain: GUEST.id, start: plays('g0', 'guest-user') } as const;
  const system = newSystem({
    platform: xen,
    mechanisms: MECHANISMS,
    domains: [
      {
        domain: guestDomain(type),
        vcpus: [newVcpu(c.delivery, c.apicv), newVcpu(c.delivery, c.apicv)],
      },
      { domain: dom0Domain, vcpus: [newVcpu('pv', false)] },
    ],
    listings: [
      unknownCommand,
      default_idle,
      driver_interrupt,
      xen_reschedule_interrupt,
      xen_timer_interrupt,
      vcpu_singleshot_timer_fn,
      program,
    ],
    threads: [
      { id: 'guest', ...guest, interrupts: interrupts(GUEST.id, 0) },
      {
        id: 'guest1',
        ...guest,
        vcpu: 1,
        start: plays('g1', 'guest-user'),
        interrupts: interrupts(GUEST.id, 1),
      },
      { id: 'dom0', domain: DOM0.id, start: plays('d', 'backend'), interrupts: pvInterrupts(DOM0.id) },
      { id: 'timer', domain: null, start: plays('xen', 'hardware') },
    ],
    records: [
      keep(evtchnKey(GUEST.id), tableFor(c, story)),
      keep(evtchnKey(DOM0.id), { ...newEvtchnTable(), pirqs: { count: PIRQS, ports: {} } }),
      // Something is put off already: the first long call is asked to stop.
      keep(softirqKey, { pending: true, every: 0, looks: 0 }),
      keep(irqKey(GUEST.id), irq((GUEST.stack + firstFrame(type, GUEST.id)) * PAGE_SIZE)),
      keep(irqKey(DOM0.id), irq((DOM0.stack + firstFrame('pv', DOM0.id)) * PAGE_SIZE)),
      keep(eventKernelKey, {
        drivers: {
          ipi: xen_reschedule_interrupt.name,
          virq: xen_timer_interrupt.name,
          other: driver_interrupt.name,
        },
        array: FIFO_PAGES.array,
      }),
      keep(workloadKey, workload([])),
    ],
  });
  const ready = prepared(system, (m) => {
    masked(m);
    for (const domain of [GUEST.id, DOM0.id]) fillMasked(m, domain, FIFO_PAGES.array);
  });
  const boots = c.abi === 'fifo' && !story.starts2l;
  const booted = boots ? runOut(told(ready, readOperations(FIFO_BOOT))) : ready;
  return told(booted, operationsOf(c));
}
