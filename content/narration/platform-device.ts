/** Why devices go when a guest asks for it. Checked against QEMU 7.2 xen_platform.c and Xen's hvm-emulated-unplug. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  platform_fixed_ioport_read: {
    width:
      'Sixteen ports, and what one means depends on how wide the access is. It is an old protocol, made of what was free.',
    readw:
      'A number that no other chip answers with here. A host that knows this driver to be broken answers with its bytes swapped.',
    readb: 'One byte for the version. Version 1 says: tell me first who you are.',
  },
  platform_fixed_ioport_write: {
    width: 'The same port takes a mask, a build number or flags: two bytes, four bytes or one.',
    writew: 'Here it comes: a mask, or, two ports further, the number of the product.',
    disks: {
      holds:
        'Disks go by kind, not by name. Bit 0 takes all IDE and SCSI disks, and so does bit 3 together with NVMe, though the document says NVMe only.',
      passed: 'The mask names no disks: they stay.',
    },
    nics: {
      holds:
        'Bit 1 takes every network card that QEMU plays. One that was handed through from the host is not QEMU’s to take.',
      passed: 'The mask names no network cards: they stay.',
    },
    masked:
      'It is done before the guest’s instruction is over. No signal, no eject button, nobody to confirm.',
    product: 'Kept for the record. Upstream QEMU makes no use of it.',
    writel:
      'With product and build a host could refuse a driver known to be broken. Upstream QEMU never does; the old qemu-xen-traditional looked it up in xenstore.',
    writeb: 'Drivers that knew the magic could also log to the host here, a character at a time.',
  },
  pci_unplug_nics: {
    peers:
      'The other end goes first: the tap in dom0, so that no packet is sent into a card that is being taken apart.',
    next: 'Function by function, as QEMU has them on the bus.',
    class: {
      holds: 'The class code decides, not the model: Ethernet is Ethernet, whichever chip is played.',
      passed: 'Not an emulated network card, so it is left on the bus.',
    },
    unparent: 'A card is one function with nothing behind it, so the function itself goes.',
    more: 'And the next one.',
  },
  pci_unplug_disks: {
    aux: 'Bit 2 asks for all IDE disks but the first. Together with bit 0 it means nothing.',
    next: 'Function by function, as QEMU has them on the bus.',
    class: 'Again the class code decides what is a disk, and how it goes.',
    ide: 'An IDE controller may have a CD drive too, which nobody wants to lose. So the drives go and the function is left.',
    'ide-done': 'On to the next function.',
    scsi: 'A SCSI controller goes whole, with everything behind it, unless only auxiliary IDE disks were asked for.',
    'scsi-done': 'On to the next function.',
    nvme: 'NVMe has a bit of its own, added years later. Linux never sets it.',
    'nvme-done': 'On to the next function.',
  },
  pci_xen_ide_unplug: {
    begin: 'The first drive is the one that the machine booted from.',
    next: { holds: 'Two channels with two drives each.', passed: 'All four drives have been looked at.' },
    drive: 'A CD drive is left: there is no paravirtual one in an HVM guest.',
    detach:
      'What is still in QEMU’s hands is written out first. Then the drive is gone, and the file behind it has one writer less.',
    reset: 'The controller starts from nothing, as after power on: it now has fewer drives.',
  },
};
