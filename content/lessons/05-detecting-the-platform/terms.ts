/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  leaf: {
    term: 'CPUID leaf',
    means:
      'One numbered question that the CPUID instruction answers with four registers; those from 0x40000000 on are left to hypervisors.',
    source: 'xen-cpuid',
  },
  viridian: {
    term: 'viridian',
    means:
      'Xen’s name for the parts of Hyper-V’s interface that it can offer a guest, so that Windows finds what it knows.',
    source: 'xl-viridian',
  },
} as const satisfies Terms;
