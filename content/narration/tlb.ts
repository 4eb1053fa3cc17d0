/** What each instruction makes a processor forget, and why that and no more. Checked against Intel SDM vol. 3A 4.10.4 and 3C 28.3.3. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  INVLPG: {
    page: 'The guest drops one page by itself. With nested paging this costs no exit: it reaches only what is tagged with this guest’s own VPID, or ASID on AMD.',
    structures:
      'Remembered tables go as well, for an entry above the leaf may have changed. What EPT alone says is kept: that is not the guest’s to drop.',
  },
  'MOV CR3': {
    pages:
      'Another address space, so translations of the old one must go. Pages marked global are the same in all of them, and stay.',
    structures:
      'Remembered tables go as well. Nothing of EPT is dropped: all the guest’s address spaces lie on the same nested tables.',
  },
  INVVPID: {
    drop: 'Everything that was learnt under a VPID. Mappings of guest-physical addresses carry no VPID, and survive: this is the wrong tool after a change of EPT.',
  },
  INVEPT: {
    drop: 'Everything that was learnt from this EPT root goes, whatever address space it served. After a change of EPT nothing less will do.',
  },
};
