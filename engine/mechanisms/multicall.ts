/**
 * Several hypercalls for the price of one way in and out. Every entry has its own result.
 * Source: Xen xen/common/multicall.c (do_multicall), xen/arch/x86/hvm/hypercall.c (hvm_do_multicall_call); layout
 * xen/include/public/xen.h (struct multicall_entry).
 */
import { errno } from '../core/errno.ts';
import { layout, list, u64 } from '../core/layout.ts';
import { call, goto, type Locals, line, procedure, ret, xen } from '../core/procedure.ts';
import { continuationMechanism, hcallOf, noteHcall, preemptCheck } from './continuation.ts';
import { cpuRegistersMechanism, plain, u64 as wide } from './cpu-registers.ts';
import { reach } from './guest-copy.ts';
import { handlerArgs, handlerOf, hypercallMechanism, nameOf } from './hypercall.ts';
import type { Mechanism } from './mechanism.ts';

export const multicall_entry = layout('multicall_entry', { op: u64, result: u64, args: list(u64, 6) });
const F = multicall_entry.fields;
const __HYPERVISOR_multicall = 13;

interface Multi extends Locals {
  /** call_list and nr_calls, as any handler's first two arguments. */
  cmd: number | bigint;
  arg: number;
  list: bigint;
  left: number;
  i: number;
  op: number;
  rc: number;
}
const EFAULT = errno('EFAULT');

export const do_multicall = procedure<Multi>(
  'do_multicall',
  { source: xen('xen/common/multicall.c', 'do_multicall'), world: 'hypervisor' },
  [
    line('nested', 'if (test_and_set_bit(in_multicall)) return -EINVAL   // not inside another', (m, l) => {
      if (hcallOf(m)?.inMulticall) return ret(errno('EINVAL'));
      noteHcall(m, { inMulticall: true });
      l.list = BigInt(l.cmd);
      l.left = Number(l.arg);
      l.i = 0;
      return undefined;
    }),
    line('loop', 'for (i = 0; !rc && i < nr_calls; i++)', (m, l) =>
      l.i < l.left ? undefined : m.passOver(goto('done')),
    ),
    line('preempt', '  if (i && hypercall_preempt_check()) goto preempted', (m, l) =>
      l.i > 0 && preemptCheck(m) ? goto('preempted') : m.passOver(),
    ),
    line('in', '  copy_from_guest(&call, call_list)   // op, args: fault → rc = -EFAULT', (m, l) => {
      const at = reach(m, l, l.list, multicall_entry.size);
      if (at === undefined) {
        l.rc = EFAULT;
        return goto('failed');
      }
      if (typeof at !== 'number') return at;
      l.op = Number(m.load(at, F.op));
      noteHcall(m, { args: F.args.map((f) => plain(m.load(at, f))), preempted: false });
      return undefined;
    }),
    line('call', '  call.result = table[call.op](call.args …)   // empty slot: -ENOSYS', (m, l) => {
      const [rdi, rsi, rdx] = hcallOf(m)?.args ?? [];
      const handler = handlerOf(m, l.op);
      l.result = errno('ENOSYS');
      return handler ? call(handler, handlerArgs({ rdi, rsi, rdx }), 'result') : undefined;
    }),
    line('out', '  copy_to_guest(call_list, &call.result)   // result: fault → rc = -EFAULT', (m, l) => {
      const at = reach(m, l, l.list, multicall_entry.size, true);
      if (at === undefined) {
        l.rc = EFAULT;
        return goto('failed');
      }
      if (typeof at !== 'number') return at;
      m.store(at, F.result, wide(l.result as number));
      if (!hcallOf(m)?.preempted) m.emit({ kind: 'result', of: nameOf(l.op), value: l.result as number });
      return undefined;
    }),
    line('stopped', '  if (hcall_preempted) copy call.args back and goto preempted   // args', (m, l) => {
      if (!hcallOf(m)?.preempted) return m.passOver(goto('next'));
      const at = reach(m, l, l.list, multicall_entry.size, true);
      if (at === undefined) {
        l.rc = EFAULT;
        noteHcall(m, { preempted: false });
        return goto('failed');
      }
      if (typeof at !== 'number') return at;
      for (const [i, f] of F.args.entries()) m.store(at, f, wide(hcallOf(m)?.args[i] ?? 0));
      return goto('preempted');
    }),
    line('next', '  call_list++', (_, l) => {
      l.list += BigInt(multicall_entry.size);
      l.i++;
      return goto('loop');
    }),
    line('done', 'clear in_multicall; return 0   // whatever the entries say', (m) => {
      noteHcall(m, { inMulticall: false });
      return ret(0);
    }),
    line('failed', 'clear in_multicall; return rc', (m, l) => {
      noteHcall(m, { inMulticall: false });
      return ret(l.rc);
    }),
    line(
      'preempted',
      'clear in_multicall; hypercall_create_continuation(multicall, call_list, nr_calls - i)',
      (m, l) => {
        noteHcall(m, { inMulticall: false });
        return call(
          'hypercall_create_continuation',
          { op: __HYPERVISOR_multicall, args: [l.list, l.left - l.i] },
          'rc',
        );
      },
    ),
    line('again', 'return rc', (_, l) => ret(l.rc)),
  ],
);

export const multicallMechanism: Mechanism = {
  id: 'multicall',
  needs: [continuationMechanism, cpuRegistersMechanism, hypercallMechanism],
  procedures: [do_multicall],
};
