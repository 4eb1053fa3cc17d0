/** A kernel that starts, as far as the story needs it. Checked against Linux 6.1 init/main.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  start_kernel: {
    entry: {
      holds: 'A PV or PVH kernel is entered at an address that only Xen uses.',
      passed:
        'An HVM kernel starts like on any PC and knows nothing. A PV or PVH kernel would have been entered at an address that only Xen uses.',
    },
    params: 'The command line first: it may forbid what follows.',
    platform: 'The next question is where it runs. The answer decides what half of the kernel will do.',
    banner: 'What the kernel believes, in one line of its log.',
    pci: 'Only now does anybody look at the bus. What was unplugged before cannot be missed.',
    xenbus: 'The other bus, made of directories in xenstore instead of slots.',
    initcalls: 'Drivers that were compiled in come first.',
    initrd:
      'Then the modules that somebody packed into the initrd, when it was made. What was forgotten there is not here.',
    root: 'A kernel without a root disk has nowhere to go.',
    done: 'The guest runs, with what it has.',
  },
  do_initcalls: {
    begin: 'In an order that was fixed when the kernel was linked.',
    next: {
      holds: 'Each may succeed, or find nothing to do, or refuse.',
      passed: 'Every built-in driver has had its turn.',
    },
    more: 'And the next.',
  },
  'load modules': {
    begin: 'A small program in memory, with the drivers that are needed to find the real disk.',
    insmod: { holds: 'One system call for each module.', passed: 'Every module has been tried.' },
    result: {
      holds: 'A refusal is reported and passed over. The script does not know why.',
      passed: 'The module went in. There is nothing to report.',
    },
  },
  init_module: {
    init: 'The module is in memory. Now it decides whether it wants to be.',
    done: 'Zero, or the reason why not.',
  },
  prepare_namespace: {
    root: 'The first disk that appeared. With “root=/dev/sda1” in the boot loader it would be that name, which unplug has just changed.',
    panic: {
      holds: 'If there is none, this is the end, and it comes long after the cause.',
      passed: 'The root disk is there. The kernel goes on to the first program.',
    },
  },
  idle: {
    wait: 'Nothing to do. An interrupt wakes this vCPU.',
  },
};
