/** Why an event is a bit. Checked against Xen's event_channel.c and event_2l.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  do_event_channel_op: {
    switch:
      'One hypercall number serves all event-channel operations. An unknown command is refused before its argument is touched.',
    'send-in':
      'Xen fetches the argument through the caller’s own address space. Four bytes, a port: there is no more to the message.',
    send: 'Looked up in the caller’s own table: a domain can ring only where it has been connected.',
    sent: 'A return code, which Linux discards. A notification is a hint, and the ring holds the truth.',
    'alloc-in':
      'Two domain numbers: whose port it is to be, and who alone may bind the other end. A channel is offered to one peer by name.',
    alloc: 'A port is half of a channel. The other half exists when the peer binds.',
    allocated:
      'If there was one left, its number is in the caller’s structure now. It has to reach the peer by another way, through xenstore.',
    'bind-in':
      'The peer’s domain and the port that it offered. Both are the caller’s claim, and both will be checked.',
    bind: 'The second half. From here on each end knows the other, and neither can choose anyone else.',
    bound: 'Connected, or refused: a guest learns no more than a number.',
    'unmask-in': 'The argument is a port of the caller’s own table.',
    unmask: 'Xen clears the mask, and delivers what came in while it was set.',
    unmasked: 'Done, or refused. If an event had been waiting behind the mask, its upcall is on the way.',
  },
  evtchn_alloc_unbound: {
    domain: 'Usually “myself”. dom0 may allocate in the name of a guest that it is building.',
    port: 'The lowest number that nobody uses. The table ends where the toolstack said, or where the ABI has no more bits.',
    xsm: 'Found a port first, asked for permission then: a full table is reported even to one who may not have any.',
    state:
      'A door that opens for one domain. Whether that domain exists is not looked at: it may come later.',
    back: 'The number, in the caller’s structure. It means something in the caller’s table only.',
  },
  evtchn_bind_interdomain: {
    domain: 'The peer must exist. Binding to oneself is allowed, and then both ends are in one table.',
    port: 'A port of the caller’s own comes first. If there is none left, nothing about the peer is revealed.',
    remote:
      'The port must have been offered, and to this caller. Whoever guesses numbers gets the same answer as for a port that is not there.',
    connect: 'Both ends change in one step, so that neither is ever half connected.',
    pend: 'The peer may have rung while nobody was there. One event too many is harmless; one too few would be waited for for ever.',
    back: 'The caller’s own end. From here on it can ring.',
  },
  evtchn_send: {
    lookup:
      'The port is an index that the caller chose. One that leads to no channel is refused: guessing signals nobody.',
    state:
      'What a send means depends on the channel: another domain, one of the own vCPUs, or nobody yet, in which case it is dropped.',
    remote:
      'The other end was fixed when the channel was bound. A sender cannot choose its receiver, so even a hostile kernel can ring only at this door.',
    pend: 'All that is left to do is to set a bit in the receiver’s memory, and to tell the vCPU that this port is bound to.',
    done: 'It means that the bit is set. When the receiver looks is the receiver’s affair.',
    xen: 'The other end of this channel is Xen itself. Instead of setting a bit and raising an interrupt, a function is called.',
    told: 'The device model’s hypercall is over; the guest’s vCPU is on its way.',
  },
  evtchn_2l_set_pending: {
    pending:
      'One bit for each port and no counter. If it is still set from before, the receiver has not looked yet and this event merges with that one: many sends, one event.',
    mask: {
      holds:
        'A masked port keeps its bit and disturbs nobody. Linux keeps a block driver’s port masked while the driver is at work, so a busy receiver is not interrupted again.',
      passed: 'The port is not masked: whoever it belongs to may be disturbed.',
    },
    selector:
      'A second level: one bit for each word of 64 ports, so that the receiver need not search them all. Set already means that the vCPU already knows.',
    mark: 'The bits say which ports. What remains is to get the attention of the vCPU that should look.',
    pollers: {
      holds:
        'A vCPU sleeps until one of a few ports is set (SCHEDOP_poll), masked or not, and this is one of them. It is woken.',
      passed:
        'A vCPU can also sleep until one of a few ports is set (SCHEDOP_poll), masked or not. None sleeps for this one.',
    },
  },
  evtchn_unmask: {
    lookup: 'A number from the caller, checked like any other.',
    usable: 'A channel that leads nowhere has nothing to deliver.',
    mask: 'Xen delivers only if the mask really was set. That is why an HVM kernel sets it again before it asks.',
    pending: {
      holds: 'If nothing came in while the port was masked, there is nothing to make up for.',
      passed: 'The bit is set: the event has to be raised now.',
    },
    selector: 'An event was waiting. It gets now what it did not get while it was masked: its selector bit.',
    mark: 'And the vCPU is told.',
    done: 'From here on the port interrupts again.',
    fifo: 'In the other ABI the mask is a bit in the port’s own word, and what waits has to be linked into a queue.',
    'fifo-done': 'From here on the port interrupts again.',
  },
  notify_via_xen_event_channel: {
    channel:
      'The channel was made when the device model connected: one end is Xen, the other the domain of the device model.',
    pend: 'At the other end it is an ordinary event: a bit in dom0’s shared page, and an interrupt if the bit was clear.',
  },
};
