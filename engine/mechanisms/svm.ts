/**
 * AMD's exits and entries, as far as hypercalls need them. The same handlers of Xen do the work; what differs is the way in
 * and out. Source: Xen xen/arch/x86/hvm/svm/{svm.c,entry.S,vmcb.h}; AMD APM vol. 2 15.
 */
import { call, goto, type Locals, line, procedure, ret, retry, xen } from '../core/procedure.ts';
import { hcallOf, softirqKey } from './continuation.ts';
import { cpuidMechanism } from './cpuid.ts';
import { VMEXIT } from './exits.ts';
import type { Mechanism } from './mechanism.ts';
import { upcallMechanism } from './upcall.ts';

const NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(VMEXIT).map(([k, v]) => [v, `VMEXIT_${k}`]),
);
const CASES: Readonly<Record<number, string>> = {
  [VMEXIT.CPUID]: 'cpuid',
  [VMEXIT.MSR]: 'msr',
  [VMEXIT.VMMCALL]: 'vmmcall',
};

interface Exit extends Locals {
  reason: number;
}
const hv = (file: string, symbol: string) => ({ source: xen(file, symbol), world: 'hypervisor' as const });

export const svm_vmexit_handler = procedure<Exit>(
  'svm_vmexit_handler',
  { ...hv('xen/arch/x86/hvm/svm/svm.c', 'svm_vmexit_handler'), via: '#VMEXIT' },
  [
    line('reason', 'exit_reason = vmcb->exitcode', (m, l) =>
      m.emit({ kind: 'exit', reason: l.reason, name: NAMES[l.reason] ?? String(l.reason) }),
    ),
    line('switch', 'switch (exit_reason)', (_, l) => goto(CASES[l.reason] ?? 'entry')),
    line('vmmcall', 'case VMEXIT_VMMCALL: rax = hvm_hypercall(regs)', (_, l) => {
      const { rax, rdi, rsi, rdx, cpl } = l;
      return call('hvm_hypercall', { rax, rdi, rsi, rdx, cpl }, 'rax');
    }),
    line('advance', '  if (completed) __update_guest_eip()   // past the VMMCALL', (m, l) => {
      l.again = hcallOf(m)?.preempted === true;
      return l.again ? m.passOver(goto('assist')) : goto('entry');
    }),
    line('cpuid', 'case VMEXIT_CPUID: hvm_vmexit_cpuid(regs); __update_guest_eip()', () =>
      call('hvm_vmexit_cpuid'),
    ),
    line('cpuid-done', '  break', () => goto('entry')),
    line('msr', 'case VMEXIT_MSR: rc = hvm_msr_write_intercept(msr, value)', (_, l) =>
      call('guest_wrmsr', { msr: l.msr as number, value: l.value as bigint }, 'rc'),
    ),
    line('msr-done', '  ok: __update_guest_eip(); exception: inject #GP(0)', (_, l) => {
      l.rax = l.rc;
    }),
    line('entry', 'svm_intr_assist()', () => call('svm_intr_assist')),
    line('resume', 'VMRUN', (m, l) => {
      m.emit({ kind: 'entry' });
      return l.again ? retry(l.rax) : ret(l.rax ?? 0);
    }),
    line('assist', 'preempted: svm_intr_assist()', () => call('svm_intr_assist')),
    line('softirq', '  softirq_pending: do_softirq()   // what could not wait; then once more', (m) => {
      m.patch(softirqKey, { pending: false });
      return goto('entry');
    }),
  ],
);

/** No story has anything to inject on this path. */
export const svm_intr_assist = procedure(
  'svm_intr_assist',
  hv('xen/arch/x86/hvm/svm/intr.c', 'svm_intr_assist'),
  [
    line('look', 'intack = hvm_vcpu_has_pending_irq(v)', () =>
      call('hvm_vcpu_has_pending_irq', {}, 'intack'),
    ),
    line('none', 'if (intack.source == none) return', () => ret()),
  ],
);

export const svmMechanism: Mechanism = {
  id: 'svm',
  needs: [upcallMechanism, cpuidMechanism],
  procedures: [svm_vmexit_handler, svm_intr_assist],
};
