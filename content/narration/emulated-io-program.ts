/** The program that wants its data on the disk, as this project has it. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  main: {
    warm: 'First uses cost more: QEMU maps the guest’s pages then. The story begins when it has.',
    story: 'The guest has used its disk before. From here on everything is counted.',
    exit: 'Every request is done.',
  },
  requests: {
    next: {
      holds: 'A program with something to read or to write. How it gets to the disk is not its business.',
      passed: 'No request is left: the program is done.',
    },
    submit:
      'A system call: from the program into its own kernel. The processor does this alone; Xen does not notice.',
    batch: {
      holds:
        'It may hand over several requests before it waits for any. This disk will take them one by one all the same.',
      passed: 'Enough requests are out, or there is no further one: now the program waits.',
    },
    wait: 'All answers are there. Of the steps since the call few were the disk’s: most went into registers.',
  },
  idle: {
    wait: 'Nothing to do. An interrupt wakes this vCPU.',
  },
};
