/** The program that wants its data on the disk (this project's) and Linux's block layer under it. */
import type { Narration } from './listing.ts';

export const blockLayer: Narration = {
  main: {
    story: 'The drivers are connected and have been in use for a while. From here on everything is counted.',
    exit: 'Every request has been answered. What was written is on the disk, byte for byte.',
  },
  requests: {
    next: 'A program with something to read or to write. How it gets to the disk is not its business.',
    submit:
      'A system call: from the program into its own kernel. In an HVM or PVH guest the processor does this alone; Xen does not notice.',
    batch:
      'It may hand over several requests before it waits for any. The more there are, the more of them can share one bell.',
    wait: 'All answers are there. Until then the processor was free for other work: nothing waited inside the hypervisor.',
  },
  blk_mq_submit_bio: {
    tag: 'A tag for each request in flight, and as many tags as the ring has slots. When they are used up the program waits here, in its own kernel.',
    issue:
      'To the block layer this is a disk like any other. That it stands in another domain only its driver knows.',
    retry: 'Handed over. The call returns long before the disk has moved a byte.',
  },
};
