/** Hypercalls: what their page says about them. */
import type { ScenarioAbout } from './words.ts';

export const aboutHypercall: ScenarioAbout = {
  title: 'A hypercall: from the guest’s registers to Xen and back',
  promise: 'A guest’s kernel calls Xen: how it finds the door, falls through it, and comes back.',
  lesson: 'hypercalls',

  explainedBy: {
    loaded: 'HYPERVISOR_hypercall.registers',
    faulted: 'hvm_translate_get_page.l1',
    'copied-out': 'do_xen_version.features-out',
    refused: 'hvm_hypercall.privilege',
    fault: 'guest_wrmsr.index',
  },

  inTheSource: [
    'xen-cpuid',
    'xen-hypercall-msr',
    'xen-hvm-hypercall',
    'xen-hypercall-table',
    'xen-guest-copy',
    'xen-continuation',
    'xen-multicall',
    'xen-memory-op',
    'linux-hvm-init',
    'linux-hypercall-asm',
  ],

  model: [
    {
      about: 'What is exact',
      note: 'The leaves, the page’s bytes, the numbers, the order of the checks, the error numbers and the exits follow Xen at the revision in “In the source”. Each line is one indivisible step, which real code is not.',
      sources: ['xen-cpuid', 'xen-hvm-hypercall', 'xen-guest-copy'],
    },
    {
      about: 'Which calls there are',
      note: 'The table has the eight calls that these stories use, and the numbers that an HVM guest finds empty. Others exist and are refused here as unknown.',
      sources: ['xen-hypercall-table'],
    },
    {
      about: 'Page tables',
      note: 'The kernel’s tables are real ones of four levels and map only what the calls point to. Arguments lie within one page. CR0.WP counts as set; the checks of SMAP and protection keys are left out.',
      sources: ['xen-guest-copy'],
    },
    {
      about: 'Being preempted',
      note: 'Something more urgent comes up at every third look. On a real machine that is a timer, another vCPU or an event for this one.',
      sources: ['xen-continuation'],
    },
    {
      about: 'The time leaf',
      note: 'CPUID leaf +3 says how the host keeps time. Most of it is the domain’s own: its mode, offset and scale. Whether the host’s counter is safe, and the host’s frequency, are the host’s. All of it is zero here.',
      sources: ['xen-cpuid'],
    },
    {
      about: 'Multicalls',
      note: 'An HVM guest may use them; Linux does so only as a PV guest, to batch updates of page tables.',
      sources: ['xen-multicall'],
    },
  ],
};
