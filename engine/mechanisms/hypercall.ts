/**
 * The path of a hypercall: registers, the instruction, dispatch in Xen, and back.
 * Source: Xen xen/arch/x86/hvm/hypercall.c, xen/arch/x86/pv/hypercall.c, docs/guest-guide/x86/hypercall-abi.rst;
 * Linux arch/x86/include/asm/xen/hypercall.h, arch/x86/xen/xen-head.S.
 */
import { errno } from '../core/errno.ts';
import { call, type Locals, line, linux, type Procedure, procedure, ret, xen } from '../core/procedure.ts';
import { domainKey } from './domain.ts';
import { EVTCHNOP_NAMES } from './event-channel.ts';
import { GNTTABOP_NAMES } from './grant-table.ts';
import { EXIT_REASON } from './upcall.ts';

/** Hypercall numbers (Xen xen/include/public/xen.h), the name of the handler, and names of its commands. */
export const HYPERCALLS: Readonly<
  Record<
    number,
    { readonly name: string; readonly handler: string; readonly ops: Readonly<Record<number, string>> }
  >
> = {
  20: { name: 'grant_table_op', handler: 'do_grant_table_op', ops: GNTTABOP_NAMES },
  32: { name: 'event_channel_op', handler: 'do_event_channel_op', ops: EVTCHNOP_NAMES },
  // Its first argument is a domain, and the operation lies in a buffer.
  41: { name: 'dm_op', handler: 'do_dm_op', ops: {} },
};
export const __HYPERVISOR_grant_table_op = 20;
export const __HYPERVISOR_event_channel_op = 32;
export const __HYPERVISOR_dm_op = 41;

interface Registers extends Locals {
  /** Number in, result out. */
  rax: number;
  rdi: number;
  rsi: number;
  rdx: number;
}
interface Guest extends Locals {
  nr: number;
  cmd: number;
  arg: number;
  count: number;
}

/** Issued by a kernel: by VMCALL from an HVM or PVH domain, by SYSCALL from a PV one. */
export const hypercall = procedure<Guest>(
  'HYPERVISOR_hypercall',
  { source: linux('arch/x86/include/asm/xen/hypercall.h', '_hypercall2, _hypercall3') },
  [
    line('registers', 'rax = number; rdi = cmd; rsi = arg; rdx = count', () => undefined),
    line('instruction', 'HVM, PVH: vmcall      PV: syscall', (m, l) => {
      const regs = { rax: l.nr, rdi: l.cmd, rsi: l.arg, rdx: l.count ?? 0, cpl: 0 };
      const pv = m.rec(domainKey(m.domain as number)).type === 'pv';
      return pv
        ? call('pv_hypercall', regs, 'rax')
        : call('vmx_vmexit_handler', { ...regs, reason: EXIT_REASON.VMCALL }, 'rax');
    }),
    line('result', 'return rax', (_, l) => ret(l.rax)),
  ],
);

const table = (
  name: string,
  source: ReturnType<typeof xen>,
  check: Parameters<typeof line<Registers>>,
  via: string,
): Procedure =>
  procedure<Registers>(name, { source, world: 'hypervisor', via }, [
    line<Registers>(...check),
    line('number', 'if (rax >= NR_hypercalls || !table[rax]) rax = -ENOSYS', (m, l) => {
      const entry = HYPERCALLS[l.rax];
      if (!entry) return ret(errno('ENOSYS'));
      m.emit({ kind: 'hypercall', number: l.rax, name: entry.name, op: entry.ops[l.rdi] ?? String(l.rdi) });
      return undefined;
    }),
    line('call', 'rax = table[rax](rdi, rsi, rdx)', (_, l) =>
      call(HYPERCALLS[l.rax]?.handler ?? '', { cmd: l.rdi, arg: l.rsi, count: l.rdx }, 'rc'),
    ),
    line('result', 'return rax', (m, l) => {
      m.emit({ kind: 'result', of: HYPERCALLS[l.rax]?.name ?? '', value: l.rc as number });
      return ret(l.rc);
    }),
  ]);

export const hvm_hypercall = table(
  'hvm_hypercall',
  xen('xen/arch/x86/hvm/hypercall.c', 'hvm_hypercall'),
  [
    'privilege',
    'if (CPL > 0) rax = -EPERM',
    (_, l) => ((l.cpl as number) > 0 ? ret(errno('EPERM')) : undefined),
  ],
  'call',
);
export const pv_hypercall = table(
  'pv_hypercall',
  xen('xen/arch/x86/pv/hypercall.c', 'pv_hypercall'),
  ['entry', 'lstar_enter: switch to Xen’s stack   // a trap, not an exit', () => undefined],
  'SYSCALL',
);

export const hypercallProcedures: readonly Procedure[] = [hypercall, hvm_hypercall, pv_hypercall];
