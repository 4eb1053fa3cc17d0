/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
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
  cr3: {
    term: 'CR3',
    means:
      'The register of the processor that holds the address of the top table; a kernel sets it when it goes to another program.',
    source: 'sdm-paging',
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
} as const satisfies Terms;
