/** Why an HVM guest may set some things about itself and not others. Checked against Xen's hvm/hvm.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  do_hvm_op: {
    switch: 'What an HVM guest can tell Xen about itself.',
    'param-in': 'A small record: whose parameter, which, and its value.',
    'param-range': 'The number is an index into an array of Xen’s, so it is checked first of all.',
    'param-domain': 'The domain must exist, and be one that has parameters.',
    'param-xsm': 'Only its own, unless the caller has privilege over the other, as dom0 has.',
    'param-allowed':
      'Most parameters are for the toolstack that built the guest. A guest that could set them could escape what they describe.',
    'param-set':
      'Noted. A callback of 1, for example, only tells the toolstack that drivers for Xen are there.',
    'vector-in': 'Which vCPU, and which interrupt vector it wants for events.',
    'vector-range': 'A local APIC takes no vector below sixteen.',
    'vector-vcpu': 'A vCPU that the domain does not have cannot be interrupted.',
    'vector-set': 'From here on events reach this vCPU through its local APIC.',
    'vector-assert':
      'An event that came before there was a vector has told nobody. So the vector is raised once, whether or not something waits: a needless look costs little.',
    'vector-done': 'The guest may hear of events at once.',
  },
  do_console_io: {
    xsm: 'Xen’s console is for the domain that runs the machine: another could fill its log, or imitate it. A Xen built with CONFIG_VERBOSE_DEBUG lets every domain write.',
    write: 'The text goes to Xen’s log.',
  },
};
