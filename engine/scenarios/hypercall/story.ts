/** What no source prescribes: the parameters, the kernel that finds Xen and makes one call, and who runs. */
import { layout, u32, u64 as word } from '../../core/layout.ts';
import type { Machine } from '../../core/machine.ts';
import {
  call,
  type Locals,
  line,
  linux,
  model,
  type Procedure,
  procedure,
  ret,
} from '../../core/procedure.ts';
import { type Key, rec, type State } from '../../core/state.ts';
import { continuationMechanism, softirqKey } from '../../mechanisms/continuation.ts';
import { newRegisters, regsKey, setRegs, u64 } from '../../mechanisms/cpu-registers.ts';
import { cpuidMechanism, type Leaf } from '../../mechanisms/cpuid.ts';
import { hostKey, ownAddress } from '../../mechanisms/domain.ts';
import { eventBindingMechanism } from '../../mechanisms/event-binding.ts';
import {
  type EvtchnTable,
  eventChannelMechanism,
  evtchnKey,
  newEvtchnTable,
} from '../../mechanisms/event-channel.ts';
import { eventFifoMechanism } from '../../mechanisms/event-fifo.ts';
import { eventOpsMechanism } from '../../mechanisms/event-ops.ts';
import { exitOf } from '../../mechanisms/exits.ts';
import { guestWalkMechanism, l1_table } from '../../mechanisms/guest-walk.ts';
import { hvmOpMechanism, hvmParamsKey } from '../../mechanisms/hvm-op.ts';
import { atExit, hypercallMechanism } from '../../mechanisms/hypercall.ts';
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
import { choice, flag, params } from '../../stories/schema.ts';
import { newSystem, prepared } from '../../stories/system.ts';
import {
  ARGUMENTS,
  type Arguments,
  CALL_NAMES,
  CALLS,
  type CallName,
  type CallSpec,
  callWith,
  constants,
  EXTENTS,
  put,
} from './calls.ts';
import { AT, DOM0, dom0Domain, GUEST, guestDomain, machineOf, TABLES } from './map.ts';

export const hypercallParams = params(
  {
    call: choice(CALL_NAMES, 'features'),
    arguments: choice(ARGUMENTS),
    /** What the guest writes into the hypercall page's MSR; null: it makes no page. */
    how: choice({
      page: AT.hypercall_page,
      direct: null,
      'page-misaligned': AT.hypercall_page + 0x10,
      'page-nowhere': AT.nowhere,
    }),
    vendor: choice(['intel', 'amd']),
    viridian: flag(false),
    preempt: flag(false),
  },
  [
    (c) =>
      !callWith(c.call, c.arguments) &&
      `With call=${c.call}, arguments is one of ${ARGUMENTS.filter((a) => callWith(c.call, a)).join(', ')}; ${c.arguments} makes no sense there.`,
  ],
);
type Choices = ReturnType<typeof hypercallParams.values>;

// ── the program ──────────────────────────────────────────────────────────────────────────────────────

/** The program's own notes. */
export interface Workload {
  readonly name: CallName;
  readonly arguments: Arguments;
  readonly page: number | null;
  /** The result in RAX; null until there is one. */
  readonly result: number | null;
}
export const workloadKey: Key<Workload> = 'workload';

/** The call as it is to be made. */
export const callIn = (state: Pick<State, 'records'>): CallSpec => {
  const { name, arguments: kind } = rec(state, workloadKey);
  return callWith(name, kind) ?? CALLS[name];
};

interface Main extends Locals {
  ok: boolean;
  rax: number | string | undefined;
}

/** Every field that the call's arguments need, for the text of the line that stores them. */
function fieldsOf(spec: CallSpec): string {
  const leaves = [...new Set(spec.stores.map(([, field]) => field.leaf))];
  if (leaves.length === 0) return 'nothing to prepare: the call points to nothing';
  const fields = leaves.length === 1 ? leaves[0] : `{${leaves.join(', ')}}`;
  return `${spec.struct}.${fields} = …   // in its own memory, or constants`;
}

