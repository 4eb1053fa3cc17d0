/** Why a hypercall may be made twice. Checked against Xen's arch/x86/hypercall.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  hypercall_create_continuation: {
    preempted:
      'A hypercall cannot be put to sleep in the middle: Xen has one stack for each processor. Instead it is made to end, as something that is not finished.',
    where: 'Inside a multicall the arguments are in an entry of the list, not in the registers.',
    entry: 'The entry is rewritten: when the multicall goes on, it begins with what is left of this one.',
    registers:
      'The registers are rewritten so that the very same instruction asks for the rest. The guest repeats its call without knowing that it does.',
  },
};
