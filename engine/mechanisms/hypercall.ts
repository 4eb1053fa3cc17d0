/**
 * The path of a hypercall: registers, the instruction, dispatch in Xen, and back.
 * Source: Xen xen/arch/x86/hvm/hypercall.c, xen/arch/x86/pv/hypercall.c, xen/include/hypercall-defs.c,
 * docs/guest-guide/x86/hypercall-abi.rst; Linux arch/x86/include/asm/xen/hypercall.h, arch/x86/xen/xen-head.S.
 */
import { errno } from '../core/errno.ts';
import type { Machine } from '../core/machine.ts';
import {
  call,
  type Locals,
  line,
  linux,
  type Procedure,
  procedure,
  ret,
  retry,
  xen,
} from '../core/procedure.ts';
import { hcallOf, noteHcall, softirqKey } from './continuation.ts';
import { plain, type Registers, regsOf, setRegs, u64 } from './cpu-registers.ts';
import { domainKey, domainMechanism } from './domain.ts';
import { EVTCHNOP_NAMES } from './event-channel.ts';
import { exitOf } from './exits.ts';
import { GNTTABOP_NAMES } from './gnttabop.ts';
import type { Mechanism } from './mechanism.ts';

export interface HypercallEntry {
  readonly name: string;
  /** The function behind a 64-bit guest's call; `hvm` where it is another one for HVM and PVH. */
  readonly handler: string;
  readonly hvm?: string;
  readonly ops: Readonly<Record<number, string>>;
}

/** Numbers (Xen xen/include/public/xen.h) of calls that this engine has, their handlers, and names of their commands. */
export const HYPERCALLS: Readonly<Record<number, HypercallEntry>> = {
  12: {
    name: 'memory_op',
    handler: 'do_memory_op',
    hvm: 'hvm_memory_op',
    ops: { 1: 'XENMEM_decrease_reservation', 12: 'XENMEM_machphys_mapping', 6: 'XENMEM_populate_physmap' },
  },
  13: { name: 'multicall', handler: 'do_multicall', ops: {} },
  17: {
    name: 'xen_version',
    handler: 'do_xen_version',
    ops: { 0: 'XENVER_version', 6: 'XENVER_get_features', 7: 'XENVER_pagesize' },
  },
  18: { name: 'console_io', handler: 'do_console_io', ops: { 0: 'CONSOLEIO_write', 1: 'CONSOLEIO_read' } },
  20: { name: 'grant_table_op', handler: 'do_grant_table_op', ops: GNTTABOP_NAMES },
  29: {
    name: 'sched_op',
    handler: 'do_sched_op',
    ops: { 0: 'SCHEDOP_yield', 1: 'SCHEDOP_block', 2: 'SCHEDOP_shutdown', 3: 'SCHEDOP_poll' },
  },
  32: { name: 'event_channel_op', handler: 'do_event_channel_op', ops: EVTCHNOP_NAMES },
  34: {
    name: 'hvm_op',
    handler: 'do_hvm_op',
    ops: { 0: 'HVMOP_set_param', 23: 'HVMOP_set_evtchn_upcall_vector' },
  },
  // Its first argument is a domain, and the operation lies in a buffer.
  41: { name: 'dm_op', handler: 'do_dm_op', ops: {} },
};
/** Slots that only a PV guest finds filled (xen/include/hypercall-defs.c: no entry under hvm64). */
export const PV_ONLY: Readonly<Record<number, string>> = {
  0: 'set_trap_table',
  1: 'mmu_update',
  2: 'set_gdt',
  3: 'stack_switch',
  4: 'set_callbacks',
  5: 'fpu_taskswitch',
  6: 'sched_op_compat',
  8: 'set_debugreg',
  9: 'get_debugreg',
  10: 'update_descriptor',
  14: 'update_va_mapping',
  16: 'event_channel_op_compat',
  19: 'physdev_op_compat',
  22: 'update_va_mapping_otherdomain',
  23: 'iret',
  25: 'set_segment_base',
  28: 'nmi_op',
  30: 'callback_op',
  37: 'kexec_op',
};
/** A call's name, or its number where it has none. */
export const nameOf = (nr: number): string => HYPERCALLS[nr]?.name ?? PV_ONLY[nr] ?? String(nr);

export const __HYPERVISOR_mmu_update = 1;
export const __HYPERVISOR_memory_op = 12;
export const __HYPERVISOR_multicall = 13;
export const __HYPERVISOR_xen_version = 17;
export const __HYPERVISOR_console_io = 18;
export const __HYPERVISOR_grant_table_op = 20;
export const __HYPERVISOR_iret = 23;
export const __HYPERVISOR_sched_op = 29;
export const __HYPERVISOR_event_channel_op = 32;
export const __HYPERVISOR_hvm_op = 34;
export const __HYPERVISOR_dm_op = 41;
/** Slots of Xen's table (xen/arch/x86/include/asm/config.h). */
export const NR_hypercalls = 64;

interface RegisterLocals extends Locals {
  /** Number in, result out. */
  rax: number;
  rdi: number;
  rsi: number;
  rdx: number;
}
interface Guest extends Locals {
  nr: number;
  cmd: number | bigint;
  arg: number | bigint;
  count: number;
}

