/** Why nested tables are read and refused as they are on Intel. Checked against Intel SDM vol. 3C 27.2.1, 28.2 and Xen's code. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  'EPT walk': {
    begin:
      'The nested tables have the same shape as the guest’s, but are indexed by guest-physical addresses. Their root stands in the VMCS, where no guest can reach it.',
    load: 'One load, like every other. Machine addresses stand in these entries, so the walk itself needs no translation.',
    check: {
      holds:
        'R, W and X all clear: nothing is here, a violation. A combination that cannot be meant: a misconfiguration, found before any right is looked at.',
      passed: 'The entry is present and well formed. The walk goes on.',
    },
    descend:
      'Rights shrink here as they do in the guest’s tables. A large page ends the walk early: with pages of 2 MiB Xen saves the guest five loads of 24.',
    leaf: 'Is this access among the rights that all levels grant? If A and D are kept, reading a guest table counts as writing, for the processor may have to mark it.',
    done: 'The frame and the offset make a machine address: a byte of the real machine.',
  },
  'EPT-induced VM exit': {
    tell: 'The processor says why: what was tried, what the entries allowed, and whether it was the access itself or a guest table on the way. A misconfiguration gives the address only.',
    host: 'The guest’s registers are put away and Xen’s are loaded. This, and what the caches lose, is the price of an exit.',
    guest:
      'The guest’s registers again. Unless Xen has put an exception in its way, the guest cannot tell that anything has happened.',
  },
};
