/** Why a hypercall looks as it does. Checked against Xen's hypercall ABI and Linux's stubs. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  HYPERVISOR_hypercall: {
    registers:
      'A hypercall is a function call by number: the operation in RAX, arguments in registers, structures by address in the caller’s own memory.',
    instruction:
      'Here the kernel leaves its own world. An HVM or PVH kernel executes VMCALL, or VMMCALL on AMD, which is a VM exit; a PV kernel executes SYSCALL, which is a trap. This is the crossing.',
    result:
      'Back where it left, with the answer in RAX. What it means, the caller knows: it asked for one operation.',
  },
  hvm_hypercall: {
    privilege: {
      holds:
        'Xen knows domains, not their users: the guest’s kernel may call, and programs may not. One call can be opened to programs, for a monitor.',
      passed:
        'The guest’s kernel is calling, so the call goes on. A program of the guest would be refused here.',
    },
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
};
