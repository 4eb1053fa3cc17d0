/** Why nested tables are read and refused as they are on AMD. Checked against Xen's and QEMU's code. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
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
  '#VMEXIT(NPF)': {
    tell: 'The reasons go into the VMCB: an error code like a page fault’s, with one bit for the access itself and one for a guest table. The linear address is not told.',
    host: 'The host’s registers are loaded, and Xen goes on behind the VMRUN that had started the guest.',
    guest:
      'The guest’s registers again. Unless Xen has put an exception in its way, the guest cannot tell that anything has happened.',
  },
};
