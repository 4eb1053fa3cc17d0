/** What the guest does: find Xen, install the page, and make one call. */
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
import { regsKey, setRegs, u64 } from '../../mechanisms/cpu-registers.ts';
import type { Leaf } from '../../mechanisms/cpuid.ts';
import { ownAddress } from '../../mechanisms/domain.ts';
import { exitOf } from '../../mechanisms/exits.ts';
import { atExit } from '../../mechanisms/hypercall.ts';
import { linuxXenKey } from '../../mechanisms/linux-detect.ts';
import { type Arguments, CALL_NAMES, CALLS, type CallName, type CallSpec, callWith, put } from './calls.ts';
import { GUEST } from './map.ts';

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

export const workloadProcedures: readonly Procedure[] = [
  ...CALL_NAMES.map(caller),
  process,
  init_hvm_pv_info,
  main,
];
