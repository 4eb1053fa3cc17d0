/** What the guest of the story does to call Xen. Checked against Linux's callers and enlighten_hvm.c. */
import type { Narration } from './listing.ts';

const made = (argument: string, result: string) => ({
  argument,
  call: 'A number for the operation, and where its arguments are. How the instruction is reached is another matter.',
  result,
});

export const narration: Narration = {
  notify_remote_via_evtchn: {
    ...made('Only a port.', 'Linux does not look at it: a notification is a hint.'),
  },
  find_virq: {
    ...made('Whose port, and which.', 'After a zero, what Xen thinks of that port is in the structure.'),
  },
  init_hvm_pv_info: {
    scan: 'The same kernel runs on bare metal and on other hypervisors, so it has to ask.',
    found: 'Had nobody answered to that name, this would not be Xen, and nothing below might be tried.',
    version:
      'The version is for the log. What Xen can do is found out by asking for features, and by calling.',
    noted: 'From here on the kernel is a guest that knows it.',
  },
  xen_hvm_guest_init: {
    detect: 'A kernel that has just started. It does not know yet on what.',
    install:
      'Linux installed a hypercall page until December 2024. Since then it brings its own VMCALL and VMMCALL, and chooses by the processor’s maker.',
    work: 'With the page, or with an instruction of its own, the kernel can make its first call. If it wanted the page and did not get it, there is nothing to call.',
    done: 'What comes back from Xen is a number in RAX. Negative ones are errors, with the same numbers on every architecture.',
  },
  xen_version: {
    ...made(
      'This call needs no memory at all.',
      'Major and minor in one number; a negative one would be an error.',
    ),
  },
  xen_setup_features: {
    ...made(
      'The question in the structure: which group of features. The answer will go into the same structure.',
      'Zero means that the bits are in the kernel’s memory. It decides by them, not by the version.',
    ),
  },
  xen_poll_irq: {
    ...made(
      'Where the list of ports is, and how long to wait.',
      'Zero means that one of the ports is set, or that time is up. The kernel looks for itself.',
    ),
  },
  xen_set_callback_via: {
    ...made(
      'Whose parameter, which, and its value.',
      'After a zero Xen knows how this guest wants to be told of events.',
    ),
  },
  decrease_reservation: {
    ...made(
      'A pointer inside a structure that is itself pointed to: Xen will have to walk for both.',
      'How many pages were taken. The balloon driver compares it with how many it gave.',
    ),
  },
  HYPERVISOR_multicall: {
    ...made(
      'Four calls, written down one after the other.',
      'Zero means that the list was worked off. The results are in the list.',
    ),
  },
  xen_raw_console_write: {
    ...made(
      'A text for Xen’s own console.',
      'Refused to a guest without privilege, unless Xen was built for verbose debugging.',
    ),
  },
  xen_mmu_update: {
    ...made(
      'A PV guest would ask Xen to change its page tables.',
      'No such call for an HVM guest. It writes its page tables itself, and hardware translates once more.',
    ),
  },
  xen_iret: {
    ...made(
      'A PV kernel returns from interrupts by this number.',
      'No such call for an HVM guest: its own IRET works.',
    ),
  },
  'a process': {
    registers: 'Any program can load registers, and nothing stops it from executing the instruction.',
    instruction:
      'The processor leaves guest mode, whoever asks. Whether the caller may call is for Xen to decide.',
    result: 'Refused. A program that wants something of Xen has to ask its kernel.',
  },
};
