/** Why a hypercall looks as it does. Checked against Xen's hypercall ABI and Linux's stubs. */
import type { Narration } from './listing.ts';

export const hypercalls: Narration = {
  HYPERVISOR_hypercall: {
    registers:
      'A hypercall is a function call by number: the operation in RAX, arguments in registers, structures by address in the caller’s own memory.',
    instruction:
      'Here the kernel leaves its own world. An HVM or PVH kernel executes VMCALL, or VMMCALL on AMD, which is a VM exit; a PV kernel executes SYSCALL, which is a trap. This is the crossing.',
    result:
      'Back where it left, with the answer in RAX. After a notification Linux does not even look at it.',
  },
  hvm_hypercall: {
    privilege:
      'Xen knows domains, not their users. It lets only the guest’s kernel call, whatever program is running.',
    number:
      'The call has arrived: rax names it, and Xen looks its handler up. A number beyond its table, or in a gap of it, gets -ENOSYS.',
    call: 'From here on it is ordinary code of Xen, on the guest’s processor and on the guest’s time.',
    result:
      'An answer travels in RAX, as from any function. A call that was made to stop has none yet: its registers ask for the rest.',
  },
  pv_hypercall: {
    entry:
      'A PV kernel has less privilege than Xen, so its SYSCALL arrives here. No virtualisation hardware is involved and no VM exit is counted; it is a crossing all the same.',
    number:
      'The call has arrived: rax names it, and Xen looks its handler up. Numbers that it does not know get -ENOSYS, from every caller alike.',
    call: 'From here on it is ordinary code of Xen, on the caller’s processor and on the caller’s time.',
    result: 'The result travels in RAX. On the way out Xen looks whether an event waits for this domain.',
  },
  vmx_vmexit_handler: {
    reason:
      'The processor has saved the guest’s state and left a number. All Xen knows so far is that the guest stopped, so it must find out why before it can do anything.',
    deassert:
      'The guest lowers an INTx line by clearing a byte, a plain store that Xen cannot see. So at every exit Xen looks whether a line that it raised may fall.',
    switch:
      'A hypercall, an interrupt, a register of an emulated device: they all come in by this one door. An access to an emulated disk would come in here as well.',
    vmcall:
      'The guest asked for this exit. It still is one: the processor changes worlds and comes back, just as for an access that is caught.',
    advance:
      'RIP still points at VMCALL. Left there, the guest would repeat the call; a hypercall that was interrupted uses exactly that to go on.',
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
    assist:
      'The call is not finished, but something is waiting on this processor. On the way back in it gets its turn.',
    softirq:
      'What could not wait is done now. The guest, still on the same instruction, will make its call again.',
    entry: 'The way back in is the moment to deliver an interrupt, so Xen looks for one.',
    resume: 'Back in guest mode. Until the next exit the guest has the processor to itself.',
  },
};
