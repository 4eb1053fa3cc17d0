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
  blk_mq_submit_bio: {
    tag: 'A tag for each request in flight, and as many tags as the ring has slots. When they are used up the program waits here, in its own kernel.',
    issue:
      'To the block layer this is a disk like any other. That it stands in another domain only its driver knows.',
    retry: {
      holds: 'Handed over. The call returns long before the disk has moved a byte.',
      passed:
        'Accepted. The call returns long before the disk has moved a byte, and there is nothing to wait for here.',
    },
  },
  setup_blkring: {
    begin: 'How many pages the ring has was agreed on through xenstore; one is what every backend can do.',
    grant: 'The backend may map this page and write to it: both sides write to a ring.',
    next: 'A ring of several pages is granted page by page.',
    init: 'The ring must be empty before the other side can see it.',
    alloc: 'A port on which the backend, and nobody else, may bind.',
    hypercall: 'Xen keeps the ports. Asking for one is a hypercall.',
    bind: 'The port has a handler. Reference and port are written to xenstore, where the backend finds them.',
  },
  xen_blkif_map: {
    map: 'The frontend said which references; mapping them brings the ring into dom0’s own address space.',
    attach:
      'The backend begins where the shared page says that answers have got to: zero for a new ring, or further for one that it has taken over.',
    bind: 'The frontend’s port becomes the far end of one of dom0’s own. From here on either can ring.',
    connected: 'The ring is mapped and the bell is bound. The frontend is told through xenstore.',
  },
  'blkback kthread': {
    wait: 'Until the frontend has published its references there is nothing to map.',
    connect: 'Map the ring, bind the port.',
    serve: 'From here on this thread serves the ring.',
  },
  idle: {
    wait: 'Nothing to do. An interrupt wakes this vCPU.',
  },
};
