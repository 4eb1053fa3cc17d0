/** Why Linux takes events from queues as it does. Checked against Linux's events_fifo.c. */
import type { Narration } from './listing.ts';

const lateeoi = 'The driver has seen everything that the notification can have meant.';
const unmask = (first: string) => ({
  read: first,
  pending: 'If something came in under the mask, it is in no queue, and only Xen can put it into one.',
  unmask:
    'The mask goes only if the word is still as it was read. BUSY means that Xen is just linking behind it: then again.',
  argument: 'Only the port. Xen finds the word by it.',
  ask: 'Xen clears the mask and links the port. It costs a hypercall only when something was waiting.',
});

export const narration: Narration = {
  evtchn_fifo_handle_events: {
    ready:
      'Which queues have something: read and cleared in one step, so that what Xen adds now is announced anew.',
    queue: 'The most urgent queue that has something. A hundred ports of low priority wait for one of high.',
    consume: 'One port, and then a look whether something more urgent has come.',
    more: 'This look is what makes priorities real: it comes after every single port.',
  },
  consume_one_event: {
    head: 'The kernel keeps its own place in the chain. Only when it had come to the end does it ask the block where the new chain starts.',
    unlink:
      'Taken out before it is handled: an event that comes in meanwhile is linked again, behind the others.',
    empty: {
      holds: 'With nothing behind it, this queue is done.',
      passed: 'More events are in this queue, so its bit is kept.',
    },
    handle: 'A port may have been masked or cleared since it was linked. Being in a queue is only a hint.',
    next: 'Where to go on in this queue.',
  },
  'handle_edge_irq, FIFO': {
    mask: 'The port is kept out of the queues until its driver is done, so a peer that rings without end cannot keep the processor busy.',
    clear: 'Cleared before the driver runs: a notification that comes while it works sets the bit anew.',
    driver: 'The event said “look”. What happened, the driver has to find in the ring.',
  },
  'handle_percpu_irq, FIFO': {
    clear: 'Not masked, only acknowledged: the next one may come while this one is handled.',
    driver: 'The port is the whole message: “reschedule”, or “time is up”.',
  },
  'mask_evtchn, FIFO': {
    mask: 'One bit in the port’s own word. Xen is not told: it will look when an event comes.',
  },
  'xen_irq_lateeoi, FIFO': {
    ...unmask(lateeoi),
  },
  'unmask_evtchn, FIFO': {
    ...unmask('If it is not masked, there is nothing to do.'),
  },
};
