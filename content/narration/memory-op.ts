/** Why giving pages back answers as it does. Checked against Xen's common/memory.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  hvm_memory_op: {
    filter:
      'Some of this call makes sense for PV guests only. What an HVM guest has no use for is not offered to it.',
    do: 'The rest is common to all kinds of guest.',
    done: 'Its answer is passed on.',
  },
  do_memory_op: {
    split:
      'Two numbers in one register: which operation, and how much of it is done already. Zero, when the guest calls for the first time.',
    in: 'The list is somewhere else; this says where, and how long it is. A fault here looks like “nothing done”, not like an error.',
    range: 'A repeated call may find that all is done already. Then it is only a matter of saying so.',
    domain:
      'The domain must exist, and the caller must be allowed to change it. If not, the answer is again “nothing done”: this command has no error numbers.',
    loop: { holds: 'One page after the other. The guest decides how many.', passed: 'Every extent is done.' },
    preempt: {
      holds:
        'A list can be long, and this processor is not the caller’s alone. Between two pages there is a place to stop.',
      passed: 'Nothing more urgent waits, so the loop goes on.',
    },
    extent: 'The next frame number, read through the guest’s page tables.',
    remove:
      'The page leaves the guest’s map and is free for others. This is ballooning: the guest gives back what it does not need.',
    done: 'How many were done. A caller that gets fewer than it asked for has to look why.',
    preempted:
      'How far it has come goes into the upper bits of the command, so the repeated call knows where to go on.',
    again: 'Not an answer: the guest will be on the same instruction again.',
  },
};
