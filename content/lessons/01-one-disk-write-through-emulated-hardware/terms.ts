/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  dma: {
    term: 'DMA',
    means:
      'Direct memory access: a device reads or writes memory by itself, at an address that it was given, while the processor does something else.',
    source: 'linux-libata-sff',
  },
  'bus-master': {
    term: 'bus master',
    means:
      'The part of a disk controller that moves data between disk and memory by itself; it has registers of its own, for the address of its table and for starting.',
    source: 'qemu-bmdma',
  },
  'page-cache': {
    term: 'page cache',
    means:
      'Memory in which a kernel keeps what files hold, so that reads need no disk and writes can reach it later.',
    source: 'qemu-file',
  },
} as const satisfies Terms;
