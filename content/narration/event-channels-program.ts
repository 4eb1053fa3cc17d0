/** What the story's own program and drivers do. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  program: {
    next: 'The story is a list of operations, one after the other. While it is somebody else’s turn, this one computes.',
    note: 'The answer is kept, to be looked at beside the others.',
  },
  EVTCHNOP_unknown: {
    hypercall: 'A guest can find out what a Xen knows by trying.',
    result: 'An unknown command is refused before its argument is touched: -ENOSYS.',
  },
  default_idle: {
    idle: 'Nothing to do, so the processor may as well be given away.',
    halt: 'An HVM kernel halts, as it would on real hardware, and the halt is an exit. A PV kernel asks in words.',
    woken: 'An event has made it runnable. Had it already been handled on the way, it would look the same.',
  },
  driver_interrupt: {
    work: 'The event carried no data. Whatever there is to do is found in memory that both sides share.',
    eoi: 'Only now may the port interrupt again: the driver says so, not the interrupt code.',
  },
  xen_reschedule_interrupt: {
    work: 'An interprocessor interrupt without a local APIC: one vCPU rang, Xen set a bit, this one looks at its run queue.',
  },
  xen_timer_interrupt: {
    work: 'The timer that the guest had asked Xen for. No emulated timer chip is involved.',
  },
  vcpu_singleshot_timer_fn: {
    raise: 'A timer of Xen’s has run out. The guest gets it as an event, and no domain has sent it.',
    done: 'Xen goes on with what this processor was doing.',
  },
};
