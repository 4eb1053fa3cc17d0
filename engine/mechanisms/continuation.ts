/**
 * Preempted hypercalls: a long call that has to stop rewrites its own arguments, and the guest makes it again.
 * Source: Xen xen/arch/x86/hypercall.c (hypercall_create_continuation), xen/include/xen/sched.h (hypercall_preempt_check),
 * xen/include/xen/multicall.h (struct mc_state).
 */
import type { Machine } from '../core/machine.ts';
import { goto, type Locals, line, procedure, ret, xen } from '../core/procedure.ts';
import { type Key, keysOf, type State } from '../core/state.ts';
import { cpuRegistersMechanism, type RegisterName, type Registers, regsKey, u64 } from './cpu-registers.ts';
import { keep, type Mechanism } from './mechanism.ts';

/** What Xen notes of the hypercall that a vCPU is in. */
export interface Hcall {
  /** `hcall_preempted`: it stopped halfway and is to be made again. */
  readonly preempted: boolean;
  /** `MCSF_in_multicall`. */
  readonly inMulticall: boolean;
  /** Xen's copy of the arguments of a multicall's entry (`mc_state.call.args`). */
  readonly args: readonly (number | bigint)[];
}
export const hcallKey = keysOf<Hcall>((domain, vcpu) => `xen.hcall.d${domain}.${vcpu}`);
export const newHcall = (): Hcall => ({ preempted: false, inMulticall: false, args: [] });

/** The note of the current vCPU; undefined in a story without long calls. */
export const hcallOf = (m: Machine): Hcall | undefined =>
  m.records[hcallKey(m.domain as number, m.vcpu)] as Hcall | undefined;

export function noteHcall(m: Machine, change: Partial<Hcall>): void {
  if (hcallOf(m)) m.patch(hcallKey(m.domain as number, m.vcpu), change);
}

/** What this processor has put off: `softirq_pending`. */
export interface Softirqs {
  readonly pending: boolean;
  /** More work comes up at every so many looks (0: never). The model’s clock. */
  readonly every: number;
  readonly looks: number;
}
export const softirqKey: Key<Softirqs> = 'xen.softirq';

/** `hypercall_preempt_check`: does something wait that is more urgent than this call? (Of its two halves, the softirqs.) */
export function preemptCheck(m: Machine): boolean {
  const s = (m as Pick<State, 'records'>).records[softirqKey] as Softirqs | undefined;
  if (!s) return false;
  const looks = s.looks + 1;
  const pending = s.pending || (s.every > 0 && looks % s.every === 0);
  m.patch(softirqKey, { looks, pending });
  return pending;
}

/** Arguments by position, 64-bit. */
export const ARGUMENTS = ['rdi', 'rsi', 'rdx', 'r10', 'r8'] as const satisfies readonly RegisterName[];

interface Continue extends Locals {
  op: number;
  args: readonly (number | bigint)[];
}
export const hypercall_create_continuation = procedure<Continue>(
  'hypercall_create_continuation',
  { source: xen('xen/arch/x86/hypercall.c', 'hypercall_create_continuation'), world: 'hypervisor' },
  [
    line('preempted', 'curr->hcall_preempted = true', (m) => noteHcall(m, { preempted: true })),
    line('where', 'if (mcs->flags & MCSF_in_multicall)', (m) =>
      hcallOf(m)?.inMulticall ? undefined : m.passOver(goto('registers')),
    ),
    line('entry', '  mcs->call.args[] = the rest of the work; return op', (m, l) => {
      const args = [...(hcallOf(m)?.args ?? [])];
      for (const [i, a] of l.args.entries()) args[i] = a;
      noteHcall(m, { args });
      return ret(l.op);
    }),
    line('registers', 'else rax = op; rdi, rsi, … = the rest of the work; return op', (m, l) => {
      const change: { -readonly [K in RegisterName]?: bigint } = { rax: u64(l.op) };
      for (const [i, a] of l.args.entries()) change[ARGUMENTS[i] ?? 'rdi'] = u64(a);
      m.patch(regsKey(m.domain as number, m.vcpu), change as Partial<Registers>);
      return ret(l.op);
    }),
  ],
);

export const continuationMechanism: Mechanism = {
  id: 'continuation',
  needs: [cpuRegistersMechanism],
  procedures: [hypercall_create_continuation],
  records: ({ domain, vcpus }) => vcpus.map((_, i) => keep(hcallKey(domain.id, i), newHcall())),
};
