/** Why QEMU's PCI bus answers, and loses a device, as it does. Checked against QEMU 7.2 pci_host.c, qdev.c and xen-hvm.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  object_unparent: {
    unrealize:
      'The object leaves QEMU’s bus. For the guest it is as if there had never been a card in the slot.',
    listener: 'Xen still sends this function’s configuration accesses to QEMU. It has to be told.',
  },
  xen_unmap_pcidev: {
    fill: 'Bus, device and function make one number, and a range of one. QEMU gives back what it had asked for at start.',
    ioctl: 'A process may not call Xen. The kernel does it for those who may open this file.',
  },
  cpu_ioreq_config: {
    find: 'Xen has put bus, device and function into the address, so QEMU need not know what was written to 0xcf8.',
    access:
      'Configuration space is bytes that QEMU keeps for each function: who it is, what class, which resources.',
  },
  pci_host_config: {
    register:
      'An address that the next access will use. QEMU keeps it as the chip would; Xen, on the way, has kept a copy of its own.',
  },
};