/** The registers as an exit saves them: those of the record where the story follows them, else the call's own. */
export function atExit(m: Machine, l: Locals): Locals {
  const regs = regsOf(m, m.domain as number, m.vcpu);
  if (!regs) return { rax: l.nr, rdi: l.cmd, rsi: l.arg, rdx: l.count ?? 0, cpl: 0 };
  const { rax, rdi, rsi, rdx, cpl } = regs;
  return { rax: plain(rax), rdi: plain(rdi), rsi: plain(rsi), rdx: plain(rdx), cpl };
}

/** Issued by a kernel: by VMCALL from an HVM or PVH domain, by SYSCALL from a PV one. */
export const hypercall = procedure<Guest>(
  'HYPERVISOR_hypercall',
  { source: linux('arch/x86/include/asm/xen/hypercall.h', '_hypercall2, _hypercall3') },
  [
    line('registers', 'rax = number; rdi = cmd; rsi = arg; rdx = count', (m, l) =>
      setRegs(m, { rax: u64(l.nr), rdi: u64(l.cmd), rsi: u64(l.arg), rdx: u64(l.count ?? 0) }),
    ),
    line('instruction', 'HVM, PVH: vmcall (AMD: vmmcall)      PV: syscall', (m, l) => {
      const regs = atExit(m, l);
      const pv = m.rec(domainKey(m.domain as number)).type === 'pv';
      return pv ? call('pv_hypercall', regs, 'rax') : exitOf(m, 'hypercall', regs, 'rax');
    }),
    line('result', 'return rax', (_, l) => ret(l.rax)),
  ],
);

/** The handler behind a number for the caller's kind of domain; undefined where the slot is empty. */
export function handlerOf(m: Machine, nr: number): string | undefined {
  const entry = HYPERCALLS[nr];
  const pv = m.rec(domainKey(m.domain as number)).type === 'pv';
  return pv ? entry?.handler : (entry?.hvm ?? entry?.handler);
}

/** What a handler is called with. */
export const handlerArgs = (a: Locals): Locals => ({
  cmd: a.rdi,
  arg: a.rsi,
  count: a.rdx,
});

const table = (
  name: string,
  source: ReturnType<typeof xen>,
  check: Parameters<typeof line<RegisterLocals>>,
  via: string,
  back: Parameters<typeof line<RegisterLocals>>,
): Procedure =>
  procedure<RegisterLocals>(name, { source, world: 'hypervisor', via }, [
    line<RegisterLocals>(...check),
    line('number', 'if (rax >= NR_hypercalls || !table[rax]) rax = -ENOSYS', (m, l) => {
      noteHcall(m, { preempted: false });
      const entry = HYPERCALLS[l.rax];
      if (entry) {
        m.emit({ kind: 'hypercall', number: l.rax, name: entry.name, op: entry.ops[l.rdi] ?? String(l.rdi) });
        return undefined;
      }
      m.emit({ kind: 'hypercall', number: l.rax, name: nameOf(l.rax), op: '' });
      return refuse(m, l, errno('ENOSYS'));
    }),
    line('call', 'rax = table[rax](rdi, rsi, rdx)', (m, l) =>
      call(handlerOf(m, l.rax) ?? '', handlerArgs(l), 'rc'),
    ),
    line<RegisterLocals>(...back),
  ]);

/** The call is answered: the result into RAX. */
function refuse(m: Machine, l: RegisterLocals, rc: number) {
  m.emit({ kind: 'result', of: nameOf(l.rax), value: rc });
  setRegs(m, { rax: u64(rc) } satisfies Partial<Registers>);
  return ret(rc);
}

export const hvm_hypercall = table(
  'hvm_hypercall',
  xen('xen/arch/x86/hvm/hypercall.c', 'hvm_hypercall'),
  [
    'privilege',
    'if (CPL > 0) rax = -EPERM',
    (m, l) => ((l.cpl as number) > 0 ? refuse(m, l, errno('EPERM')) : m.passOver()),
  ],
  'call',
  ['result', 'return rax', (m, l) => (hcallOf(m)?.preempted ? ret(l.rc) : refuse(m, l, l.rc as number))],
);
export const pv_hypercall = table(
  'pv_hypercall',
  xen('xen/arch/x86/pv/hypercall.c', 'pv_hypercall'),
  ['entry', 'lstar_enter: switch to Xen’s stack   // a trap, not an exit', () => undefined],
  'SYSCALL',
  [
    'result',
    'return rax   // preempted: rip -= 2, back onto the SYSCALL',
    (m, l) => {
      if (!hcallOf(m)?.preempted) return refuse(m, l, l.rc as number);
      // On the way out Xen does what it had put off (test_all_events).
      m.patch(softirqKey, { pending: false });
      return retry(l.rc);
    },
  ],
);

export const hypercallMechanism: Mechanism = {
  id: 'hypercall',
  needs: [domainMechanism],
  procedures: [hypercall, hvm_hypercall, pv_hypercall],
};
