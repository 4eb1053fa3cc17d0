/** Builds a guest whose kernel is about to look for Xen: its page tables, its memory, one event channel to dom0. */

import { layout, u32, u64 } from '../../core/layout.ts';
import { enabled, Machine } from '../../core/machine.ts';
import { Memory } from '../../core/memory.ts';
import { type Program, program, type State, startThreads, type ThreadId } from '../../core/state.ts';
import { continuationMechanism, hcallKey, newHcall, softirqKey } from '../../mechanisms/continuation.ts';
import { newRegisters, regsKey } from '../../mechanisms/cpu-registers.ts';
import { cpuidMechanism } from '../../mechanisms/cpuid.ts';
import { domainKey, type Host, hostKey } from '../../mechanisms/domain.ts';
import { eventBindingMechanism } from '../../mechanisms/event-binding.ts';
import { eventChannelMechanism, evtchnKey, newEvtchnTable } from '../../mechanisms/event-channel.ts';
import { eventFifoMechanism } from '../../mechanisms/event-fifo.ts';
import { eventOpsMechanism } from '../../mechanisms/event-ops.ts';
import { guestWalkMechanism, l1_table } from '../../mechanisms/guest-walk.ts';
import { hvmOpMechanism, hvmParamsKey } from '../../mechanisms/hvm-op.ts';
import { hypercallMechanism } from '../../mechanisms/hypercall.ts';
import { hypercallPageMechanism } from '../../mechanisms/hypercall-page.ts';
import { hypervisor_cpuid_base, linuxXenKey, newLinuxXen } from '../../mechanisms/linux-detect.ts';
import { memoryOpMechanism } from '../../mechanisms/memory-op.ts';
import { multicallMechanism } from '../../mechanisms/multicall.ts';
import { schedOpMechanism } from '../../mechanisms/sched-op.ts';
import { bitOf, maskWord, pendingWord, sharedInfoAt } from '../../mechanisms/shared-info.ts';
import { svmMechanism } from '../../mechanisms/svm.ts';
import { hvmInterrupts, upcallMechanism } from '../../mechanisms/upcall.ts';
import { newVcpu, vcpuKey } from '../../mechanisms/vcpu.ts';
import { xenVersionMechanism } from '../../mechanisms/xen-version.ts';
import { xen } from '../../platforms/xen.ts';
import type { Setup } from '../../stories/scenario.ts';
import { closure } from '../../stories/system.ts';
import { constants, EXTENTS, put } from './calls.ts';
import { AT, DOM0, dom0Domain, GUEST, guestDomain, machineOf, TABLES } from './map.ts';
import type { Choices } from './params.ts';
import { type Workload, workloadKey, workloadProcedures } from './workload.ts';

const MECHANISMS = [
  eventChannelMechanism,
  eventOpsMechanism,
  eventBindingMechanism,
  eventFifoMechanism,
  upcallMechanism,
  svmMechanism,
  hypercallMechanism,
  hypercallPageMechanism,
  cpuidMechanism,
  continuationMechanism,
  guestWalkMechanism,
  xenVersionMechanism,
  memoryOpMechanism,
  multicallMechanism,
  schedOpMechanism,
  hvmOpMechanism,
];

const PROGRAM: Program = program(
  [hypervisor_cpuid_base, ...closure(MECHANISMS).flatMap((m) => m.procedures), ...workloadProcedures],
  [
    {
      id: 'guest',
      domain: GUEST.id,
      start: { procedure: 'xen_hvm_guest_init', world: 'guest-kernel' },
      interrupts: hvmInterrupts(GUEST.id),
    },
  ],
  xen.domains,
);

export const schedule = (prog: Program, state: State): ThreadId | undefined =>
  prog.threads.find((t) => enabled(prog, state, t.id))?.id;

/** Work comes up on this processor at every third look. */
const BUSY = 3;

function records(c: Choices): Record<string, unknown> {
  const host: Host = { vendor: c.vendor, evtchnFifo: true, heapExhausted: false };
  const workload: Workload = { name: c.name, arguments: c.arguments, page: c.page, result: null };
  const ends = { state: 'interdomain', vcpu: 0 } as const;
  return {
    [hostKey]: host,
    [domainKey(GUEST.id)]: guestDomain(c.viridian),
    [domainKey(DOM0.id)]: dom0Domain,
    [evtchnKey(GUEST.id)]: {
      ...newEvtchnTable(),
      ports: [{ state: 'reserved' }, { ...ends, remoteDom: DOM0.id, remotePort: 1 }],
    },
    [evtchnKey(DOM0.id)]: {
      ...newEvtchnTable(),
      ports: [{ state: 'reserved' }, { ...ends, remoteDom: GUEST.id, remotePort: 1 }],
    },
    [vcpuKey(GUEST.id)]: newVcpu('per-vcpu-vector', c.vendor === 'intel'),
    [vcpuKey(DOM0.id)]: newVcpu('pv', false),
    [regsKey(GUEST.id)]: { ...newRegisters(), rip: 'xen_hvm_guest_init' },
    [hcallKey(GUEST.id)]: newHcall(),
    [hvmParamsKey(GUEST.id)]: { values: {}, vectors: [] },
    [linuxXenKey]: newLinuxXen(false),
    [softirqKey]: { pending: false, every: c.preempt ? BUSY : 0, looks: 0 },
    [workloadKey]: workload,
  };
}

const port = layout('evtchn_port_t', { port: u32 }).fields.port;
const pfn = layout('xen_pfn_t', { gmfn: u64 }).fields.gmfn;

/** The page tables, and what the calls find in memory: frames to give back, or a port to poll; an event that waits. */
function memory(m: Machine, c: Choices): void {
  for (const [frame, index, entry] of TABLES.entries)
    m.store(machineOf(frame * 4096), l1_table.fields.l1e[index] ?? pfn, entry);
  if (c.name === 'memory')
    for (const [i, frame] of EXTENTS.entries()) m.store(machineOf(AT.list) + 8 * i, pfn, BigInt(frame));
  if (c.name === 'poll') m.store(machineOf(AT.list), port, 1);
  if (c.arguments === 'read-only')
    for (const [gpa, field, value] of constants(c.name)) put(m, machineOf(gpa), field, value);
  const shared = sharedInfoAt(m, GUEST.id);
  // Nobody is to be interrupted by the port that a vCPU polls (Linux arch/x86/xen/spinlock.c: xen_init_lock_cpu).
  m.store(shared, maskWord(1), bitOf(1));
  m.store(shared, pendingWord(1), bitOf(1));
}

export function setup(c: Choices): Setup {
  const empty: State = {
    ram: Memory.empty,
    medium: Memory.empty,
    records: records(c),
    threads: startThreads(PROGRAM),
    last: null,
  };
  const m = new Machine(PROGRAM, empty);
  memory(m, c);
  return {
    program: PROGRAM,
    platform: xen,
    mechanisms: closure(MECHANISMS),
    initial: { ...m.freeze(), last: null },
  };
}
