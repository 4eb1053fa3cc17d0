/** Why an event reaches a vCPU the way it does. Checked against Xen's hvm/irq.c, vlapic.c, vmx/{vmx,intr}.c, domain.c and entry.S. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  vmx_vmexit_handler: {
    reason:
      'The processor has saved the guest’s state and left a number. Xen knows only that the guest stopped, and must find out why before it does anything.',
    deassert:
      'If this guest is told of events over an INTx line, it lowers the line by clearing a byte, which Xen cannot see: so Xen looks at every exit. For a guest that is told otherwise, no line is up.',
    switch:
      'A hypercall, an interrupt, an access to an emulated device: they all come in by this one door, and the number tells which it was.',
    vmcall:
      'The guest asked for this exit. It still is one: the processor leaves the guest and comes back, just as for an access that is caught.',
    advance: {
      holds: 'RIP still points at VMCALL. Left there, the guest would repeat the call, so Xen moves it on.',
      passed:
        'The call is not finished. RIP still points at VMCALL, so the guest will repeat it: that is how a preempted hypercall goes on.',
    },
    interrupt:
      'Nothing to do for the interrupt itself: it only had to bring this processor into Xen, so that the look before re-entry sees what waits.',
    window:
      'Xen had asked for an exit at the moment when the guest can take interrupts. That moment is now; whether anything still waits is found out below.',
    eoi: 'Without APIC virtualisation the guest’s “end of interrupt” is a write that Xen carries out. An interrupt then costs an exit on the way in and another on the way out.',
    'eoi-done': 'Acknowledged. The way back leads past the look for the next interrupt.',
    'eoi-induced':
      'The processor has done the acknowledgement itself. It exits only because this vector is level-triggered and an emulated IOAPIC has to be told.',
    'eoi-handled': 'The IOAPIC knows. Back into the guest.',
    rdmsr:
      'A register of the APIC exists only as Xen’s copy. Reading one is an exit, unless APIC virtualisation answers.',
    cpuid:
      'CPUID always leaves guest mode: what the guest may see of this processor, Xen decides at each question.',
    'cpuid-done': 'The answer is in the guest’s registers.',
    wrmsr:
      'A write to a register that the processor does not have. To the guest it is a processor with one register more.',
    'wrmsr-done':
      'Either the write is done and the guest goes on behind it, or it gets the fault that a real processor would raise.',
    hlt: 'The guest has nothing to do. Its processor is of use to others, so Xen takes it away until something happens.',
    entry: 'The way back in is the moment to deliver an interrupt, so Xen looks for one.',
    resume: 'Back in guest mode. Until the next exit the guest has the processor to itself.',
    assist:
      'The call is not finished, but something is waiting on this processor. On the way back in it gets its turn.',
    softirq:
      'What could not wait is done now. The guest, still on the same instruction, will make its call again.',
    pio: 'The processor has noted which port, how wide and in which direction: there is no instruction to decode. What it cannot know is whose port it is.',
    'pio-advance':
      'The instruction counts as done although its answer is not there: the guest will not run before it is, so it cannot notice.',
    'pio-resume':
      'The vCPU sleeps inside Xen. Its processor is free for others; if it has no others, it is idle.',
    'pio-entry': 'The way back is that of every exit: is there anything to inject?',
  },
  vcpu_mark_events_pending: {
    set: 'One byte per vCPU says “look at your bits”. Set already means told already, and a second interrupt would tell nothing new.',
    how: 'Up to here all guests are alike. A guest in hardware virtualisation must be interrupted as hardware would do it; a PV kernel is called back when Xen next returns to it.',
  },
  hvm_assert_evtchn_irq: {
    vector:
      'If the guest registered a vector for this vCPU, the event goes through the virtual local APIC like any interrupt, with its priority and its acknowledgement. Otherwise older ways are tried.',
    vectored: 'Delivered. The older ways are for guests that registered no vector of their own.',
    callback:
      'The next way: one vector for the whole domain, injected at VM entry past the APIC. There is nothing to acknowledge, but a running vCPU must leave guest mode to come in again.',
    called: 'The rest happens when that vCPU next enters guest mode.',
    line: 'The oldest way: the interrupt line of the platform device. It needs emulated interrupt controllers and follows the flag of vCPU 0 only.',
  },
  vlapic_set_irq: {
    posted:
      'With posted interrupts the request goes into a descriptor that the processor itself reads. The guest need not stop to be interrupted.',
    notify:
      'A sleeping vCPU is woken. A running one gets a vector that only says “look at your descriptor”; its processor does so in guest mode: an interrupt without a VM exit.',
    irr: 'Without posted interrupts the request is a bit in Xen’s copy of the APIC. A running vCPU would not notice before its next exit, so it is given one.',
  },
  vcpu_kick: {
    unblock:
      'If the vCPU is asleep it becomes runnable, and finds the event on its way in. Then nothing needs to be interrupted.',
    ipi: {
      holds:
        'If it is running on another processor, an inter-processor interrupt brings that one into Xen. Without it the event would wait for the next occasion.',
      passed: 'The vCPU is not running elsewhere, so no processor has to be interrupted for it.',
    },
  },
  hvm_set_callback_irq_level: {
    level:
      'The line should be up exactly while evtchn_upcall_pending of vCPU 0 is set. If it already is as it should be, it is left so.',
    drive:
      'The change goes to the emulated interrupt controllers, as if a card had moved the line of its slot.',
    route:
      'A level-triggered pin is sent once and then waits for its acknowledgement, however long the line is up.',
    deliver:
      'The IOAPIC’s table turns the pin into a vector for the local APIC: two emulated chips to carry one bit.',
  },
  vioapic_update_EOI: {
    clear: 'Acknowledged: the pin may send again.',
    again:
      'If the line is still up, something has come in since, and the interrupt is sent once more. That is what makes a level-triggered line safe.',
  },
  vcpu_block: {
    blocked:
      'Marked as asleep before looking. In the other order, an event that comes between would find nobody asleep and wake nobody.',
    look: 'Is there something to deliver already? Then this would be a sleep without end.',
    awake: 'Not asleep after all: something came in on the way here.',
    sleep: 'From here on this processor runs somebody else. A sleeping vCPU costs nothing.',
    woken:
      'Somebody set a bit for this vCPU and made it runnable. It goes on from here, on its way back into the guest.',
  },
  vmx_intr_assist: {
    look: 'Whatever waits for this vCPU, events and APIC interrupts alike, is looked for at the same place, on the way into the guest.',
    none: {
      holds: 'Usually nothing waits, and the guest just goes on.',
      passed: 'Something waits to be delivered.',
    },
    blocked:
      'A guest that has switched interrupts off must not be interrupted. Xen lets itself be called when they are on again, unless virtual-interrupt delivery does the waiting for it.',
    inject:
      'The vector goes where the processor will find it during VM entry: the guest comes back inside its handler. With APIC virtualisation the processor takes it from the virtual APIC itself.',
    behind:
      'Is there another one behind it? With the callback vector the answer is always yes: the pending byte is set until the handler clears it, and the handler has not run yet.',
    window:
      'If so, Xen asks for an exit as soon as the guest can take the next. With the callback vector it is the same event once more, and that exit will find nothing to do.',
  },
  hvm_vcpu_has_pending_irq: {
    sync: {
      holds:
        'A posted vector waits where the processor would find it; Xen moves it to where it looks itself. First of all, because one of the next lines may already be the answer.',
      passed: 'Nothing has been posted since the last look.',
    },
    vector: {
      holds:
        'A callback vector comes before the APIC, and it is pending for as long as evtchn_upcall_pending is set: a byte that works like a level-triggered line.',
      passed: 'No callback vector waits. The local APIC is asked next.',
    },
    lapic: 'Everything else waits in the virtual local APIC, which knows priorities.',
  },
  'interrupt delivery': {
    post: 'A posted vector is moved into the virtual APIC by the processor itself, in guest mode. Any other was put in place by Xen at VM entry.',
    gate: 'To the guest this is an interrupt like any other: its own table names the handler, and further ones wait.',
    handler:
      'One vector stands for all event channels of this vCPU. Which of them it was is not in the vector.',
    iret: 'The interrupted program goes on as if nothing had been, and interrupts are welcome again.',
  },
  create_bounce_frame: {
    test: 'A PV kernel has no interrupt flag in hardware: two bytes that it shares with Xen take its place. Xen looks at them each time it returns to the kernel.',
    frame:
      'Xen leaves on the stack what an interrupt would have left, masks further events, and continues the kernel at the entry that it registered: an interrupt made of software.',
    handler:
      'One entry stands for all event channels of this vCPU. Which of them it was, the bits will tell.',
    iret: 'The mask goes back to what it was, and events may come in again.',
  },
};
