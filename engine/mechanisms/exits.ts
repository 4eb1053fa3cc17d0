/** The same exits by the two vendors' names: which handler of Xen they arrive at, and with which code. */
import type { Machine } from '../core/machine.ts';
import { call, type Flow, type Locals } from '../core/procedure.ts';
import { hostOf, type Vendor } from './domain.ts';
import { EXIT_REASON } from './upcall.ts';

/** AMD’s exit codes (Xen hvm/svm/vmcb.h). */
export const VMEXIT = { CPUID: 0x72, MSR: 0x7c, VMMCALL: 0x81 } as const;

const HANDLER: Readonly<Record<Vendor, string>> = { intel: 'vmx_vmexit_handler', amd: 'svm_vmexit_handler' };
const CODES = {
  hypercall: { intel: EXIT_REASON.VMCALL, amd: VMEXIT.VMMCALL },
  cpuid: { intel: EXIT_REASON.CPUID, amd: VMEXIT.CPUID },
  wrmsr: { intel: EXIT_REASON.MSR_WRITE, amd: VMEXIT.MSR },
} as const satisfies Readonly<Record<string, Readonly<Record<Vendor, number>>>>;

/** Leaves guest mode: the flow for a line that executes such an instruction. */
export function exitOf(m: Machine, what: keyof typeof CODES, args: Locals, into?: string): Flow {
  const { vendor } = hostOf(m);
  return call(HANDLER[vendor], { ...args, reason: CODES[what][vendor] }, into);
}
