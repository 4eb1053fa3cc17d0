/** Why a processor does what it does on one access to memory. Checked against Intel SDM vol. 3A 4.10, 6.15 and 3C 28.2. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  'memory access': {
    canonical: {
      holds:
        'The upper bits must repeat the highest one that is translated. An address that breaks this rule is no address: the processor raises #GP and reads no table at all.',
      passed: 'The upper bits repeat the highest one that is translated: it is an address.',
    },
    tlb: {
      holds:
        'Most accesses end here. A remembered translation holds the rights of both dimensions, so a hit costs no load, and nobody is asked.',
      passed: 'Nothing is remembered that would do. The tables have to be walked.',
    },
    walk: 'Nothing remembered helps. The tables have to be read, by a part of the processor: no software runs for it, neither the guest’s nor Xen’s.',
    answer:
      'Three ways to end. The guest’s tables say no: that is the guest’s own affair. The nested tables say no: Xen has to know. Nobody says no: the byte is found.',
    fill: 'What was found is remembered for the smaller of the two pages: the other dimension vouches for no more. The rights are those that both allow.',
    data: 'The one access that the program asked for. Everything before it was the way there.',
    fault:
      'A guest’s page fault is the guest’s own. The processor calls the guest’s kernel directly and leaves the address in CR2. With nested paging Xen does not intercept it.',
    iret: 'A fault is taken before its instruction has done anything. If the kernel has mended the cause, the instruction starts again from the beginning; if not, whoever did this is ended.',
    exit: 'The nested tables are Xen’s, and so is this problem. The processor leaves guest mode. If Xen can mend it, the guest will not notice.',
    entered:
      'Xen has mended its tables and lets the instruction start again; or it has performed the instruction itself, and the guest goes on behind it; or it has an exception for the guest.',
    ud: 'Xen injects an invalid-opcode exception, although the opcode was not the fault. The kernel ends the program, as it would on hardware, and goes on.',
    gp: 'The guest’s kernel gets a general-protection fault. It names no address, and there is nothing to mend.',
  },
};
