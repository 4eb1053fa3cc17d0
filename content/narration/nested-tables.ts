/** Why nested tables are read and refused as they are. Checked against Intel SDM vol. 3C 27.2.1, 28.2, Xen's and QEMU's code. */
import type { Narration } from './listing.ts';

export const nestedTables: Narration = {
  'EPT walk': {
    begin:
      'The nested tables have the same shape as the guest’s, but are indexed by guest-physical addresses. Their root stands in the VMCS, where no guest can reach it.',
    load: 'One load, like every other. Machine addresses stand in these entries, so the walk itself needs no translation.',
    check:
      'R, W and X all clear: nothing is here, a violation. A combination that cannot be meant: a misconfiguration, found before any right is looked at.',
    descend:
      'Rights shrink here as they do in the guest’s tables. A large page ends the walk early: that is how Xen saves the guest a quarter of its loads.',
    leaf: 'Is this access among the rights that all levels grant? If A and D are kept, reading a guest table counts as writing, for the processor may have to mark it.',
    done: 'The frame and the offset make a machine address: a byte of the real machine.',
  },
  'NPT walk': {
    begin:
      'AMD’s second dimension has the format of ordinary page tables. Its root stands in the VMCB, and its depth is that of the host’s own paging.',
    load: 'One load, like every other. Machine addresses stand in these entries, so the walk itself needs no translation.',
    check:
      'An absent entry or a reserved bit ends the walk. There is no misconfiguration on AMD: whatever is wrong is a nested page fault.',
    descend:
      'Present is readable here, for there is no bit for reading. Every nested access is a user’s, so each entry needs U/S set.',
    leaf: 'A guest table is always accessed as if to write it. Xen clears U/S on purpose where it wants to be asked again.',
    done: 'The frame and the offset make a machine address: a byte of the real machine.',
  },
  'EPT-induced VM exit': {
    tell: 'The processor says why: what was tried, what the entries allowed, and whether it was the access itself or a guest table on the way. A misconfiguration gives the address only.',
    host: 'The guest’s registers are put away and Xen’s are loaded. This, and what the caches lose, is the price of an exit.',
    guest: 'The guest’s registers again. As far as the guest can tell, nothing has happened.',
  },
  '#VMEXIT(NPF)': {
    tell: 'The reasons go into the VMCB: an error code like a page fault’s, with one bit for the access itself and one for a guest table. The linear address is not told.',
    host: 'The host’s registers are loaded, and Xen goes on behind the VMRUN that had started the guest.',
    guest: 'The guest’s registers again. As far as the guest can tell, nothing has happened.',
  },
  'external-interrupt VM exit': {
    tell: 'Another processor has sent an interrupt. In guest mode that means: leave it. What for, the handler will see.',
    host: 'Xen’s registers are loaded, and its handler runs.',
    guest: 'The guest’s registers again, and with the entry the caches are as Xen wanted them.',
  },
  '#VMEXIT(INTR)': {
    tell: 'Another processor has sent an interrupt. In guest mode that means: leave it. What for, the handler will see.',
    host: 'The host’s registers are loaded, and Xen goes on behind VMRUN.',
    guest: 'The guest’s registers again, and a tag that knows nothing old.',
  },
};
