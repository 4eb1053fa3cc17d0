/** What a kernel does with event channels. Checked against Linux's events_base.c and events_fifo.c. */
import type { Narration, Why } from './listing.ts';

const call = (argument: string, result: Why) => ({
  argument,
  hypercall: 'One hypercall for all of them: the command says which operation, the pointer says with what.',
  result,
});
const done = 'A number that says whether it was done.';

export const narration: Narration = {
  xenbus_alloc_evtchn: {
    ...call(
      'Which domain may bind the other end. The driver knows its peer from xenstore.',
      'The port goes to xenstore next, where the peer will find it. Xen has no such directory.',
    ),
  },
  bind_interdomain_evtchn_to_irq: {
    ...call('The peer’s domain and port, as they were found in xenstore.', {
      holds: 'The local end. Its number need not be that of the other end: each table counts for itself.',
      passed: 'Refused: there is no local end.',
    }),
  },
  bind_virq_to_irq: {
    ...call(
      'Which virtual interrupt, and the vCPU whose it is to be.',
      'Handled on that vCPU, and not masked meanwhile.',
    ),
  },
  bind_ipi_to_irq: {
    ...call(
      'The vCPU that this port will interrupt.',
      'One port for each vCPU and purpose: to reschedule, to call a function, to wake.',
    ),
  },
  __startup_pirq: {
    ...call('The number of the interrupt line.', 'The line’s interrupts arrive at this port.'),
  },
  xen_evtchn_close: {
    ...call('A port that is not needed any more.', done),
  },
  notify_remote_via_irq: {
    ...call(
      'Only the port. Who is behind it was settled when it was bound.',
      'Linux does not even look at it: a notification is a hint.',
    ),
  },
  find_virq: {
    ...call(
      'A port, to be told what Xen thinks that it is.',
      'Linux asks like this when its own notes may be wrong.',
    ),
  },
  EVTCHNOP_bind_vcpu: {
    ...call('A port and a vCPU.', done),
  },
  EVTCHNOP_unmask: {
    ...call('A port whose mask Xen is to clear, and whose event it is to raise if one waits.', done),
  },
  EVTCHNOP_reset: {
    ...call(
      'Whose ports: its own.',
      'A kernel that starts in place of another must not inherit ports that it knows nothing about.',
    ),
  },
  init_control_block: {
    ...call(
      'A page of the kernel’s own, for one vCPU. The queues’ heads will be in it.',
      'From the first of these calls on, the domain uses FIFO. If Xen refuses, the kernel falls back to two levels.',
    ),
  },
  evtchn_fifo_setup: {
    ...call('A page full of words, every port in it masked.', 'Ports in this page can be unmasked now.'),
  },
  xen_set_irq_priority: {
    ...call(
      'A port and its queue. Linux gives the timer the most urgent one.',
      'Refused with two levels: they know no priorities.',
    ),
  },
  bind_evtchn_to_irqhandler: {
    page: 'With FIFO a port needs its word before it can be unmasked. Linux gives pages as ports are used.',
    expand: 'The page goes to Xen, which reads and writes it from now on.',
    expanded: 'A high port number may need more than one page.',
    handler:
      'Which function serves which port is the kernel’s own affair. No hypercall registers a handler: Xen knows vCPUs and ports.',
    startup: 'Every port starts masked. From here on its events interrupt.',
    done: 'The driver is ready to be told.',
  },
  disable_irq: {
    mask: 'A driver that must not be interrupted masks its port.',
    done: 'Events are kept, one bit’s worth.',
  },
  enable_irq: {
    unmask: 'What came in meanwhile, if anything did, has to be made up for.',
    done: 'The port interrupts again.',
  },
  xen_rebind_evtchn_to_cpu: {
    mask: 'Between the two tables, Xen’s and the kernel’s, an event could be raised on one vCPU and looked for on another. So nothing may come in.',
    ask: 'Xen’s half of the change: which vCPU is told.',
    cpu: 'The kernel’s half: which vCPU looks at this bit.',
    unmask: 'What may have come in meanwhile is raised where it belongs now.',
    done: 'Interrupts of this port go to the other vCPU.',
  },
};
