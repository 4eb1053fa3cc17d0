/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  'pci-function': {
    term: 'PCI function',
    means:
      'One device on a PCI bus, found by asking each place on the bus for its vendor; a card can hold several.',
    source: 'linux-pci-probe',
  },
  initrd: {
    term: 'initrd',
    means:
      'A small file system that the kernel unpacks into memory while it starts; a program in it can load the modules without which the real disk is out of reach.',
    source: 'linux-initrd',
  },
  netfront: {
    term: 'netfront',
    means: 'Linux’s paravirtual network driver for guests on Xen, the sibling of blkfront.',
    source: 'linux-netfront',
  },
} as const satisfies Terms;
