/** What happens between unplug and the first program. Checked against Linux 6.1 probe.c, direct.c, platform-pci.c, xen-blkfront.c and xen-netfront.c. */
import type { Narration } from './listing.ts';

const probe = 'The driver looks at the device and decides. Zero means that it is taken.';
const bound = 'One function, one driver. What is taken is not offered to anybody else.';
const match =
  'A driver brings a list of what it knows. It meets the devices that the scan has found, and no others.';
const xen = 'On a machine without Xen, or with “nopv”, this module is of no use, and says so.';
const ask =
  'There may be an emulated device behind the same backend. So before it registers, a frontend asks what was unplugged.';
const refuse =
  'The emulated device is still there and has its own driver. Two drivers for one disk would spoil it; so: no such device.';
const register = 'From here on xenbus offers it every device of its kind.';
const next = 'What the toolstack has written into xenstore, one directory for each device.';
const connect =
  'The two halves of the driver find each other over xenbus, agree on a ring, and the device appears.';

export const linuxBoot: Narration = {
  start_kernel: {
    entry:
      'A PV or PVH kernel is entered at an address that only Xen uses. An HVM kernel starts like on any PC and knows nothing.',
    params: 'The command line first: it may forbid what follows.',
    platform: 'The next question is where it runs. The answer decides what half of the kernel will do.',
    banner: 'What the kernel believes, in one line of its log.',
    pci: 'Only now does anybody look at the bus. What was unplugged before cannot be missed.',
    xenbus: 'The other bus, made of directories in xenstore instead of slots.',
    initcalls: 'Drivers that were compiled in come first.',
    initrd:
      'Then the modules that somebody packed into the initrd, when it was made. What was forgotten there is not here.',
    root: 'A kernel without a root disk has nowhere to go.',
    done: 'The guest runs, with what it has.',
  },
  pci_scan_child_bus: {
    begin: 'There is no list of devices. A PCI bus is explored by asking every place.',
    next: 'Thirty-two slots, each asked in turn whether or not anything is in it.',
    again: 'And the next slot.',
    done: 'Whatever was found is now a device with a number, waiting for a driver.',
  },
  pci_scan_slot: {
    vendor: 'Who is there? The vendor’s number is the first thing in the configuration of any function.',
    nobody:
      'All ones is what a bus reads when nobody drives it. An unplugged card cannot be told from one that was never there.',
    header: 'One bit says whether to ask for more functions in this slot.',
    class: 'The class says what it is: a bridge, a disk controller, a card.',
    add: 'Found. It has an address, an identity, and no driver yet.',
    more: 'Slot 1 holds three functions with gaps between them, so all eight are asked.',
  },
  pci_conf1_read: {
    address:
      'The first of two accesses: which function, which register. The device model takes it down, and so does Xen.',
    data: 'The second: the value. Xen knows from the first whose function it is, and asks QEMU only if QEMU has it.',
    done: 'One value, two round trips. A whole boot makes tens of thousands of these accesses, firmware included.',
  },
  'pci_conf1_read, in brief': {
    read: 'Two port accesses, each with the same round trip as those of the handshake; here they are told in one line.',
  },
  'xen-platform-pci': { match, probe, bound },
  platform_pci_probe: {
    xen: 'The device is on the bus whether or not the kernel wants to know of Xen. Its driver asks what the processor said.',
    bars: 'Sixteen megabytes of addresses with nothing behind them: room in which to place the grant table. The device is a marker, no disk and no card.',
  },
  ata_piix: { match, probe, bound },
  piix_init_one: {
    begin: 'The controller is there even if its disks are not: it was not unplugged.',
    next: 'Each of four places is asked who it is.',
    attach:
      'A drive that was taken away gives no sign. One that stayed becomes a disk, under the names of the SCSI layer.',
  },
  e1000: { match, probe, bound },
  e1000_probe: {
    mac: 'The address is the one in the guest’s configuration. The paravirtual card has the very same.',
    register: 'The next free name. Which card is eth0 depends on who came first.',
  },
  sym53c8xx: { match, probe, bound },
  sym2_probe: { scan: 'The disk behind it takes the next letter, after those of IDE.' },
  nvme: { match, probe, bound },
  nvme_probe: { scan: 'Linux never sets the bit that would have unplugged it.' },
  xenbus_probe: {
    xen: 'Without Xen there is no xenstore, and so no bus.',
    devices: 'They have been there since the toolstack built the domain, each beside its emulated twin.',
  },
  xlblk_init: { xen, ask, refuse, register, next, probe, connect },
  netif_init: { xen, ask, refuse, register, next, probe, connect },
  xenkbd_init: { xen, ask, refuse, register, next, probe, connect },
  blkfront_probe: {
    number: 'A disk is known by the number that its old name would have: 768 is hda, 51712 is xvda.',
    legacy:
      'Nothing was unplugged, so a disk called hda has its emulated twin. Only one that was named xvd from the start is taken.',
    cdrom: 'The CD drive was not unplugged, and keeps its emulated driver.',
    ok: 'The disk is accepted, whatever its old name: the first is xvda.',
  },
  netfront_probe: {
    create:
      'No such question for cards. If the emulated one is still there, there are now two, with one address.',
  },
  xenkbd_probe: { create: 'Keyboard and pointer of the virtual screen.' },
  do_initcalls: {
    begin: 'In an order that was fixed when the kernel was linked.',
    next: 'Each may succeed, or find nothing to do, or refuse.',
    more: 'And the next.',
  },
  'load modules': {
    begin: 'A small program in memory, with the drivers that are needed to find the real disk.',
    insmod: 'One system call for each module.',
    result: 'A refusal is reported and passed over. The script does not know why.',
  },
  init_module: {
    init: 'The module is in memory. Now it decides whether it wants to be.',
    done: 'Zero, or the reason why not.',
  },
  prepare_namespace: {
    root: 'The first disk that appeared. With “root=/dev/sda1” in the boot loader it would be that name, which unplug has just changed.',
    panic: 'If there is none, this is the end, and it comes long after the cause.',
  },
};
