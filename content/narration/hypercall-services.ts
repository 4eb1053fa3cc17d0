/** Why some hypercalls answer as they do. Checked against Xen's memory.c, multicall.c and hvm.c. */
import type { Narration } from './listing.ts';

export const hypercallServices: Narration = {
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
    loop: 'One page after the other. The guest decides how many.',
    preempt:
      'A list can be long, and this processor is not the caller’s alone. Between two pages there is a place to stop.',
    extent: 'The next frame number, read through the guest’s page tables.',
    remove:
      'The page leaves the guest’s map and is free for others. This is ballooning: the guest gives back what it does not need.',
    done: 'How many were done. A caller that gets fewer than it asked for has to look why.',
    preempted:
      'How far it has come goes into the upper bits of the command, so the repeated call knows where to go on.',
    again: 'Not an answer: the guest will be on the same instruction again.',
  },
  do_multicall: {
    nested: 'A list inside a list could go on without end, on a stack that is Xen’s. So there is none.',
    loop: 'Many small calls, one way in and out.',
    preempt: 'Between two calls there is a place to stop.',
    in: 'The next entry: a number and its arguments, as they would have been in registers.',
    call: 'The same table and the same functions as for a single call, with the same checks.',
    out: 'Each result goes into its own entry. A failure stops nothing.',
    stopped: 'If that call stopped halfway, its entry now holds what is left of it.',
    next: '64 bytes further on.',
    done: 'The list was worked off. What came of its entries, they say themselves.',
    failed: 'The list itself could not be read or written. Then the whole call fails.',
    preempted: 'The registers are rewritten to name the rest of the list. What is done stays done.',
    again: 'Not an answer: the guest will be on the same instruction again.',
  },
  do_hvm_op: {
    switch: 'What an HVM guest can tell Xen about itself.',
    'param-in': 'A small record: whose parameter, which, and its value.',
    'param-range': 'The number is an index into an array of Xen’s, so it is checked first of all.',
    'param-domain': 'The domain must exist, and be one that has parameters.',
    'param-xsm': 'Only its own, unless the caller is dom0.',
    'param-allowed':
      'Most parameters are for the toolstack that built the guest. A guest that could set them could escape what they describe.',
    'param-set':
      'Noted. A callback of 1, for example, only tells the toolstack that drivers for Xen are there.',
    'vector-in': 'Which vCPU, and which interrupt vector it wants for events.',
    'vector-range': 'The first sixteen vectors belong to exceptions.',
    'vector-vcpu': 'A vCPU that the domain does not have cannot be interrupted.',
    'vector-set': 'From here on events reach this vCPU through its local APIC.',
  },
  do_console_io: {
    xsm: 'Xen’s console is for the domain that runs the machine. Another guest could fill its log, or imitate it.',
    write: 'The text goes to Xen’s log.',
  },
};
