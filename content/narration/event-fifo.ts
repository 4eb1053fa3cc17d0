/** Why events can queue. Checked against Xen's event_fifo.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  evtchn_fifo_set_pending: {
    word: 'The guest provides the pages with the words, and may not have come to this one. Then Xen remembers for it.',
    queue:
      'Sixteen queues for each vCPU, by priority. The port may still be in the one of its last event, so both are locked. If they change under Xen three times in a row, the event is lost.',
    control: {
      holds:
        'A vCPU without a control block cannot be told anything. The guest has to set it up before it unmasks.',
      passed: 'The vCPU has a control block, so there is a queue.',
    },
    pending: 'Again one bit and no counter: events of one port merge. What is new is the order among ports.',
    mask: {
      holds: 'A masked port keeps its bit and is kept out of the queues.',
      passed: 'The port is not masked: it is linked into a queue.',
    },
    link: 'If it is in a queue already, the guest will come to it: a port is in at most one queue, once.',
    moved:
      'If it was the end of its old queue, that end is no longer valid. Which queue it is in now is noted for the next time.',
    tail: 'If the queue has a last one, the new one goes behind it. The link is in the word of that last one: the queue is a chain through the ports themselves.',
    head: {
      holds: 'If the queue was empty, the chain starts here: this is where the guest will look.',
      passed: 'The queue was not empty: the event hangs on the one before it.',
    },
    end: 'Xen’s own note. The guest never needs the end of a queue.',
    ready: 'A queue that had something was announced before. Only one that was empty needs a ready bit.',
    mark: 'The same byte as with two levels: it says “look”, and the queues say at what.',
    pollers: {
      holds:
        'A vCPU sleeps until one of a few ports is set (SCHEDOP_poll), masked or not, and this is one of them. It is woken.',
      passed:
        'A vCPU can also sleep until one of a few ports is set (SCHEDOP_poll), masked or not. None sleeps for this one.',
    },
  },
  evtchn_fifo_set_link: {
    read: 'The guest may be taking out that very port. If it has, there is no chain to extend: the queue is empty.',
    link: 'Xen and the guest write the same word without a lock between them. The exchange succeeds only if nobody was quicker.',
    lock: 'Somebody was quicker. A bit in the word asks the guest to leave the mask alone for a moment.',
    reread: 'Whatever was changed, this is how it is now.',
    retry:
      'The guest can change a linked word in four ways only, so four tries are enough. A guest that plays tricks loses its own event.',
    unlock: 'The request is withdrawn, and the answer is whether there was a chain to link to.',
  },
  evtchn_fifo_unmask: {
    word: 'Without a page there is no word, and no mask in it.',
    mask: 'The bit is in the port’s own word, not in a common array.',
    relink: {
      holds: 'What came in under the mask was left out of the queues. Now it is put in.',
      passed: 'Nothing is pending, so nothing has to be linked.',
    },
  },
  evtchn_fifo_init_control: {
    built: 'A Xen can be built without this ABI. The guest then falls back to two levels.',
    vcpu: 'Each vCPU has a block of its own: its queues and its ready bits.',
    offset:
      'The block must lie inside one page, because only that page will be mapped, and be aligned for atomic access.',
    first: 'The first call of a domain makes room for all its vCPUs, or fails with nothing changed.',
    again: 'A second block for one vCPU would leave the first mapped for ever.',
    map: 'The page is the guest’s own memory. What is not RAM of its own cannot be shared like this.',
    switch:
      'From here on the bits of the two levels are not looked at any more. What was pending in them is remembered for when its word appears.',
    block: 'Both sides read and write this block now.',
  },
  evtchn_fifo_expand_array: {
    fifo: 'Words without control blocks would belong to nothing.',
    slot: 'A link has 17 bits, so 131,072 ports, and 128 pages of words.',
    map: 'Again the guest’s own memory. Xen provides none: many ports cost the guest, not the host.',
    add: 'A thousand and twenty-four ports more can be raised.',
    waiting: 'What came in before the page was there is raised now, so nothing is lost by switching.',
    next: 'Each port of the page in turn.',
  },
  evtchn_set_priority: {
    port: 'A number from the caller, checked like any other.',
    abi: 'Two levels of bits know no priorities: there would be nothing to set.',
    usable: 'A port that nobody uses has no events to be in a hurry.',
    range: 'Sixteen queues, 0 to 15.',
    set: 'For the next event. One that is queued is not taken out again.',
  },
};
