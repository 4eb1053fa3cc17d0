/** The terms that lessons use: one sentence each, and where the term is at home. */
import type { SourceKey } from './sources.ts';

export interface Term {
  readonly term: string;
  /** One sentence. */
  readonly means: string;
  readonly source: SourceKey;
}

export const GLOSSARY = {
  domain: {
    term: 'domain',
    means: 'A virtual machine as Xen sees it: memory, vCPUs and rights, kept apart from every other domain.',
    source: 'xen-support',
  },
  dom0: {
    term: 'dom0',
    means:
      'The first domain, which owns the physical devices; where it runs the backend of a driver it is that guest’s driver domain.',
    source: 'linux-blkback',
  },
  pvhvm: {
    term: 'PVHVM',
    means:
      'A label for an HVM guest whose kernel uses paravirtualised interfaces of Xen: PV drivers, event channels, PV clock.',
    source: 'xen-support',
  },
  'vm-exit': {
    term: 'VM exit',
    means:
      'The processor leaves guest mode and enters the hypervisor, which later lets the guest go on by a VM entry.',
    source: 'xen-vmexit',
  },
  'guest-physical': {
    term: 'guest-physical address',
    means:
      'What a guest takes for an address of real memory; the nested tables say where in the machine it lies, if anywhere.',
    source: 'sdm-ept',
  },
  'nested-paging': {
    term: 'nested paging',
    means:
      'Two trees of tables at once: the guest’s own, and one of the hypervisor’s that translates guest-physical addresses, called EPT by Intel and NPT by AMD.',
    source: 'sdm-ept',
  },
  ept: {
    term: 'EPT',
    means:
      'Extended page tables: the hypervisor’s tables on Intel processors, with bits of their own for reading, writing and fetching.',
    source: 'xen-ept-entry',
  },
  tlb: {
    term: 'TLB',
    means: 'The processor’s memory of translations: while it knows one, no table is read.',
    source: 'sdm-ept',
  },
  'ept-violation': {
    term: 'EPT violation',
    means:
      'A VM exit because the nested tables do not allow an access: an absent entry, or a right that is missing.',
    source: 'sdm-ept',
  },
  'ept-misconfiguration': {
    term: 'EPT misconfiguration',
    means:
      'A VM exit because a nested entry says something that cannot be meant; found before its rights are looked at.',
    source: 'xen-nested-ept',
  },
  p2m: {
    term: 'p2m',
    means:
      'Xen’s map from a guest’s frames to machine frames; with nested paging it is the nested tables themselves.',
    source: 'xen-p2m-ept',
  },
  hypercall: {
    term: 'hypercall',
    means:
      'A call from a domain’s kernel into Xen, by number and with arguments in registers; in an HVM or PVH guest it is a VM exit.',
    source: 'xen-hypercall-abi',
  },
  ring: {
    term: 'shared ring',
    means:
      'An array of slots in shared memory that carries requests one way and responses the other, with counters that only run forward.',
    source: 'xen-ring',
  },
  'event-threshold': {
    term: 'req_event, rsp_event',
    means:
      'The count at which the reader of a ring asks to be notified: a position on the producer’s counter, not a flag.',
    source: 'xen-ring',
  },
  grant: {
    term: 'grant',
    means: 'An entry in a domain’s grant table that lets one other domain use one of its pages.',
    source: 'xen-grants',
  },
  'grant-reference': {
    term: 'grant reference',
    means: 'The number of such an entry, by which a page is named to the other domain instead of by address.',
    source: 'xen-grants',
  },
  'persistent-grant': {
    term: 'persistent grant',
    means:
      'A grant that the backend keeps mapped from one request to the next, so that data is copied into and out of the granted page instead.',
    source: 'linux-blkfront',
  },
  'event-channel': {
    term: 'event channel',
    means:
      'A connection between two ports of domains by which one can set a bit for the other; it carries no data and does not count.',
    source: 'xen-events',
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
  blkfront: {
    term: 'blkfront',
    means: 'Linux’s paravirtual disk driver for guests on Xen, the frontend.',
    source: 'linux-blkfront',
  },
  blkback: {
    term: 'blkback',
    means: 'Its counterpart in the driver domain, the backend, which turns requests of guests into disk I/O.',
    source: 'linux-blkback',
  },
  'device-model': {
    term: 'device model',
    means:
      'The process, usually QEMU in dom0, that plays the hardware of an HVM guest: what the guest’s accesses to emulated devices are answered by.',
    source: 'xen-ioreq',
  },
  'platform-device': {
    term: 'platform device',
    means:
      'The PCI function 5853:0001 of an HVM guest: a marker with an interrupt line, an empty memory range and the ports for unplugging; neither disk nor card.',
    source: 'qemu-xen-platform',
  },
} as const satisfies Readonly<Record<string, Term>>;

export type TermKey = keyof typeof GLOSSARY;