/** One of Linux's functions that make a hypercall. */
const caller = (name: CallName): Procedure => {
  const spec: CallSpec = CALLS[name];
  return procedure<Main>(spec.procedure, { source: spec.source, world: 'kernel' }, [
    line('argument', fieldsOf(spec), (m) => {
      for (const [gpa, field, value] of callIn(m).stores) put(m, ownAddress(m, GUEST.id, gpa), field, value);
    }),
    line('call', 'rc = hypercall(number, cmd, arg)', (m) => {
      const c = callIn(m);
      const { page } = m.rec(workloadKey);
      const args = { nr: c.nr, cmd: c.cmd, arg: c.arg, count: c.count ?? 0, gpa: page ?? 0 };
      return call(page === null ? 'HYPERVISOR_hypercall' : 'HYPERVISOR_hypercall, page', args, 'rax');
    }),
    line('result', 'return rc', (_, l) => ret(l.rax)),
  ]);
};

/** A process that has read how it is done. */
const process = procedure<Main>(
  'a process',
  { source: model('a user program that tries a hypercall'), world: 'guest-user', via: 'IRET to user mode' },
  [
    line('registers', 'rax = number; rdi = cmd; rsi = arg   // CPL 3', (m) => {
      const c = callIn(m);
      setRegs(m, { rax: u64(c.nr), rdi: u64(c.cmd), rsi: u64(c.arg), rip: 'a process', cpl: 3 });
    }),
    line('instruction', 'vmcall (AMD: vmmcall)', (m, l) => exitOf(m, 'hypercall', atExit(m, l), 'rax')),
    line('result', 'rax: the answer', (_, l) => ret(l.rax)),
  ],
);

interface Info extends Locals {
  base: number;
  leaf: Leaf;
}
/** As far as this story goes: the kernel asks for the version and stops. Features and vCPU number are in `unplug`. */
const init_hvm_pv_info = procedure<Info>(
  'init_hvm_pv_info',
  {
    source: linux('arch/x86/xen/enlighten_hvm.c', 'xen_platform_hvm, init_hvm_pv_info'),
    world: 'kernel',
  },
  [
    line('scan', 'base = xen_cpuid_base()', () => call('hypervisor_cpuid_base', {}, 'base')),
    line('found', 'if (!base) return   // not on Xen', (m, l) => {
      m.patch(linuxXenKey, { base: l.base });
      return l.base === 0 ? ret() : undefined;
    }),
    line('version', 'cpuid(base + 1): eax = major << 16 | minor', (_, l) =>
      call('CPUID', { leaf: l.base + 1, subleaf: 0 }, 'leaf'),
    ),
    line('noted', 'xen_domain_type = XEN_HVM_DOMAIN   // version = eax', (m, l) => {
      m.patch(linuxXenKey, { version: l.leaf.eax, domainType: 'hvm' });
      return ret();
    }),
  ],
);

export const main = procedure<Main>(
  'xen_hvm_guest_init',
  { source: model('a kernel that starts'), world: 'kernel' },
  [
    line('detect', 'init_hvm_pv_info()   // is this Xen?', () => call('init_hvm_pv_info')),
    line('install', 'a kernel with a hypercall page: install it', (m, l) => {
      const { page } = m.rec(workloadKey);
      l.ok = true;
      return page === null ? m.passOver() : call('install hypercall_page', { gpa: page }, 'ok');
    }),
    line('work', 'make the call', (m, l) => {
      const { name, arguments: kind } = m.rec(workloadKey);
      // Without a page there is nothing to call into.
      if (!l.ok) return ret();
      return call(kind === 'user-mode' ? 'a process' : CALLS[name].procedure, {}, 'rax');
    }),
    line('done', 'the answer', (m, l) => {
      const result = typeof l.rax === 'number' ? l.rax : null;
      m.patch(workloadKey, { result });
      m.patch(regsKey(GUEST.id), { rip: 'xen_hvm_guest_init', cpl: 0 });
      return ret();
    }),
  ],
);

export const programProcedures: readonly Procedure[] = [
  ...CALL_NAMES.map(caller),
  process,
  init_hvm_pv_info,
  main,
];

// ── the set-up ───────────────────────────────────────────────────────────────────────────────────────

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
const pfn = layout('xen_pfn_t', { gmfn: word }).fields.gmfn;

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
    listings: [hypervisor_cpuid_base, ...programProcedures],
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
