/** Why an event is a bit. Checked against Xen event_channel.c and event_2l.c and Linux's events_base.c and events_2l.c. */
import type { Narration } from './listing.ts';

export const eventChannels: Narration = {
  notify_remote_via_evtchn: {
    argument:
      'A port is a number in the caller’s own table. Which domain is at the other end was settled when the drivers connected.',
    send: 'The bell. It carries no data and nobody waits for its result: what there is to do, the other side will read in the ring.',
  },
  do_event_channel_op: {
    switch:
      'One hypercall number serves all event-channel operations. An unknown command is refused before its argument is touched.',
    'send-in':
      'Xen fetches the argument through the caller’s own address space. Four bytes, a port: there is no more to the message.',
    send: 'Looked up in the caller’s own table: a domain can ring only where it has been connected.',
    sent: 'A return code, which Linux discards. A notification is a hint, and the ring holds the truth.',
    'unmask-in': 'The argument is a port of the caller’s own table.',
    unmask: 'Xen clears the mask, and delivers what came in while it was set.',
    unmasked: 'Done. If an event had been waiting, its upcall is on the way.',
    'alloc-in':
      'Two domain numbers: whose port it is to be, and who alone may bind the other end. A channel is offered to one peer by name.',
    alloc: 'A port is half of a channel. The other half exists when the peer binds.',
    allocated:
      'If there was one left, its number is in the caller’s structure now. It has to reach the peer by another way, through xenstore.',
    'bind-in':
      'The peer’s domain and the port that it offered. Both are the caller’s claim, and both will be checked.',
    bind: 'The second half. From here on each end knows the other, and neither can choose anyone else.',
    bound: 'Connected, or refused: a guest learns no more than a number.',
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
  },
  evtchn_2l_set_pending: {
    pending:
      'One bit for each port and no counter. If it is still set from before, the receiver has not looked yet and this event merges with that one: many sends, one event.',
    mask: 'A masked port keeps its bit and disturbs nobody. Linux masks a port while its driver is at work, so a busy receiver is not interrupted again.',
    selector:
      'A second level: one bit for each word of 64 ports, so that the receiver need not search them all. Set already means that the vCPU already knows.',
    mark: 'The bits say which ports. What remains is to get the attention of the vCPU that should look.',
    pollers:
      'A vCPU can also sleep until one of a few ports is set (SCHEDOP_poll), masked or not. Nobody does so in this story.',
  },
  evtchn_unmask: {
    lookup: 'A number from the caller, checked like any other.',
    usable: 'A channel that leads nowhere has nothing to deliver.',
    mask: 'Xen delivers only if the mask really was set. That is why an HVM kernel sets it again before it asks.',
    pending: 'If nothing came in while the port was masked, there is nothing to make up for.',
    selector: 'An event was waiting. It gets now what it did not get while it was masked: its selector bit.',
    mark: 'And the vCPU is told.',
    done: 'From here on the port interrupts again.',
    fifo: 'In the other ABI the mask is a bit in the port’s own word, and what waits has to be linked into a queue.',
    'fifo-done': 'From here on the port interrupts again.',
  },
  xen_evtchn_do_upcall: {
    clear:
      'Cleared before the bits are read. Cleared afterwards, it would wipe out the sign of an event that arrived during the reading, and nobody would come back for it.',
    scan: 'The upcall said only that something happened. Which port it was, the bits have to tell.',
    again:
      'An event that arrived meanwhile would have set the byte again. Going round once more is cheaper than leaving and being interrupted for it.',
  },
  evtchn_2l_handle_events: {
    selector:
      'Read and cleared in one atomic step: what Xen sets an instant later stays for the next round instead of being lost.',
    word: 'The selector names the words that hold something, until none is left. The look goes on where the last one stopped, so that low ports cannot starve high ones; the word it begins with comes again at the end.',
    bits: 'Pending, not masked, and bound to this vCPU. A masked port keeps its bit, and its turn comes when it is unmasked.',
    port: 'The position of a bit is its port: there is no count and no sender in it. The next look will begin behind it. With no bit left, this word is done.',
    handle: 'Which driver sits behind a port is in a table of the kernel’s own. Xen does not know it.',
    next: 'All that was pending at the look is handled in one upcall.',
  },
  handle_edge_irq: {
    mask: 'Block drivers keep their port masked until they say that they are done. A peer that rings without end then sets one bit, and keeps no processor busy.',
    clear:
      'Cleared before the driver runs: a notification that comes while it works sets the bit anew instead of vanishing.',
    driver: 'The event said “look”. What happened, the driver has to find in the ring.',
  },
  xen_irq_lateeoi: {
    unmask:
      'The driver has seen everything that the notification can have meant. From now on the port may interrupt again.',
    pending:
      'A bit set while the port was masked raised no upcall. Whoever unmasks must look for it, or it would wait for ever.',
    pv: 'A PV kernel can raise its own upcall: it sets the same bits, in the same shared memory, that Xen would set. To an HVM kernel they bring no interrupt.',
    remask:
      'An HVM kernel cannot interrupt itself like that, so it asks Xen. Xen acts only if it finds the mask set: set it once more.',
    ask: 'The one case in which unmasking costs a hypercall: something came in while the driver was at work.',
  },
  xen_pv_evtchn_do_upcall: {
    upcall: 'From here on PV, PVH and HVM guests run the same code. Only the way in was different.',
  },
  sysvec_xen_hvm_callback: {
    eoi: 'A per-vCPU vector came through the local APIC, which holds back others until it is acknowledged. A callback vector bypassed the APIC: nothing to acknowledge.',
    upcall: 'From here on PV, PVH and HVM guests run the same code. Only the way in was different.',
  },
  handle_percpu_irq: {
    clear:
      'An IPI or a timer is not masked: it belongs to one vCPU, which cannot be interrupted while it is here. The bit is cleared first, so that the next one counts.',
    driver: 'The port is the whole message: “reschedule”, or “time is up”.',
  },
  mask_evtchn: {
    mask: 'One bit in memory that the kernel shares with Xen. No hypercall, and Xen is not told: it will look when an event comes.',
  },
  unmask_evtchn: {
    remote:
      'Whose port is it? For one’s own a bit is enough. Another vCPU’s upcall only Xen can raise, so that way leads through a hypercall.',
    unmask: 'One bit in shared memory, again without a hypercall.',
    pending: 'A bit that was set under the mask has raised nothing. Whoever unmasks has to look for it.',
    pv: 'A PV kernel can raise its own upcall: it sets the same bits, in the same shared memory, that Xen would set. To an HVM kernel they bring no interrupt.',
    remask:
      'An HVM kernel cannot interrupt itself like that, so it asks Xen. Xen acts only if it finds the mask set: set it once more.',
    ask: 'Only because something came in meanwhile. Otherwise unmasking costs nothing.',
  },
  handle_fasteoi_irq: {
    upcall: 'From here on it is the same code as for the other ways of delivery. Only the way in was longer.',
    tmr: 'Linux checks that the interrupt really was level-triggered, because of an old bug in real chips. Without APIC virtualisation even this look is an exit.',
    eoi: 'A level-triggered interrupt must be acknowledged where the IOAPIC hears of it, because the line may still be up. That is an exit, with APIC virtualisation too.',
  },
};
