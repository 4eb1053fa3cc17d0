/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  'lost-wake-up': {
    term: 'lost wake-up',
    means: 'One side sleeps, work lies ready for it, and nobody will wake it any more.',
    source: 'xen-ring',
  },
  'final-check': {
    term: 'final check',
    means: 'The look at the count that follows the note and comes before sleep.',
    source: 'xen-ring',
  },
  'store-buffer': {
    term: 'store buffer',
    means:
      'A queue in a processor in which its writes wait until memory takes them; the processor itself sees them already.',
    source: 'x86-tso',
  },
  'full-barrier': {
    term: 'full barrier',
    means:
      'A place in a program at which the processor waits until its writes are visible to all, before it reads on.',
    source: 'x86-tso',
  },
  'event-idx': {
    term: 'EVENT_IDX',
    means:
      'A feature of virtio by which each side names the index at which it wants to be notified, in place of a flag.',
    source: 'linux-virtio-event',
  },
} as const satisfies Terms;
