/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import { linux, type Sources, xen } from '../../source.ts';

export const sources = {
  'xen-copy-guest': xen('xen/arch/x86/lib/copy-guest.c', 'copy_from_guest_pv, copy_from_guest_ll'),
  'linux-multicalls': linux('arch/x86/xen/multicalls.c', 'xen_mc_flush, __xen_mc_entry'),
  'vmcall-cycles': {
    project: 'Y. Shalabi',
    title: 'The Cost of Virtualization Exits',
    where: 'VMCALL that KVM answers at once, Intel i7-3960X',
    revision: '2014-12-17',
    url: 'https://yshalabi.github.io/VMExits/',
  },
  'mode-switch-cycles': {
    project: 'mode-switch-stat',
    title: 'Result list',
    where: 'system calls that do nothing, by processor; the first results are to be multiplied by 0.83',
    revision: '2021-04-07',
    url: 'https://github.com/eecheng87/mode-switch-stat/issues/1',
  },
} as const satisfies Sources;
