/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  port: {
    term: 'port',
    means: 'The number by which a domain knows one end of an event channel; each domain counts its own.',
    source: 'xen-event-headers',
  },
  'pending-bit': {
    term: 'pending bit',
    means: 'The bit of a port that is set when it is rung, and cleared when its owner takes notice.',
    source: 'xen-events-2l',
  },
  mask: {
    term: 'mask',
    means:
      'A second bit of a port, which its owner sets to be left in peace: rings are noted, and disturb nobody.',
    source: 'xen-events-2l',
  },
  'two-level-abi': {
    term: '2-level',
    means:
      'The older way of noting rings: one bit for each port, and for each vCPU one bit for each word of them.',
    source: 'xen-events-2l',
  },
  'fifo-abi': {
    term: 'FIFO',
    means:
      'The newer way of noting rings: one word for each port, by which those that rang are linked into queues.',
    source: 'xen-events-fifo',
  },
} as const satisfies Terms;
