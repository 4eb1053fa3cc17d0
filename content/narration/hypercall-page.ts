/** Why the hypercall page is asked for and used as it is. Checked against Xen's msr.c, hvm.c and Linux's enlighten_hvm.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  'install hypercall_page': {
    leaf: 'Which register takes the page’s address. It is not always the same: behind Hyper-V’s leaves it has moved too.',
    load: 'An address in the guest’s own memory. The page is the guest’s; only the writing in it will be Xen’s.',
    wrmsr: 'This register does not exist. Writing to it is a message to whoever catches it.',
    result: 'Linux is careful: on a Xen that will not fill the page it must survive the fault.',
  },
  guest_wrmsr: {
    msr: {
      holds: 'One register is Xen’s own. Where it is depends on what else the guest is shown.',
      passed: 'The register is the one that Xen has set aside.',
    },
    index: {
      holds: 'The low bits could name one of several pages. There is only one.',
      passed: 'The low bits are clear: the address is that of a page.',
    },
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
};
