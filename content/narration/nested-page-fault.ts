/** Why Xen answers a refused access as it does. Checked against Xen hvm/vmx/vmx.c, hvm/svm/svm.c, hvm/hvm.c, hvm/io.c, mm/p2m-ept.c, mm/p2m-pt.c. */
import type { Narration } from './listing.ts';

const fault = {
  fault: 'From here on Intel and AMD are the same to Xen.',
  error:
    'Nobody knows what this access could mean. A guest that cannot go on is stopped, with a line in Xen’s log.',
};
const softirq =
  'Before each entry Xen looks whether it has work to do on this processor. A crashed domain has been paused: the scheduler gives the processor to somebody else, and this vCPU is left where it is.';
const recalc = {
  begin:
    'From the root down: Xen marks a whole tree by marking its root, and pays for the rest only where the guest really goes.',
  descend: 'One level further down, towards the address that was refused.',
};

export const narration: Narration = {
  'vmx_vmexit_handler (EPT)': {
    reason:
      'One number tells why the guest was left. 48 and 49 come from the nested tables: a right or a page that is missing, and an entry that means nothing.',
    violation:
      'A right that is missing, or a page. Often nothing is wrong: Xen took it away in order to be told.',
    handled: 'Done with the reason. Whatever else is waiting is looked at on the way back.',
    misconfig:
      'An entry that no processor accepts. Xen makes such entries on purpose, to be asked once more. KVM uses them for device memory.',
    crash:
      'An entry that is malformed and was not marked by Xen is a broken table. A program that meets it gets an invalid-opcode exception, and its kernel deals with it. If the kernel itself met it, the guest is stopped.',
    interrupt: 'The interrupt has served its purpose: this processor is out of guest mode.',
    softirq,
    helper: 'The last stop before the guest: here the processor is made to forget what is no longer true.',
    resume: 'Back into guest mode, at the instruction that had been refused, or behind it.',
  },
  vmx_vmenter_helper: {
    asid: 'Xen seldom flushes by VPID. It gives the vCPU a number that was not used before, and nothing is remembered under that.',
    vpid: {
      holds:
        'When the numbers run out they are used again, and everything learnt under them has to go first.',
      passed: 'No flush is due.',
    },
    ept: {
      holds:
        'Whoever changed the nested tables has left a note for each processor. INVEPT is run here, before the guest can use what is stale.',
      passed: 'The tables have not changed since the last entry, so nothing has to be forgotten.',
    },
  },
  ept_handle_violation: {
    npfec:
      'A read-modify-write reports a write, and maybe a read as well: processors differ. So Xen takes every write for a read, too.',
    gla: 'Was it the page that the program wanted, or a table on the way? Only in the first case do the two addresses belong together.',
    ...fault,
  },
  'svm_vmexit_handler (NPF)': {
    reason: 'One number in the VMCB tells why the guest was left: 0x400 is a nested page fault.',
    npf: 'The entry was present and yet refused: perhaps Xen itself had cleared U/S, to look at it again.',
    fault: 'Nothing was marked on this path, so the refusal is meant.',
    handled: 'Done with the reason. Whatever else is waiting is looked at on the way back.',
    interrupt: 'The interrupt has served its purpose: this processor is out of guest mode.',
    softirq,
    asid: 'The last stop before the guest: here the processor is made to forget what is no longer true.',
    run: 'Back into guest mode, at the instruction that had been refused, or behind it.',
  },
  svm_asid_handle_vmrun: {
    asid: {
      holds:
        'Instead of flushing, Xen hands out a tag that was not used before. What was learnt under the old one is still there, and out of reach.',
      passed: 'The ASID is still good, and with it what the TLB remembers.',
    },
  },
  svm_do_nested_pgfault: {
    npfec: 'There is no bit for reading, so everything that does not fetch is taken for a read.',
    kind: 'AMD tells whether it was the access itself or a guest table, but not the linear address. If Xen needs that, it must walk the guest’s tables itself.',
    ...fault,
  },
  hvm_hap_nested_page_fault: {
    internal: 'Some devices live in Xen itself. For their registers nobody else has to be asked.',
    look: 'What is this frame to Xen? The look-up does work on the way: what was only promised is handed out now.',
    access: 'A security tool in another domain may have restricted the page. Nobody watches this guest.',
    shatter:
      'On processors with a certain erratum Xen does not let guests run code from large pages. The page is split, and its parts may be run from.',
    shattered: 'The guest tries again, on a page of 4 KiB.',
    mmio: 'Device memory has no frame, so that every access to it ends here. The instruction is carried out for the guest, by emulation.',
    emulated:
      'Emulated, and the guest goes on behind the instruction. What cannot be emulated ends as a fault in the guest.',
    ram: 'It is neither memory nor a device: say, code in a page that another domain has granted. That is never allowed.',
    dirty:
      'Somebody copies this guest’s memory while it runs. A bit in a map says: this page has changed since it was copied.',
    writable:
      'Once marked, the page need not be guarded any longer. Further writes to it cost nothing, until the map is read and the guard set again.',
    paged: 'The page lies in a file of dom0’s, and has to come back first.',
    again:
      'Nothing to tell the guest. It runs the same instruction again, and this time the tables allow it.',
  },
  handle_mmio_with_translation: {
    remember:
      'The exit has told both addresses. If they belong together the emulator need not walk the guest’s tables again.',
    decode:
      'The processor says which address was touched, but not what the instruction wanted. Xen has to read and understand it.',
    discard: 'Writes to a page like a ROM go nowhere, as on real hardware. The instruction counts as done.',
    ioreq:
      'The device lives in a program in dom0. Xen leaves the request in a shared page, wakes it, and the vCPU waits: a long way for one byte.',
    done: 'The guest’s registers as the instruction would have left them, and the instruction pointer behind it.',
  },
  ept_handle_misconfig: {
    resolve:
      'Two processors can stumble over the same mark. The second finds everything in order already, and must not take that for an error.',
    judge:
      'Something was repaired, or somebody else had just done so: the guest goes on. Otherwise the table is broken.',
  },
  resolve_misconfig: {
    read: 'Memory type 7 does not exist, so the processor refuses the entry without a look at its rights. That is the mark.',
    push: 'The mark moves one level down: all neighbours keep it, and will be looked at when somebody comes by.',
    clear: 'This entry is clean again, and the way to the next level is open.',
    leaf: 'The page itself. If it has no mark, the repair is complete.',
    repair:
      'The memory type is worked out afresh. Of a table of small pages all 512 are done at once, since it is at hand.',
    done: 'Other vCPUs may be on their way here over the old mark. They are told not to panic.',
    ...recalc,
  },
  do_recalc: {
    read: 'Every nested access is a user’s. An entry without U/S is therefore always refused, and Xen uses just that as its mark.',
    push: 'The mark moves one level down: all neighbours keep it, and will be looked at when somebody comes by.',
    clear: 'This entry is clean again, and the way to the next level is open.',
    leaf: 'The page itself. If it has no mark, the repair is complete.',
    repair:
      'The type is worked out afresh, and the page is open again. Unlike with EPT its neighbours wait for their own turn.',
    done: 'If anything was done the guest tries again, and the fault is forgotten.',
    ...recalc,
  },
  'external-interrupt VM exit': {
    tell: 'Another processor has sent an interrupt. In guest mode that means: leave it. What for, the handler will see.',
    host: 'Xen’s registers are loaded, and its handler runs.',
    guest: 'The guest’s registers again, and with the entry the caches are as Xen wanted them.',
  },
  '#VMEXIT(INTR)': {
    tell: 'Another processor has sent an interrupt. In guest mode that means: leave it. What for, the handler will see.',
    host: 'The host’s registers are loaded, and Xen goes on behind VMRUN.',
    guest: 'The guest’s registers again, and a tag that knows nothing old.',
  },
};
