/** Why a guest asks the processor where it runs. Checked against Xen's x86/cpuid.c, viridian.c and emul-inv-op.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  CPUID: {
    load: 'The number of a leaf: a question.',
    cpuid:
      'An instruction that any program may execute. It stops an HVM or PVH guest, on Intel by its nature and on AMD because Xen asks for it, so Xen decides the answer.',
    answer: 'To the guest it looks like a fact about the processor. It was made up just now.',
  },
  hvm_vmexit_cpuid: {
    ask: 'Which leaf was asked for is in EAX. The rest is a table lookup, once for each domain’s own policy.',
    registers: 'Four registers are the whole answer.',
  },
  emulate_forced_invalid_op: {
    ask: 'A PV kernel runs without hardware virtualisation, so its CPUID reaches the real processor, unless that can make it fault. With an invalid opcode and the letters “xen” in front it traps everywhere.',
    registers: 'Four registers are the whole answer.',
  },
  guest_cpuid: {
    basic: {
      holds:
        'In leaf 1 a bit says that there is a hypervisor at all. Which one, it does not say: for that a range of leaves was set aside.',
      passed: 'It is another leaf that was asked for.',
    },
    viridian: {
      holds:
        'A guest that was promised Hyper-V’s interface looks for it at exactly this leaf. Xen gives up its first place for that, and moves back.',
      passed:
        'This guest was not promised Hyper-V’s interface, or it asks for another leaf. Xen keeps its first place.',
    },
    xen: 'Leaves from 0x40000000 belong to no processor. Hypervisors have divided them into blocks of 256.',
    none: 'An answer found above goes back as it is. A leaf that nobody knows is zero, as on an AMD processor.',
  },
  cpuid_viridian_leaves: {
    leaves:
      'The name is the same as on a real Hyper-V, and so is the interface behind it. It is a costume, worn so that Windows finds what it knows.',
  },
  cpuid_hypervisor_leaves: {
    base: 'The block moves; what is in it does not. A guest has to search for the name and count from where it finds it.',
    signature:
      'To leaf 0 of the block the answer is the name: twelve letters in three registers. It is the proof that this is Xen, and needs no device, no port and no memory.',
    version:
      'To leaf 1 the answer is the major and minor number. Kernels print it; what they may use they ask for by name, not by version.',
    page: 'To leaf 2 the answer says where a page of ready-made hypercalls can be had. A kernel that issues its own instruction need not ask.',
    hvm: 'From leaf 4 a vCPU learns its number and its domain, and which promises hold: for instance that a vector of its own for events works.',
    other: 'Time, and what concerns PV guests. Kernels ask for it elsewhere, if at all.',
  },
};
