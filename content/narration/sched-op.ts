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
    'poll-port': 'The list is in the guest’s memory and is read through its page tables, entry by entry.',
    'poll-look': 'If one of them is set already, there is no reason to sleep.',
    'poll-none': 'Nothing yet. The sleep ends when one of these ports is raised.',
    'poll-done': 'The caller looks at the bits itself.',
  },
};
