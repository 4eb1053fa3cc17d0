/** The terms that this lesson introduces. */
import type { Terms } from '../../term.ts';

export const terms = {
  'device-model': {
    term: 'device model',
    means:
      'The process, usually QEMU in dom0, that plays the hardware of an HVM guest: what the guest’s accesses to emulated devices are answered by.',
    source: 'xen-ioreq',
  },
  'platform-device': {
    term: 'platform device',
    means:
      'The PCI function 5853:0001 of an HVM guest: a marker with an interrupt line, an empty memory range and the ports for unplugging; neither disk nor card.',
    source: 'qemu-xen-platform',
  },
} as const satisfies Terms;
