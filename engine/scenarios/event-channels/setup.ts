/** Builds the two domains, and has them set up FIFO, through the same listings, before the story begins. */
import { PAGE_SIZE } from '../../core/brand.ts';
import { enabled, Machine, run } from '../../core/machine.ts';
import { Memory } from '../../core/memory.ts';
import { type Program, program, type State, startThreads, type ThreadId } from '../../core/state.ts';
import { continuationMechanism, hcallKey, newHcall, softirqKey } from '../../mechanisms/continuation.ts';
import { newRegisters, regsKey } from '../../mechanisms/cpu-registers.ts';
import { domainKey } from '../../mechanisms/domain.ts';
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
import { irqKey, linuxEventsMechanism } from '../../mechanisms/linux-events.ts';
import { linuxEventsFifoMechanism } from '../../mechanisms/linux-events-fifo.ts';
import { schedOpMechanism } from '../../mechanisms/sched-op.ts';
import { shared_info } from '../../mechanisms/shared-info.ts';
import { hvmInterrupts, pvInterrupts, upcallMechanism } from '../../mechanisms/upcall.ts';
import { newVcpu, vcpuKey } from '../../mechanisms/vcpu.ts';
import { xen } from '../../platforms/xen.ts';
import type { Setup } from '../../stories/scenario.ts';
import { closure } from '../../stories/system.ts';
import { DOM0, dom0Domain, FIFO_PAGES, firstFrame, GUEST, guestDomain } from './map.ts';
import { type Operation, readOperations } from './ops.ts';
import type { Choices } from './params.ts';
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

const procedures = [...closure(MECHANISMS).flatMap((m) => m.procedures), ...workloadProcedures];

function programFor(c: Choices): Program {
  const interrupts = c.guestType === 'pv' ? pvInterrupts : hvmInterrupts;
  return program(
    procedures,
    [
      {
        id: 'guest',
        domain: GUEST.id,
        start: { procedure: 'program', args: { me: 'g0' }, world: 'guest-user' },
        interrupts: interrupts(GUEST.id, 0),
      },
      {
        id: 'guest1',
        domain: GUEST.id,
        vcpu: 1,
        start: { procedure: 'program', args: { me: 'g1' }, world: 'guest-user' },
        interrupts: interrupts(GUEST.id, 1),
      },
      {
        id: 'dom0',
        domain: DOM0.id,
        start: { procedure: 'program', args: { me: 'd' }, world: 'backend' },
        interrupts: pvInterrupts(DOM0.id),
      },
      { id: 'timer', domain: null, start: { procedure: 'program', args: { me: 'xen' }, world: 'hardware' } },
    ],
    xen.domains,
  );
}

/** The default schedule: a thread runs until it sleeps, then the first that can. */
export function schedule(prog: Program, state: State): ThreadId | undefined {
  if (state.last !== null && enabled(prog, state, state.last)) return state.last;
  return prog.threads.find((t) => enabled(prog, state, t.id))?.id;
}

/** Ports below `used` belong to drivers that are not part of the story. */
function tableFor(c: Choices): EvtchnTable {
  const table = newEvtchnTable(c.max);
  const limit = Math.min(c.max, (c.abi === 'fifo' ? EVTCHN_FIFO_NR_CHANNELS : EVTCHN_2L_NR_CHANNELS) - 1);
  const used = c.story.used?.(limit) ?? 0;
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

function records(c: Choices): Record<string, unknown> {
  const stack = (domain: number, type: 'pv' | 'hvm' | 'pvh', frame: number) =>
    (frame + firstFrame(type, domain)) * PAGE_SIZE;
  const irq = (at: number) => ({ handlers: {}, percpu: {}, cpu: {}, heads: [noHeads, noHeads], stack: at });
  return {
    [domainKey(GUEST.id)]: guestDomain(c.guestType),
    [domainKey(DOM0.id)]: dom0Domain,
    [evtchnKey(GUEST.id)]: tableFor(c),
    [evtchnKey(DOM0.id)]: { ...newEvtchnTable(), pirqs: { count: PIRQS, ports: {} } },
    [vcpuKey(GUEST.id)]: newVcpu(c.delivery, c.apicv),
    [vcpuKey(GUEST.id, 1)]: newVcpu(c.delivery, c.apicv),
    [vcpuKey(DOM0.id)]: newVcpu('pv', false),
    [regsKey(GUEST.id)]: newRegisters(),
    [regsKey(GUEST.id, 1)]: newRegisters(),
    [regsKey(DOM0.id)]: newRegisters(),
    [hcallKey(GUEST.id)]: newHcall(),
    [hcallKey(GUEST.id, 1)]: newHcall(),
    [hcallKey(DOM0.id)]: newHcall(),
    // Something is put off already: the first long call is asked to stop.
    [softirqKey]: { pending: true, every: 0, looks: 0 },
    [irqKey(GUEST.id)]: irq(stack(GUEST.id, c.guestType, GUEST.stack)),
    [irqKey(DOM0.id)]: irq(stack(DOM0.id, 'pv', DOM0.stack)),
    [workloadKey]: workload([]),
  };
}

/** How each kernel of this story starts: every port masked (Linux events_base.c: xen_init_IRQ). */
function masked(m: Machine): void {
  const { evtchn_mask } = shared_info.fields;
  for (const d of [guestDomain('hvm'), dom0Domain])
    for (const word of evtchn_mask) m.store(d.shared_info, word, 0xffff_ffff_ffff_ffffn);
}

const FIFO_BOOT = `g0.init_control(0,${FIFO_PAGES.control},0);g0.init_control(1,${FIFO_PAGES.control + 1},0);g0.expand_array(${FIFO_PAGES.array});d.init_control(0,${FIFO_PAGES.control},0);d.expand_array(${FIFO_PAGES.array})`;

/** Runs operations until nobody has anything to do. */
function perform(prog: Program, state: State, ops: readonly Operation[]): State {
  const start: State = { ...state, records: { ...state.records, [workloadKey]: workload(ops) } };
  return run(prog, start, (now) => schedule(prog, now));
}

export function setup(c: Choices): Setup {
  const prog = programFor(c);
  const empty: State = {
    ram: Memory.empty,
    medium: Memory.empty,
    records: records(c),
    threads: startThreads(prog),
    last: null,
  };
  const m = new Machine(prog, empty);
  masked(m);
  for (const domain of [GUEST.id, DOM0.id]) fillMasked(m, domain, FIFO_PAGES.array);
  const ready = m.freeze();
  const booted =
    c.abi === 'fifo' && !c.story.starts2l ? perform(prog, ready, readOperations(FIFO_BOOT)) : ready;
  return {
    program: prog,
    platform: xen,
    mechanisms: closure(MECHANISMS),
    initial: {
      ...booted,
      records: { ...booted.records, [workloadKey]: workload(c.ops) },
      threads: startThreads(prog),
      last: null,
    },
  };
}
