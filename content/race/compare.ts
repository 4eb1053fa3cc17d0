/** The words of the page that compares: what is the same, what differs, what each is made of, which systems there are. */
import type { SourceKey } from '../sources.ts';

export interface Difference {
  readonly what: string;
  /** In the order of the race. */
  readonly sides: readonly string[];
  readonly sources: readonly SourceKey[];
}

/** The same on both sides: what makes it a comparison. */
export const SAME: readonly string[] = [
  'The program and its request: 4 KiB, eight sectors, to the same place of the same disk.',
  'The machine: one guest with one vCPU, dom0 with one of its own, Xen under both.',
  'The result: when both are through, the same bytes lie on the same sectors.',
];

export const DIFFERENCES: readonly Difference[] = [
  {
    what: 'What the guest drives',
    sides: [
      'A disk controller that is not there. Its registers are variables of a process in dom0.',
      'A device made for the purpose: a page of memory, and a bell.',
    ],
    sources: ['qemu-ide', 'linux-blkfront'],
  },
  {
    what: 'How a request gets across',
    sides: [
      'In pieces, one register at a time. Xen carries each piece to QEMU and the answer back.',
      'Whole, as one record in a slot of the shared ring. Nobody carries it.',
    ],
    sources: ['linux-libata-sff', 'xen-ioreq', 'xen-ring'],
  },
  {
    what: 'What the guest does meanwhile',
    sides: [
      'Its vCPU is stopped during every access, also when it only writes.',
      'It runs on. It leaves guest mode to ring and not for data, and without posted interrupts also to be interrupted.',
    ],
    sources: ['xen-ioreq', 'xen-ring'],
  },
  {
    what: 'How many requests at once',
    sides: [
      'One command. The others wait in the guest.',
      'As many as the ring has slots: 32 in one page. What is published together is announced together.',
    ],
    sources: ['linux-libata-sff', 'xen-ring', 'xen-blkif'],
  },
  {
    what: 'Where the ring pays',
    sides: [
      'QEMU may read the whole memory of the guest. With O_DIRECT, as in this race, the data is not copied; by default Xen’s tools have it go through dom0’s page cache, and that is a copy.',
      'blkback sees only pages that were granted. With persistent grants, as here, they are kept and used again, so a processor copies the data into them.',
    ],
    sources: ['qemu-bmdma', 'linux-blkfront', 'xen-grants'],
  },
];

export const ROLE_WORDS: Readonly<Record<string, { readonly name: string; readonly what: string }>> = {
  privilege: { name: 'Privilege', what: 'how the guest leaves guest mode and comes back' },
  driver: { name: 'Driver', what: 'what the guest runs' },
  kick: { name: 'Kick', what: 'how it says that there is work' },
  service: { name: 'Service', what: 'who does the work' },
  completion: { name: 'Completion', what: 'how the guest learns that it is done' },
};

/** What plays each role, by platform. */
export const PARTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'xen-hvm-emulated': {
    privilege: 'VM exits, hypercalls of dom0',
    driver: 'libata, the driver for a real controller',
    kick: 'the register access itself: an exit, and an I/O request to the device model',
    service: 'QEMU: the IDE device, its bus master and a file',
    completion: 'an interrupt line that QEMU raises by a hypercall',
  },
  'xen-pvhvm': {
    privilege: 'VM exits, hypercalls',
    driver: 'blkfront with a shared ring and grants',
    kick: 'an event channel',
    service: 'blkback in dom0’s kernel, and a disk',
    completion: 'an event channel again',
  },
};

/** The systems of the comparison. Those with a scenario can be raced or stepped through. */
export const SYSTEMS: readonly {
  readonly name: string;
  readonly what: string;
  readonly at?: `/${string}`;
}[] = [
  { name: 'Xen HVM, emulated', what: 'in this race, on the left', at: '/simulations/emulated-io' },
  { name: 'Xen PVHVM', what: 'in this race, on the right', at: '/simulations/block-io' },
  { name: 'Xen PVH', what: 'the same ring, no device model', at: '/simulations/block-io?platform=pvh' },
  { name: 'Xen PV', what: 'the same ring, no VM exits', at: '/simulations/block-io?platform=pv' },
  { name: 'KVM, emulated', what: 'to come' },
  { name: 'KVM virtio', what: 'to come' },
  { name: 'VMware', what: 'to come' },
  { name: 'Hyper-V', what: 'to come' },
];
