/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  'platform-device': {
    term: 'platform device',
    means:
      'The PCI function 5853:0001 of an HVM guest: a marker with an interrupt line, an empty memory range and the ports for unplugging; neither disk nor card.',
    source: 'qemu-xen-platform',
  },
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
  xenstore: {
    term: 'xenstore',
    means:
      'A small database of paths and values, like a tree of files, in which domains find out about their devices and each other.',
    source: 'xenstore',
  },
} as const satisfies Terms;
