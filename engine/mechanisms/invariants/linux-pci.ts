import { rec } from '../../core/state.ts';
import { linuxPciKey } from '../linux-pci.ts';
import { pciKey } from '../pci.ts';
import type { Invariant } from './invariant.ts';

export const invariants: readonly Invariant[] = [
  {
    // Removal comes before the scan, or never. A guest without a device model finds nothing.
    name: 'Linux finds no function that QEMU has removed',
    holds: (s) =>
      rec(s, linuxPciKey).devices.every((d) => rec(s, pciKey).functions.some((f) => f.devfn === d.devfn)),
  },
];
