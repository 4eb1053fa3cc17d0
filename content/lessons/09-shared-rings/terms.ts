/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  slot: {
    term: 'slot',
    means: 'One place of a ring: it holds a request, then its answer, then it is free again.',
    source: 'xen-ring',
  },
  'private-index': {
    term: 'private index',
    means:
      'A count that one side of a ring keeps in memory of its own, so that the other can neither see nor change it.',
    source: 'xen-ring',
  },
  'write-barrier': {
    term: 'write barrier',
    means:
      'A place in a program before which all writes must be visible to others earlier than any write after it.',
    source: 'x86-tso',
  },
} as const satisfies Terms;
