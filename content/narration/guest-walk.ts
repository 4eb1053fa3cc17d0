/** Why Xen finds what a pointer points to as it does. Checked against Xen's hvm/hvm.c and mm/guest_walk.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  hvm_translate_get_page: {
    cr3: 'The pointer is an address of the guest’s, and only the guest’s own tables say where that is. So Xen walks them, in software, like the processor would.',
    l4: 'Nine bits of the address choose one of 512 entries. The table is in the guest’s memory, and Xen reads what is there at this moment.',
    l3: 'Nine bits more. A large page could end the walk here.',
    l2: 'Nine bits more, and again the walk may end here.',
    l1: 'The last table. Its entry names the page, if there is one.',
    rights: {
      holds:
        'Writing for the guest is not a way around its own protection. What its kernel may not write, Xen does not write for it; with CR0.WP clear a kernel may write any page.',
      passed: 'The guest’s own tables allow the access, so Xen may do it for the guest.',
    },
    p2m: 'The guest’s frame is not the machine’s. This table is Xen’s own, and is why a guest can point only at its own memory.',
  },
};
