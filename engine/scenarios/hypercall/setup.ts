/** Builds a guest whose kernel is about to look for Xen: its page tables, its memory, one event channel to dom0. */

import { layout, u32, u64 } from '../../core/layout.ts';
import type { Machine } from '../../core/machine.ts';
import { continuationMechanism, softirqKey } from '../../mechanisms/continuation.ts';
import { newRegisters, regsKey } from '../../mechanisms/cpu-registers.ts';
import { cpuidMechanism } from '../../mechanisms/cpuid.ts';
import { hostKey } from '../../mechanisms/domain.ts';
import { eventBindingMechanism } from '../../mechanisms/event-binding.ts';
import {
  type EvtchnTable,
  eventChannelMechanism,
  evtchnKey,
  newEvtchnTable,
} from '../../mechanisms/event-channel.ts';
import { eventFifoMechanism } from '../../mechanisms/event-fifo.ts';
import { eventOpsMechanism } from '../../mechanisms/event-ops.ts';
import { guestWalkMechanism, l1_table } from '../../mechanisms/guest-walk.ts';
import { hvmOpMechanism, hvmParamsKey } from '../../mechanisms/hvm-op.ts';
import { hypercallMechanism } from '../../mechanisms/hypercall.ts';
import { hypercallPageMechanism } from '../../mechanisms/hypercall-page.ts';
import { hypervisor_cpuid_base, linuxXenKey, newLinuxXen } from '../../mechanisms/linux-detect.ts';
import { keep } from '../../mechanisms/mechanism.ts';
import { memoryOpMechanism } from '../../mechanisms/memory-op.ts';
import { multicallMechanism } from '../../mechanisms/multicall.ts';
import { schedOpMechanism } from '../../mechanisms/sched-op.ts';
import { bitOf, maskWord, pendingWord, sharedInfoAt } from '../../mechanisms/shared-info.ts';
import { svmMechanism } from '../../mechanisms/svm.ts';
import { hvmInterrupts, upcallMechanism } from '../../mechanisms/upcall.ts';
import { newVcpu } from '../../mechanisms/vcpu.ts';
import { xenVersionMechanism } from '../../mechanisms/xen-version.ts';
import { xen } from '../../platforms/xen.ts';
import type { Setup } from '../../stories/scenario.ts';
import { newSystem, prepared } from '../../stories/system.ts';
import { constants, EXTENTS, put } from './calls.ts';
import { AT, DOM0, dom0Domain, GUEST, guestDomain, machineOf, TABLES } from './map.ts';
import type { Choices } from './params.ts';
import { main, workloadKey, workloadProcedures } from './workload.ts';

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

/** Work comes up on this processor at every third look. */
const BUSY = 3;

const EMPTY = { ...newRegisters(), rip: main.name };
const channel = { state: 'interdomain', vcpu: 0, remotePort: 1 } as const;
const withChannel = (remoteDom: number): EvtchnTable => ({
  ...newEvtchnTable(),
  ports: [{ state: 'reserved' }, { ...channel, remoteDom }],
});

const port = layout('evtchn_port_t', { port: u32 }).fields.port;
const pfn = layout('xen_pfn_t', { gmfn: u64 }).fields.gmfn;

/** The page tables, and what the calls find in memory: frames to give back, or a port to poll; an event that waits. */
function memory(m: Machine, c: Choices): void {
  for (const [frame, index, entry] of TABLES.entries)
    m.store(machineOf(frame * 4096), l1_table.fields.l1e[index] ?? pfn, entry);
  if (c.call === 'memory')
    for (const [i, frame] of EXTENTS.entries()) m.store(machineOf(AT.list) + 8 * i, pfn, BigInt(frame));
  if (c.call === 'poll') m.store(machineOf(AT.list), port, 1);
  if (c.arguments === 'read-only')
    for (const [gpa, field, value] of constants(c.call)) put(m, machineOf(gpa), field, value);
  const shared = sharedInfoAt(m, GUEST.id);
  // Nobody is to be interrupted by the port that a vCPU polls (Linux arch/x86/xen/spinlock.c: xen_init_lock_cpu).
  m.store(shared, maskWord(1), bitOf(1));
  m.store(shared, pendingWord(1), bitOf(1));
}

export function setup(c: Choices): Setup {
  const system = newSystem({
    platform: xen,
    mechanisms: MECHANISMS,
    domains: [
      { domain: guestDomain(c.viridian), vcpus: [newVcpu('per-vcpu-vector', c.vendor === 'intel')] },
      { domain: dom0Domain, vcpus: [newVcpu('pv', false)] },
    ],
    listings: [hypervisor_cpuid_base, ...workloadProcedures],
    threads: [
      {
        id: 'guest',
        domain: GUEST.id,
        start: { procedure: main.name, world: 'guest-kernel' },
        interrupts: hvmInterrupts(GUEST.id),
      },
    ],
    records: [
      keep(hostKey, { vendor: c.vendor, evtchnFifo: true, heapExhausted: false }),
      keep(evtchnKey(GUEST.id), withChannel(DOM0.id)),
      keep(evtchnKey(DOM0.id), withChannel(GUEST.id)),
      keep(regsKey(GUEST.id), EMPTY),
      keep(hvmParamsKey(GUEST.id), { values: {}, vectors: [] }),
      keep(linuxXenKey, newLinuxXen(false)),
      keep(softirqKey, { pending: false, every: c.preempt ? BUSY : 0, looks: 0 }),
      keep(workloadKey, { name: c.call, arguments: c.arguments, page: c.how, result: null }),
    ],
  });
  return prepared(system, (m) => memory(m, c));
}
