/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import { type Sources, xen, xenManual } from '../../source.ts';

export const sources = {
  'xen-hvm-ports': xen(
    'xen/arch/x86/hvm/hvm.c, xen/arch/x86/hvm/vmx/vmcs.c, xen/arch/x86/hvm/svm/vmcb.c',
    'hvm_enable (the map of ports), construct_vmcs, construct_vmcb',
  ),
  'xl-nic': xenManual('docs/man/xl-network-configuration.5.pod.in', 'model'),
  'xcp-nic': {
    project: 'XCP-ng',
    title: 'xcp issue 27',
    where: 'Change Realtek RTL8139 to Intel E1000, answers of 2019-07-02 and 2020-03-30',
    revision: '2020-03-30',
    url: 'https://github.com/xcp-ng/xcp/issues/27',
  },
} as const satisfies Sources;
