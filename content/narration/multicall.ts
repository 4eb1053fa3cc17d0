/** Why several calls travel in one. Checked against Xen's common/multicall.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  do_multicall: {
    nested: 'A list inside a list could go on without end, on a stack that is Xen’s. So there is none.',
    loop: { holds: 'Many small calls, one way in and out.', passed: 'Every call of the list is done.' },
    preempt: {
      holds: 'Between two calls there is a place to stop.',
      passed: 'Nothing more urgent waits, so the loop goes on.',
    },
    in: 'The next entry: a number and its arguments, as they would have been in registers.',
    call: 'The same table and the same functions as for a single call, with the same checks.',
    out: 'Each result goes into its own entry. A failure stops nothing.',
    stopped: {
      holds: 'If that call stopped halfway, its entry now holds what is left of it.',
      passed: 'The call ran to its end. On to the next.',
    },
    next: '64 bytes further on.',
    done: 'The list was worked off. What came of its entries, they say themselves.',
    failed: 'The list itself could not be read or written. Then the whole call fails.',
    preempted: 'The registers are rewritten to name the rest of the list. What is done is done.',
    again: 'Not an answer: the guest will be on the same instruction again.',
  },
};
