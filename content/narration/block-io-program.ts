/** The program that wants its data on the disk (this project's), Linux's block layer under it, and how the drivers connect. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  main: {
    connect: 'Before the first request the two drivers meet: a ring is granted, a port is offered.',
    connected: 'The backend maps the ring and binds the port. Until then there is nobody to ask.',
    warm: 'First uses cost more: pages are granted and mapped then. The story begins when they have been.',
    story: 'The drivers are connected and have been in use for a while. From here on everything is counted.',
    exit: 'Every request has been answered. What was written is on the disk, byte for byte.',
  },
  requests: {
    next: {
      holds: 'A program with something to read or to write. How it gets to the disk is not its business.',
      passed: 'No request is left: the program is done.',
    },
    submit:
      'A system call: from the program into its own kernel. In an HVM or PVH guest the processor does this alone; Xen does not notice.',
    batch: {
      holds:
        'It may hand over several requests before it waits for any. The more there are, the more of them can share one bell.',
      passed: 'Enough requests are out, or there is no further one: now the program waits.',
    },
    wait: 'All answers are there. Until then the processor was free for other work: nothing waited inside the hypervisor.',
  },
  idle: {
    wait: 'Nothing to do. An interrupt wakes this vCPU.',
  },
};
