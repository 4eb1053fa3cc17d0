/** Why drivers take devices or leave them. Checked against Linux 6.1 platform-pci.c, xen-blkfront.c, xen-netfront.c and xenbus_probe.c. */
import type { Narration, Why } from './listing.ts';

const probe = 'The driver looks at the device and decides. Zero means that it is taken.';
const bound = 'One function, one driver. What is taken is not offered to anybody else.';
const match =
  'A driver brings a list of what it knows. It meets the devices that the scan has found, and no others.';
const xen: Why = {
  holds: 'On a machine without Xen, or with “nopv”, this module is of no use, and says so.',
  passed: 'The kernel knows that it runs on Xen, so the module may be of use.',
};
const ask =
  'There may be an emulated device behind the same backend. So before it registers, a frontend asks what was unplugged.';
const refuse: Why = {
  holds:
    'The emulated device is still there and has its own driver. Two drivers for one device would spoil it; so: no such device.',
  passed: 'No emulated device of this kind stands in the way, so the driver may load.',
};
const register = 'From here on xenbus offers it every device of its kind.';
const next: Why = {
  holds: 'What the toolstack has written into xenstore, one directory for each device.',
  passed: 'Xenstore names no further device of this kind.',
};
const connect: Why = {
  holds: 'The two halves of the driver find each other over xenbus, agree on a ring, and the device appears.',
  passed: 'The driver refused this device, so nothing connects.',
};

export const narration: Narration = {
  'xen-platform-pci': {
    match,
    probe,
    bound,
  },
  platform_pci_probe: {
    xen: {
      holds:
        'The device is on the bus whether or not the kernel wants to know of Xen. Its driver asks what the processor said.',
      passed: 'The kernel knows that it runs on Xen: the driver goes on.',
    },
    bars: 'Sixteen megabytes of addresses with nothing behind them: room in which to place the grant table. The device is a marker, no disk and no card.',
  },
  ata_piix: {
    match,
    probe,
    bound,
  },
  piix_init_one: {
    begin: 'The controller is there even if its disks are not: it was not unplugged.',
    next: { holds: 'Each of four places is asked who it is.', passed: 'All four places have been asked.' },
    attach: {
      holds:
        'A drive that was taken away gives no sign. One that stayed becomes a disk, under the names of the SCSI layer.',
      passed: 'Silence: a drive that was taken away gives no sign, and neither does an empty place.',
    },
  },
  e1000: {
    match,
    probe,
    bound,
  },
  e1000_probe: {
    mac: 'The address is the one in the guest’s configuration. The paravirtual card has the very same.',
    register: 'The next free name. Which card is eth0 depends on who came first.',
  },
  sym53c8xx: {
    match,
    probe,
    bound,
  },
  sym2_probe: {
    scan: 'The disk behind it takes the next letter, after those of IDE.',
  },
  nvme: {
    match,
    probe,
    bound,
  },
  nvme_probe: {
    scan: 'Linux never sets the bit that would have unplugged it.',
  },
  xenbus_probe: {
    xen: {
      holds: 'Without Xen there is no xenstore, and so no bus.',
      passed: 'This is Xen, so there may be a xenstore.',
    },
    devices: 'They have been there since the toolstack built the domain, each beside its emulated twin.',
  },
  xlblk_init: {
    xen,
    ask,
    refuse,
    register,
    next,
    probe,
    connect,
  },
  netif_init: {
    xen,
    ask,
    refuse,
    register,
    next,
    probe,
    connect,
  },
  xenkbd_init: {
    xen,
    ask,
    refuse,
    register,
    next,
    probe,
    connect,
  },
  blkfront_probe: {
    number: 'A disk is known by the number that its old name would have: 768 is hda, 51712 is xvda.',
    legacy: {
      holds:
        'Nothing was unplugged, so a disk called hda has its emulated twin. Only one that was named xvd from the start is taken.',
      passed: 'The disk may be taken: its emulated twin is gone, or it never had one.',
    },
    cdrom: 'The CD drive was not unplugged, and keeps its emulated driver.',
    ok: 'The disk is accepted, whatever its old name: the first is xvda.',
  },
  netfront_probe: {
    create:
      'No such question for cards. If the emulated one is still there, there are now two, with one address.',
  },
  xenkbd_probe: {
    create: 'Keyboard and pointer of the virtual screen.',
  },
};
