/** Why AMD's exits come in and go back as they do. Checked against Xen's hvm/svm/svm.c and intr.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  svm_vmexit_handler: {
    reason: 'AMD’s name for the same event: the processor has saved the guest’s state and left a number.',
    switch: 'Other numbers, other instructions, the same handlers behind them.',
    vmmcall: 'The guest asked for this exit, with AMD’s instruction.',
    advance: {
      holds: 'RIP still points at VMMCALL. Left there, the guest would repeat the call, so Xen moves it on.',
      passed:
        'The call is not finished. RIP still points at VMMCALL, so the guest will repeat it: that is how a preempted hypercall goes on.',
    },
    cpuid: 'What the guest may see of this processor, Xen decides at each question.',
    'cpuid-done': 'The answer is in the guest’s registers.',
    msr: 'A register that the processor does not have. On AMD one exit code serves reads and writes.',
    'msr-done':
      'Either the write is done and the guest goes on behind it, or it gets the fault that a real processor would raise.',
    entry: 'The way back in is the moment to deliver an interrupt, so Xen looks for one.',
    resume: 'Back in guest mode.',
    assist:
      'The call is not finished, but something waits on this processor. On the way back in it gets its turn.',
    softirq:
      'What could not wait is done now. The guest, still on the same instruction, will make its call again.',
  },
  svm_intr_assist: {
    look: 'Whatever waits for this vCPU is looked for at the same place, on the way into the guest.',
    none: 'Nothing waits here.',
  },
};
