/** The terms that several lessons use. A lesson's own are in its folder. */
import type { Terms } from './term.ts';

export const GLOSSARY = {
  hypervisor: {
    term: 'hypervisor',
    means:
      'The software that has full control of a machine’s processors and lets several operating systems run on them, each kept apart; in these lessons it is Xen.',
    source: 'sdm-vmm',
  },
  guest: {
    term: 'guest',
    means:
      'What runs in a virtual machine: an operating system with its programs, on processors and memory that a hypervisor gives it.',
    source: 'sdm-vmm',
  },
  hvm: {
    term: 'HVM guest',
    means:
      'A guest of Xen that runs on the virtualisation extensions of the processor and is given a whole PC, so that an unchanged operating system can start in it.',
    source: 'xen-support',
  },
  'pv-guest': {
    term: 'PV guest',
    means:
      'A guest that does without the processor’s virtualisation extensions: its kernel was changed to ask Xen for whatever it has not the privilege to do.',
    source: 'xen-hypercall-abi',
  },
  domain: {
    term: 'domain',
    means:
      'A virtual machine as Xen sees it: memory and virtual processors that belong together, kept apart from every other domain.',
    source: 'xen-glossary',
  },
  dom0: {
    term: 'dom0',
    means:
      'The first domain, which commonly gets the real devices and does the others’ input and output; where it runs the backend of a driver it is that guest’s driver domain.',
    source: 'xen-glossary',
  },
  vcpu: {
    term: 'vCPU',
    means:
      'A virtual processor: what a guest takes for a processor, and runs on a real one when Xen lets it.',
    source: 'xen-glossary',
  },
  'system-call': {
    term: 'system call',
    means:
      'The way in which a program asks its own kernel for something: one instruction, and the kernel runs.',
    source: 'xen-hypercall-abi',
  },
  register: {
    term: 'register of a device',
    means:
      'A numbered place at which a processor talks to a device: writing there gives an order, reading there asks a question.',
    source: 'linux-libata-sff',
  },
  interrupt: {
    term: 'interrupt',
    means: 'A signal that makes a processor leave what it is doing and run a routine of its kernel.',
    source: 'xen-hvm-irq',
  },
  'guest-mode': {
    term: 'guest mode',
    means:
      'How a processor runs while a guest has it: at full speed, but certain instructions and events make it go over to the hypervisor; Intel calls it VMX non-root operation.',
    source: 'sdm-vmm',
  },
  'vm-exit': {
    term: 'VM exit',
    means:
      'The processor leaves guest mode and enters the hypervisor, which later lets the guest go on by a VM entry.',
    source: 'xen-vmexit',
  },
  hypercall: {
    term: 'hypercall',
    means:
      'A call from a domain’s kernel into Xen, by number and with arguments in registers; in an HVM or PVH guest it is a VM exit, in a PV guest a trap.',
    source: 'xen-hypercall-abi',
  },
  'device-model': {
    term: 'device model',
    means:
      'The process, usually QEMU in dom0, that plays the hardware of an HVM guest: what the guest’s accesses to emulated devices are answered by.',
    source: 'xen-ioreq',
  },
  ring: {
    term: 'shared ring',
    means:
      'An array of slots in shared memory that carries requests one way and responses the other, with counters that only run forward.',
    source: 'xen-ring',
  },
  'event-channel': {
    term: 'event channel',
    means:
      'A connection between two ports of domains by which one can set a bit for the other; it carries no data and does not count.',
    source: 'xen-events',
  },
  'platform-device': {
    term: 'platform device',
    means:
      'The PCI function 5853:0001 of an HVM guest: a marker with an interrupt line, an empty memory range and the ports for unplugging; neither disk nor card.',
    source: 'qemu-xen-platform',
  },
  xenstore: {
    term: 'xenstore',
    means:
      'A small database of paths and values, like a tree of files, in which domains find out about their devices and each other.',
    source: 'xenstore',
  },
  blkfront: {
    term: 'blkfront',
    means: 'Linux’s paravirtual disk driver for guests on Xen, the frontend.',
    source: 'linux-blkfront',
  },
  'event-threshold': {
    term: 'req_event, rsp_event',
    means:
      'The count at which the reader of a ring asks to be notified: a position on the producer’s counter, not a flag.',
    source: 'xen-ring',
  },
  upcall: {
    term: 'upcall',
    means: 'Xen makes a vCPU run its kernel’s event handler, as an interrupt would.',
    source: 'linux-events',
  },
  'posted-interrupt': {
    term: 'posted interrupt',
    means:
      'A request for an interrupt that is left in memory for the processor itself to deliver, so that the guest need not leave guest mode.',
    source: 'xen-vmexit',
  },
} as const satisfies Terms;
