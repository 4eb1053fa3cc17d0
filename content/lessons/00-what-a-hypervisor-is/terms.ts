/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  kernel: {
    term: 'kernel',
    means:
      'The part of an operating system that may do what programs may not, such as talking to devices; programs ask it.',
    source: 'sdm-vmm',
  },
} as const satisfies Terms;
