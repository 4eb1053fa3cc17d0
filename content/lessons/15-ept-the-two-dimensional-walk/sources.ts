/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import { linux, type Sources, xen } from '../../source.ts';

export const sources = {
  'xen-ept-entry': xen('xen/arch/x86/include/asm/hvm/vmx/vmx.h', 'ept_entry_t, ept_qual_t'),
  'xen-p2m-pod': xen('xen/arch/x86/mm/p2m-pod.c', 'p2m_pod_demand_populate'),
  'xen-vmcs': xen('xen/arch/x86/hvm/vmx/vmcs.c', 'construct_vmcs'),
  'xen-asid': xen('xen/arch/x86/hvm/asid.c', 'hvm_asid_handle_vmenter, hvm_asid_flush_vcpu'),
  'linux-fault': linux('arch/x86/mm/fault.c', 'exc_page_fault, do_user_addr_fault, access_error'),
  'linux-kvm-mmu': linux('arch/x86/kvm/mmu/spte.c', 'make_mmio_spte, kvm_mmu_set_ept_masks'),
  stojkovic: {
    project: 'Paper',
    title: 'Parallel Virtualized Memory Translation with Nested Elastic Cuckoo Page Tables',
    where: 'Stojkovic and others, ASPLOS 2022, abstract: up to 24 references',
    revision: '2022',
    url: 'https://doi.org/10.1145/3503222.3507720',
  },
} as const satisfies Sources;
