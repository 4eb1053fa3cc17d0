/** What Xen says about itself, and why so. Checked against Xen's common/kernel.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  do_xen_version: {
    switch: 'What Xen says about itself. Most of it is open to every guest.',
    version: 'The answer fits into RAX, so no pointer is needed, and a bad one does no harm.',
    'features-in':
      'Xen copies the question into memory of its own before it looks at it. The guest could change it meanwhile.',
    submap:
      'There is one group of features only. The answer depends on who asks: an HVM guest is told that it may write its page tables; a PV guest is not.',
    'features-out':
      'The answer goes back the same way, with a second walk: what may be read may still not be written.',
    pagesize: 'A pointer where none is expected is refused.',
  },
};
