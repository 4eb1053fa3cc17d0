/** Why Linux looks for a hypervisor this way. Checked against Linux 6.1 hypervisor.c, processor.h, enlighten_hvm.c and features.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  init_hvm_pv_info: {
    version: 'One leaf further on.',
    say: 'It is printed and otherwise not used.',
    type: 'From this line on the kernel calls itself a Xen domain, and everything that asks for it gets a yes.',
    features: 'Versions say little. What counts is what this Xen offers to this kind of guest.',
    vcpu: 'Which of the domain’s vCPUs is this?',
    id: 'Xen’s number for a vCPU need not be the kernel’s. Events and registers are addressed by Xen’s.',
  },
  xen_hvm_guest_init: {
    info: 'What kind of Xen is it, and what may be used?',
    shared: 'A page that Xen and the kernel share, for events and for time. It has stories of its own.',
    unplug:
      'Now, while nobody has looked at the bus: a device that was never seen need not be taken away from anybody.',
    rest: 'Events, timers, processors: from here on the kernel works with Xen, and not only on it.',
  },
  xen_setup_features: {
    argument: 'The first hypercall of this guest. Its argument lies on the stack, and Xen reads it there.',
    ask: 'From here on the guest does not only ask the processor: it calls Xen.',
    keep: 'Bits, spread into a table. The drivers will ask it, for instance whether an event can have a vector.',
  },
  init_hypervisor_platform: {
    'xen-pv':
      'A table of candidates, each of which looks for itself. A PV kernel knew before it got here; any other says no.',
    'xen-hvm':
      'The answer is a number, not a yes: the leaf at which the name was found. The highest number wins.',
    hyperv: {
      holds:
        'Under Xen with Hyper-V’s leaves both candidates find their name. Xen’s block is the one further back, so its number is higher.',
      passed: 'With “nopv” no other hypervisor’s name is looked for.',
    },
    best: 'Here the kernel’s log says for the first time what it believes to be running on.',
    init: 'From here on the winner’s functions are called. With “nopv” they are empty, and the kernel behaves as on a real machine.',
  },
  xen_platform_hvm: {
    scan: 'First of all, is there a Xen?',
    pv: 'A PV guest has its own entry in the table.',
    pvh: {
      holds:
        'A PVH guest has no emulated hardware to fall back on, so an option that asks for it is ignored.',
      passed: 'This is no PVH guest, or nobody asked for “nopv”.',
    },
    nopv: {
      holds: 'The name was found and nothing will be made of it: the user said so.',
      passed: 'Nobody asked for “nopv”: the name that was found will be used.',
    },
    done: 'Zero means no Xen. Anything else is where its leaves begin.',
  },
  xen_platform_pv: {
    pv: {
      holds: 'Only for a kernel that was started as a PV kernel.',
      passed: 'This is a PV guest, so the entry is its own.',
    },
    scan: 'It knows already. It asks for the leaf, which it needs later.',
    done: 'Where the leaves begin.',
  },
  hypervisor_cpuid_base: {
    first: 'The first block that was set aside for hypervisors.',
    next: 'Another block may stand in front of the one that is wanted, so a guest must not stop at the first.',
    ask: 'Each question is a fall into Xen. The processor itself knows nothing of these leaves.',
    compare: {
      holds: 'Twelve letters, and enough leaves behind them. A name alone could be an imitation.',
      passed: 'Another name, or none. The next block of leaves is tried.',
    },
    step: 'Not here. The next block begins 256 leaves further on.',
  },
  ms_hyperv_platform: {
    present: 'One bit says whether there is a hypervisor at all.',
    name: 'Hyper-V looks at the first block only.',
    compare: {
      holds: 'Somebody else’s name, or none.',
      passed: 'The name is Hyper-V’s: the kernel goes on to use what it offers.',
    },
    features:
      'The name is not enough: a guest of Hyper-V needs at least a way to call it, and the number of its vCPU.',
    done: 'Everything a guest of Hyper-V needs is there. It is Xen that provides it.',
  },
};
