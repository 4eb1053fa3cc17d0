/** Why the other event-channel operations copy and call as they do. Checked against Xen's event_channel.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  do_event_channel_op: {
    'virq-in': 'Which of Xen’s own interrupts, and for which vCPU.',
    virq: 'Not every event comes from a domain. Timers and debug requests come from Xen, through ports like any other.',
    'virq-rc': 'Refused: the caller’s structure is as it was.',
    'virq-back':
      'The port, written where the caller will look for it. If that memory cannot be written, the port exists all the same.',
    'pirq-in': 'The number of an interrupt line, as the domain knows it.',
    pirq: 'A device’s interrupt can arrive as an event too. The port then stands for the line.',
    'pirq-rc': 'Refused: the caller’s structure is as it was.',
    'pirq-back': 'The port that stands for the line from now on.',
    'ipi-in': 'Only the vCPU that is to be told. The sender will be any other vCPU of the same domain.',
    ipi: 'A channel from a domain to itself: one vCPU rings, another is interrupted, and no APIC is written to.',
    'ipi-rc': 'Refused: the caller’s structure is as it was.',
    'ipi-back': 'Whoever knows this number, inside the domain, can interrupt that vCPU.',
    'close-in': 'A port of the caller’s own. Nobody can close somebody else’s end.',
    close: 'The end goes away. The peer’s end is kept, and is told nothing.',
    closed:
      'Unless it was refused, the number is free again, and the next allocation may give it to somebody else.',
    'status-in':
      'Whose port, and which. Looking is harmless, but without privilege a domain may look at its own only.',
    status:
      'Xen reads its table. What a guest believes about its ports need not be so, after a migration for example.',
    'status-rc': 'No such domain, no such port, or not the caller’s business.',
    'status-back':
      'What the port is, and where its events go. Which fields mean something depends on what it is.',
    'vcpu-in': 'A port, and the vCPU that is to hear of it from now on.',
    vcpu: 'Spreading ports over vCPUs spreads the interrupts.',
    'vcpu-bound':
      'Unless it was refused, the next event goes there. One that has been raised already is left where it is.',
    'reset-in': 'The domain whose ports are all to go: itself, after a kexec for example.',
    'reset-dom': 'A number that names no domain is refused before anything is touched.',
    'reset-xsm': 'A guest may reset itself. To reset another takes privilege over it, as dom0 has.',
    reset: 'Everything is closed, port by port. With many ports this takes long.',
    'reset-again':
      'If something more urgent has come up, Xen arranges that the guest makes the same call once more, with a command that says “go on”.',
    'reset-done': 'Either all is closed, or the guest is about to call again without knowing it.',
    'control-in':
      'A page of the guest’s own memory and a place in it. The guest provides what both will read.',
    control: 'The first of these calls moves the whole domain to the other ABI.',
    'control-back': 'If Xen took it: how many bits a link has, and so how large a port number may become.',
    'expand-in': 'One more page of the guest’s memory for event words: 1,024 ports.',
    expand: 'Words exist only where the guest has given a page. A domain with few ports needs one.',
    expanded: 'Unless it was refused, the ports in this page can be linked into queues from now on.',
    'priority-in': 'A port and a number from 0 to 15. 0 is the most urgent.',
    priority: 'Which queue the port’s next event goes into.',
    'priority-set': 'An event that is queued already keeps its place.',
  },
};
