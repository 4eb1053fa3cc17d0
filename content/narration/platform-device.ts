/** Why devices go when a guest asks for it. Checked against QEMU 7.2 xen_platform.c, qdev.c, pci_host.c and Xen's hvm-emulated-unplug. */
import type { Narration } from './listing.ts';

export const platformDevice: Narration = {
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
    disks:
      'Disks go by kind, not by name. Bit 0 takes them all, and so does bit 3, though the document says NVMe only.',
    nics: 'Bit 1 takes every network card that QEMU plays. One that was handed through from the host is not QEMU’s to take.',
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
    class: 'The class code decides, not the model: Ethernet is Ethernet, whichever chip is played.',
    unparent: 'A card is one function with nothing behind it, so the function itself goes.',
    more: 'And the next one.',
  },
  pci_unplug_disks: {
    aux: 'Bit 2 asks for all IDE disks but the first. Together with bit 0 it means nothing.',
    next: 'Function by function, as QEMU has them on the bus.',
    class: 'Again the class code decides what is a disk, and how it goes.',
    ide: 'An IDE controller may have a CD drive too, which nobody wants to lose. So the drives go and the function stays.',
    'ide-done': 'On to the next function.',
    scsi: 'A SCSI controller goes whole, with everything behind it.',
    'scsi-done': 'On to the next function.',
    nvme: 'NVMe has a bit of its own, added years later. Linux never sets it.',
    'nvme-done': 'On to the next function.',
  },
  pci_xen_ide_unplug: {
    begin: 'The first drive is the one that the machine booted from.',
    next: 'Two channels with two drives each.',
    drive: 'A CD drive stays: there is no paravirtual one in an HVM guest.',
    detach:
      'What is still in QEMU’s hands is written out first. Then the drive is gone, and the file behind it has one writer less.',
    reset: 'The controller starts from nothing, as after power on: it now has fewer drives.',
  },
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
  ioreq_server_unmap_io_range: {
    order: 'A range that ends before it begins is a mistake.',
    server: 'A device model can give up only what is its own.',
    type: 'Ports, memory and PCI functions are kept apart.',
    contains: 'What was never claimed cannot be given up.',
    remove:
      'From now on nobody plays this function. A guest that asks for it is answered by Xen alone: all ones, nobody there.',
  },
  dm_op: {
    unmap: 'A range of I/O, and whose it is no more.',
    unmapped: 'Back to the device model.',
  },
};
