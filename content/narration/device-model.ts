/** Why QEMU serves a port access as it does, and what Linux in dom0 does for it. Checked against QEMU 7.2 xen-hvm.c and Linux's evtchn.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  evtchn_interrupt: {
    disable:
      'A process cannot take interrupts. So the kernel keeps this port masked from now on, until the process says that it has seen it.',
    queue:
      'The port’s number goes into a small queue behind a file descriptor, and the process that sleeps on it is woken. Here the kernel’s part ends and a scheduler’s begins.',
  },
  evtchn_poll: {
    sleep: 'The device model is a process like any other. Between two accesses of its guest it sleeps.',
  },
  evtchn_read: {
    take: 'A system call, only to learn which port it was.',
  },
  evtchn_write: {
    enable: 'A second system call: the process has seen the event and takes the next one.',
    unmask:
      'The kernel lifts the mask. Nothing has come in meanwhile, so the bit alone is changed and Xen is not called.',
  },
  evtchn_ioctl: {
    notify:
      'One more system call, and in it a hypercall: the answer’s bell. A PV dom0 makes others too, to switch to QEMU and to sleep; this one wakes the guest’s vCPU.',
  },
  main_loop_wait: {
    poll: 'One loop for everything that QEMU waits for: port accesses, disks, timers. It sleeps in the kernel until one of them is ready.',
    dispatch: {
      holds: 'The descriptor of the event channels is readable: somewhere a vCPU stands still.',
      passed: 'No event channel has fired. It was something else that woke the loop.',
    },
    again: 'Answered. Back to sleep, until the next register.',
    aio: 'This time it is not the guest: a transfer that was started earlier has ended.',
    next: 'Back to sleep.',
  },
  cpu_handle_ioreq: {
    get: 'Which vCPU, and what does it want?',
    buffered:
      'Some writes need not be waited for and are queued in a second page. They come first, to keep the order. There are none here.',
    none: {
      holds: 'A wake-up without a request would end here.',
      passed: 'There is a request, and it is served now.',
    },
    copy: 'Xen has mapped nothing of QEMU, and QEMU nothing of Xen: they share this page and one for writes that are queued. QEMU works on a copy.',
    handle: 'From here on QEMU is what it was written to be: a machine in software.',
    data: 'A read’s value goes back into the record. For a write it is what it was.',
    service: {
      holds:
        'The record must still be in QEMU’s hands. If anybody changed that, the guest can no longer be trusted to its state.',
      passed: 'The record is still in QEMU’s hands. Nobody has changed it.',
    },
    respond: 'Content first, then the state, with a barrier between: Xen may look at any moment.',
    notify: 'The answer lies in memory, and memory wakes nobody. QEMU rings.',
  },
  cpu_get_ioreq: {
    pending: 'The kernel hands out the number of the port that fired.',
    unmask: 'Taken note of: the port may fire again.',
    ready: {
      holds: 'An event says only that something may have happened. The state of the record says what.',
      passed: 'The record says READY: there is an access to serve.',
    },
    'in-process': 'Now it is QEMU’s. Xen waits as long as this state stands.',
  },
  handle_ioreq: {
    mask: {
      holds: 'A one-byte write carries one byte, whatever else the register held.',
      passed: 'A read brings no value along that would have to be cut.',
    },
    type: 'A port, memory, or configuration space of PCI: each has its own way.',
    done: 'What the device said.',
  },
  cpu_ioreq_pio: {
    dispatch: 'QEMU’s own table of ports. Behind each stands a function that plays a chip.',
    done: 'The chip has answered.',
  },
};
