/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  kernel: {
    term: 'kernel',
    means:
      'The part of an operating system that may do what programs may not, such as talking to devices; programs ask it.',
    source: 'sdm-vmm',
  },
  register: {
    term: 'register of a device',
    means:
      'A numbered place at which a processor talks to a device: writing there gives an order, reading there asks a question.',
    source: 'linux-libata-sff',
  },
  interrupt: {
    term: 'interrupt',
    means: 'A signal that makes a processor leave what it is doing and run a routine of its kernel.',
    source: 'xen-hvm-irq',
  },
} as const satisfies Terms;
