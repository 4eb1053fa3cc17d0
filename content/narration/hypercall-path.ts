/** Why finding and calling Xen looks as it does. Checked against Xen's cpuid.c, msr.c, hvm.c, guest_walk.c, svm.c and Linux's enlighten_hvm.c. */
import type { Narration } from './listing.ts';

export const hypercallPath: Narration = {
  init_hvm_pv_info: {
    scan: 'The same kernel runs on bare metal and on other hypervisors, so it has to ask.',
    found: 'Had nobody answered to that name, this would not be Xen, and nothing below might be tried.',
    version:
      'The version is for the log. What Xen can do is found out by asking for features, and by calling.',
    noted: 'From here on the kernel is a guest that knows it.',
  },
  'install hypercall_page': {
    leaf: 'Which register takes the page’s address. It is not always the same: behind Hyper-V’s leaves it has moved too.',
    load: 'An address in the guest’s own memory. The page is the guest’s; only the writing in it will be Xen’s.',
    wrmsr: 'This register does not exist. Writing to it is a message to whoever catches it.',
    result: 'Linux is careful: on a Xen that will not fill the page it must survive the fault.',
  },
  guest_wrmsr: {
    msr: 'One register is Xen’s own. Where it is depends on what else the guest is shown.',
    index: 'The low bits could name one of several pages. There is only one.',
    page: 'The address is the guest’s claim. It must be RAM of its own that Xen may write into.',
    init: 'The page is good. Now Xen writes the code into it.',
    done: 'The guest goes on behind its WRMSR.',
  },
  init_hypercall_page: {
    fill: 'Every byte that is not part of a stub is a breakpoint: a call to a wrong address stops at once instead of running on.',
    stubs:
      'One stub for each number. The guest need not know whether this processor says VMCALL or VMMCALL: Xen does, and has written it down.',
    iret: 'That number is for PV guests. An HVM guest that calls it gets an invalid opcode.',
  },
  'HYPERVISOR_hypercall, page': {
    registers:
      'Arguments as for any hypercall. The number is not loaded: it is in the address that is called.',
    call: 'An ordinary call, to an address in the guest’s own memory.',
    result: 'Back, as from any function.',
  },
  'hypercall_page + 32 × number': {
    mov: 'The bytes that Xen wrote, executed as the guest’s own code. The first instruction puts the number where Xen will look for it; in the stub of iret it is an invalid opcode.',
    call: 'This one leaves guest mode. Xen chose it for the processor that it runs on.',
    ret: 'Back to the caller, with the answer in RAX. It is this RET that modern kernels do not want: it cannot be hardened.',
  },
  hvm_translate_get_page: {
    cr3: 'The pointer is an address of the guest’s, and only the guest’s own tables say where that is. So Xen walks them, in software, like the processor would.',
    l4: 'Nine bits of the address choose one of 512 entries. The table is in the guest’s memory, and Xen reads what is there at this moment.',
    l3: 'Nine bits more. A large page could end the walk here.',
    l2: 'Nine bits more, and again the walk may end here.',
    l1: 'The last table. Its entry names the page, if there is one.',
    rights:
      'Writing for the guest is not a way around its own protection: what its kernel may not write, Xen does not write for it.',
    p2m: 'The guest’s frame is not the machine’s. This table is Xen’s own, and is why a guest can point only at its own memory.',
  },
  svm_vmexit_handler: {
    reason: 'AMD’s name for the same event: the processor has saved the guest’s state and left a number.',
    switch: 'Other numbers, other instructions, the same handlers behind them.',
    vmmcall: 'The guest asked for this exit, with AMD’s instruction.',
    advance:
      'RIP still points at VMMCALL. Left there, the guest would repeat the call; a call that was preempted uses exactly that to go on.',
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
