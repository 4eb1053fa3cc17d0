/** Builds the two domains, and has them set up FIFO, through the same listings, before the story begins. */
import { PAGE_SIZE } from '../../core/brand.ts';
import type { World } from '../../core/effect.ts';
import type { Machine } from '../../core/machine.ts';
import { startThreads } from '../../core/state.ts';
import { continuationMechanism, softirqKey } from '../../mechanisms/continuation.ts';
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
import { hypercallMechanism } from '../../mechanisms/hypercall.ts';
import { type IrqTable, irqKey, linuxEventsMechanism } from '../../mechanisms/linux-events.ts';
import { linuxEventsFifoMechanism } from '../../mechanisms/linux-events-fifo.ts';
import { keep } from '../../mechanisms/mechanism.ts';
import { schedOpMechanism } from '../../mechanisms/sched-op.ts';
import { shared_info } from '../../mechanisms/shared-info.ts';
import { hvmInterrupts, pvInterrupts, upcallMechanism } from '../../mechanisms/upcall.ts';
import { newVcpu } from '../../mechanisms/vcpu.ts';
import { xen } from '../../platforms/xen.ts';
import type { Setup } from '../../stories/scenario.ts';
import { newSystem, prepared, runOut } from '../../stories/system.ts';
import { DOM0, dom0Domain, FIFO_PAGES, firstFrame, GUEST, guestDomain } from './map.ts';
import { type Operation, readOperations } from './ops.ts';
import { type Choices, operationsOf } from './params.ts';
import { STORIES, type Story } from './stories.ts';
import { fillMasked, type Workload, workloadKey, workloadProcedures } from './workload.ts';

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
];

/** One listing for all: each thread performs the operations that are its own. */
const plays = (me: string, world: World) => ({ procedure: 'program', args: { me }, world });

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
    listings: workloadProcedures,
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
