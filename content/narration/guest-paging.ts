/** Why the walk through a guest's tables goes as it goes. Checked against Intel SDM vol. 3A 4.5 to 4.8 and QEMU's mmu_translate. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  'page walk': {
    begin:
      'CR3 says where the guest’s top table lies, in guest-physical terms: a number that only the guest believes to be an address.',
    translate:
      'To read the entry the processor must know where it lies in the real machine. So before every load of this walk there is a walk of the nested tables.',
    load: 'Now the entry’s place in machine memory is known, and it is read: one load. It is the guest’s own data, as the guest’s kernel wrote it.',
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
    mark: 'The processor itself writes A, and D on a write, into the guest’s entry. The guest’s kernel will read them later, to choose what to page out.',
    final:
      'The guest’s tables have spoken: this is the guest-physical address. One more nested walk, and only this one is about what the program wants.',
    done: 'The way was g + 1 nested walks, and g loads between them: (g + 1)(n + 1) − 1 loads if no cache helps.',
  },
};
