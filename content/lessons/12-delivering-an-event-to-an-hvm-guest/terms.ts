/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  'local-apic': {
    term: 'local APIC',
    means:
      'The part of a processor that collects its interrupts, hands them over by urgency, and keeps note of which it is at work on; a guest has a virtual one.',
    source: 'xen-vlapic',
  },
  eoi: {
    term: 'EOI',
    means:
      'End of interrupt: the word by which a kernel tells an interrupt controller that it is done with one.',
    source: 'xen-vlapic',
  },
  vector: {
    term: 'vector',
    means: 'The number of an interrupt: it says which routine of the kernel the processor shall run.',
    source: 'linux-hvm-init',
  },
  'callback-vector': {
    term: 'callback vector',
    means:
      'A vector that Xen injects into a vCPU of a domain whenever events are pending for it, past the local APIC; one number for the whole domain.',
    source: 'xen-hvm-irq',
  },
} as const satisfies Terms;
