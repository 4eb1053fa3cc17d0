/** Why Linux takes events as it does. Checked against Linux's events_base.c and events_2l.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  notify_remote_via_evtchn: {
    argument:
      'A port is a number in the caller’s own table. Which domain is at the other end was settled when the drivers connected.',
    send: 'The bell. It carries no data and nobody waits for its result: what there is to do, the other side will read in the ring.',
  },
  xen_evtchn_do_upcall: {
    clear:
      'Cleared before the bits are read. Cleared afterwards, it would wipe out the sign of an event that arrived during the reading, and nobody would come back for it.',
    scan: 'The upcall said only that something happened. Which port it was, the bits have to tell.',
    again: {
      holds:
        'An event that arrived meanwhile would have set the byte again. Going round once more is cheaper than leaving and being interrupted for it.',
      passed: 'The byte is still clear, so nothing arrived meanwhile, and the handler may end.',
    },
  },
  evtchn_2l_handle_events: {
    selector:
      'Read and cleared in one atomic step: what Xen sets an instant later is kept for the next round instead of being lost.',
    word: {
      holds:
        'The selector names the words that hold something, until none is left. The look goes on where the last one stopped, so that low ports cannot starve high ones; the word it begins with comes again at the end.',
      passed: 'No word is left that holds anything: the look is over.',
    },
    bits: 'Pending, not masked, and bound to this vCPU. A masked port keeps its bit, and its turn comes when it is unmasked.',
    port: {
      holds:
        'The position of a bit is its port: there is no count and no sender in it. The next look will begin behind it. With no bit left, this word is done.',
      passed: 'No bit is left in this word: it is done.',
    },
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
    upcall:
      'The second bit, in another word: between the two stores Xen may set bits of its own, and nothing is lost, because each only ever sets.',
    remask:
      'An HVM kernel cannot interrupt itself like that, so it asks Xen. Xen acts only if it finds the mask set: set it once more.',
    ask: 'Something came in while the driver was at work, so unmasking costs a hypercall. It costs one also when the port belongs to another vCPU.',
  },
  xen_pv_evtchn_do_upcall: {
    upcall: 'From here on PV, PVH and HVM guests run the same code. Only the way in was different.',
  },
  sysvec_xen_hvm_callback: {
    eoi: {
      holds:
        'A per-vCPU vector came through the local APIC, which holds back others until it is acknowledged. A callback vector bypassed the APIC: nothing to acknowledge.',
      passed: 'The vector is not one of the local APIC’s, so there is nothing to end there.',
    },
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
    remote: {
      holds:
        'Whose port is it? For one’s own a bit is enough. Another vCPU’s upcall only Xen can raise, so that way leads through a hypercall.',
      passed: 'The port is this vCPU’s own, so clearing a bit is enough. No hypercall.',
    },
    unmask: 'One bit in shared memory, again without a hypercall.',
    pending: {
      holds: 'Nothing was set under the mask, so there is nothing to make up for.',
      passed: 'The bit is set, and under the mask it has raised nothing. Whoever unmasks has to see to it.',
    },
    pv: 'A PV kernel can raise its own upcall: it sets the same bits, in the same shared memory, that Xen would set. To an HVM kernel they bring no interrupt.',
    upcall:
      'Set only by whoever turned the selector from clear to set, Xen or this kernel: so there is one upcall, not two.',
    remask:
      'An HVM kernel cannot interrupt itself like that, so it asks Xen. Xen acts only if it finds the mask set: set it once more.',
    ask: 'Because something came in meanwhile, or because the port is another vCPU’s. Otherwise unmasking costs no hypercall.',
  },
  handle_fasteoi_irq: {
    upcall: 'From here on it is the same code as for the other ways of delivery. Only the way in was longer.',
    tmr: 'Linux checks that the interrupt really was level-triggered, because of an old bug in real chips. Without APIC virtualisation even this look is an exit.',
    eoi: 'A level-triggered interrupt must be acknowledged where the IOAPIC hears of it, because the line may still be up. That is an exit, with APIC virtualisation too.',
  },
};
