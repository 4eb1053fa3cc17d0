/** Why the walk through a guest's tables goes as it goes. Checked against Intel SDM vol. 3A 4.5 to 4.8 and QEMU's mmu_translate. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  'page walk': {
    begin:
      'CR3 says where the guest’s top table lies, in guest-physical terms: a number that only the guest believes to be an address.',
    translate:
      'To read the entry the processor must know where it lies in the real machine. So before every load of this walk there is a walk of the nested tables, unless a cache knows the place.',
    load: 'If the nested tables refused, the walk ends here and Xen is called. Otherwise the place in machine memory is known, and the entry is read: one load, of what the guest’s kernel wrote.',
    check: {
      holds:
        'If P is clear the other 63 bits mean nothing, so reserved bits are looked at only in present entries. Either way the page fault is the guest’s to handle.',
      passed: 'The entry is present, and no reserved bit is set.',
    },
    rights:
      'Rights only shrink on the way down: every level must allow users and writing, and a single NX forbids fetching. One entry near the top can close a whole subtree.',
    descend:
      'The entry was used, so the processor marks it accessed, if nobody has; Linux sets A in its tables beforehand. Its frame is the next table.',
    fetch: {
      holds:
        'Code and data are told apart only here: if any entry on the way had NX set, nothing below may be run.',
      passed: 'Nothing is fetched to be run, or no entry on the way forbids it.',
    },
    user: {
      holds:
        'A program needs U/S set at every level, and for writing R/W at every level. The leaf alone decides nothing.',
      passed: 'The program has the rights at every level, or it is the kernel that asks.',
    },
    supervisor: {
      holds:
        'The kernel may do more, except what it has forbidden itself: to run user pages (SMEP), to touch them unannounced (SMAP), to write what is read-only (WP).',
      passed: 'It is a program that asks, or the kernel has not forbidden itself this access.',
    },
    mark: 'Where A, or D on a write, is missing, the processor itself writes it into the guest’s entry. If the nested tables forbid this store, Xen is called. The guest’s kernel will read these bits.',
    final:
      'The guest’s tables have spoken: this is the guest-physical address. One more nested walk, and only this one is about what the program wants.',
    done: 'If the last nested walk refused, Xen is called. Otherwise the way is over: g + 1 nested walks and g loads between them, (g + 1)(n + 1) − 1 loads if no cache helps.',
  },
};
