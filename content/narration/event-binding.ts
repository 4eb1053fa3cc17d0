/** Why ports come in kinds, and what closing them means. Checked against Xen's event_channel.c. */
import type { Narration } from './listing.ts';

const vcpu = 'A vCPU number is the caller’s claim. One that the domain does not have is refused first.';
const port = 'A number from the caller, checked like any other: beyond the table there is nothing.';
const free = 'The lowest number that nobody uses, for whatever kind of channel.';
const xenOwn =
  'Some ends belong to Xen itself, which sleeps on them for a device model. The guest may use such a channel and not touch this end.';

export const narration: Narration = {
  evtchn_bind_virq: {
    range: 'Virtual interrupts have numbers of their own. There are 24, not all in use.',
    type: 'A timer belongs to one vCPU. An interrupt that is about the whole machine goes to vCPU 0 when it is bound, and may be moved later.',
    vcpu,
    owner:
      'Some interrupts are about the machine: the console, a page that failed. Each has one owner: dom0, or a domain that dom0 has named.',
    bound: 'One port for each. A second one would have to share the events, and a bit cannot be shared.',
    port: free,
    state: 'The port stands for the interrupt from now on. There is no other end: Xen raises it.',
    note: 'The way back: when the timer fires, Xen finds the port by the number of the interrupt.',
  },
  evtchn_bind_ipi: {
    vcpu,
    port: free,
    state:
      'Both ends are this one port. Any vCPU of the domain may ring it; one alone is interrupted, and it cannot be moved.',
  },
  evtchn_bind_pirq: {
    range: 'A domain sees only so many interrupt lines.',
    permitted:
      'A PV guest may have only the lines of devices that were given to it. An HVM guest is not asked: its lines are emulated until a device is bound to one.',
    bound: 'One port for each line.',
    port: free,
    state: 'The line is a port now. Its interrupts arrive like any other event.',
  },
  evtchn_bind_vcpu: {
    vcpu,
    port,
    xen: xenOwn,
    state: 'An IPI means “this vCPU”, and so does a timer. Moving them would change what they mean.',
    move: 'A note in Xen’s table. An event that has been raised already is not taken along.',
  },
  evtchn_status: {
    domain: 'The domain must exist. That it may not be looked at is found out later.',
    port: 'Beyond the table there is nothing. This is checked before permission, so anyone can find out how large a table is.',
    xsm: 'Who is connected with whom is the business of the domain itself, and of those that have privilege over it, like dom0.',
    state: 'What Xen knows, as it is now. The guest’s own notes may be older.',
  },
  evtchn_close: {
    port,
    xen: xenOwn,
    state: 'Closing what is not open is a mistake worth reporting: somebody’s notes are wrong.',
    virq: 'Xen forgets the port, so that the timer finds nothing to raise.',
    pirq: 'The line is nobody’s again.',
    clear: 'A bit left behind would be an event for whoever gets this number next.',
    free: 'The number may be given again. Which vCPU it went to is forgotten too.',
    peer: 'A peer, if there is one, is not told and not closed. Its end waits for this domain, as before binding, and what it sends is dropped.',
  },
  evtchn_reset: {
    paused:
      'Taking away the ports of a domain that runs would surprise it. It must be paused, or ask for it itself.',
    start:
      'A fresh start, or where the last part stopped. The note is kept in the domain, not in the call: a caller could change it.',
    busy: 'Two resets at a time would be in each other’s way.',
    loop: 'Until the end of the table, or until nothing is open any more.',
    close: 'The same closing as ever, one port at a time.',
    preempt:
      'Every 64 ports Xen looks whether something else waits for this processor. A guest with many ports must not hold it for long.',
    end: 'Another vCPU may have opened a port behind the loop’s back. Then the reset has not reset, and says so.',
    abi: 'The domain starts again where every domain starts: with two levels of bits.',
  },
  send_guest_vcpu_virq: {
    port: 'No port bound means that nobody wants to hear it. Nothing is kept for later.',
    pend: 'From here on it is an event like any other. That nobody sent it is not visible in the bits.',
  },
};
