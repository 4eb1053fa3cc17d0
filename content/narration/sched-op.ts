/** How a vCPU gives its processor away. Checked against Xen's common/sched/core.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  do_sched_op: {
    switch: 'The few things that a guest may say to Xen’s scheduler.',
    yield: 'The guest offers its processor, and comes back when others have had their turn.',
    block:
      'Asking for sleep means asking to be woken: a PV guest’s events are unmasked in the same step, or it might sleep for ever.',
    sleep: 'The same sleep as after HLT. PV and HVM differ only in how they ask for it.',
    awake: 'Something happened, and the guest will find out what.',
    'poll-in': 'A list of ports that the caller wants to hear of, masked or not.',
    'poll-limit': 'Every port costs Xen a look, so there is a limit to the list.',
    'poll-block':
      'Marked as asleep, and as waiting for ports, before anything is looked at. In the other order a port that is raised between look and sleep would find nobody to wake.',
    'poll-events': 'An event that can be delivered now is a reason to stay awake, whichever port it came by.',
    'poll-deliver': 'There is something to deliver: the sleep is called off.',
    'poll-port': 'The list is in the guest’s memory and is read through its page tables, entry by entry.',
    'poll-look':
      'A port that is set already is a reason to stay awake, masked or not. One that cannot be raised is a mistake of the caller.',
    'poll-none':
      'Nothing yet, so the processor goes to somebody else. Whoever raises a port finds this vCPU in the mask of those that poll, and wakes it.',
    'poll-done': 'The caller looks at the bits itself.',
    'poll-out': 'Not asleep after all: both marks are taken back.',
  },
};
