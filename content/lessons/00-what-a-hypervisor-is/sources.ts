/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import { type Sources, sdm, xen } from '../../source.ts';

export const sources = {
  'sdm-exits': sdm(
    'Volume 3C, chapter 25: VMX Non-Root Operation',
    '25.1.2 and 25.1.3 instructions that cause VM exits: CPUID does, SYSCALL is in neither list',
    1076,
  ),
  'xen-vmcb': xen('xen/arch/x86/hvm/svm/vmcb.c', 'construct_vmcb (what is intercepted on AMD)'),
} as const satisfies Sources;
