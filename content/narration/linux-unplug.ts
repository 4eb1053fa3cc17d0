/** Why Linux unplugs what it unplugs. Checked against Linux 6.1 arch/x86/xen/platform-pci-unplug.c and init/main.c. */
import type { Narration } from './listing.ts';

const mayLoad =
  'Not “were my devices unplugged?” but “was anything?”. One bit of the mask opens the door to all frontends, which is how a guest ends up with something twice.';

export const narration: Narration = {
  parse_early_param: {
    words:
      'Before anything is initialised, the kernel looks through its command line for words that cannot wait.',
    next: { holds: 'Word by word. Most are for later, or for somebody else.', passed: 'No word is left.' },
    unplug: {
      holds:
        'The option with which a user overrides what the kernel would do by itself. Hardly anybody needs it.',
      passed: 'Another word.',
    },
    'xen-nopv': {
      holds: 'Only under Xen does this mean anything, so the kernel has a first look for it already.',
      passed: 'Another word.',
    },
    nopv: {
      holds: 'From here on the kernel will pretend not to have noticed the hypervisor.',
      passed: 'Another word.',
    },
  },
  parse_xen_emul_unplug: {
    arg: 'A list, separated by commas.',
    next: { holds: 'Item by item, each as long as it is.', passed: 'No item is left.' },
    all: {
      holds:
        'Compared are only as many letters as the item has. So “a” is enough, and an empty item is everything.',
      passed: 'The item is another word.',
    },
    'ide-disks': {
      holds:
        'The name says IDE, and the documentation “primary master”. The bit says: all IDE and SCSI disks.',
      passed: 'The item is another word.',
    },
    'aux-ide-disks': {
      holds: 'All but the first disk. The first one is then driven by two drivers, if blkfront loads.',
      passed: 'The item is another word.',
    },
    nics: {
      holds: 'The network cards, and no disk. Then blkfront loads all the same, beside the emulated disk.',
      passed: 'The item is another word.',
    },
    unnecessary: {
      holds: 'It does not mean “faster”. It means: there is nothing to unplug, load the PV drivers anyway.',
      passed: 'The item is another word.',
    },
    never: {
      holds: 'Leave everything as it is. The PV drivers will refuse to load.',
      passed: 'The item is another word.',
    },
    unknown: 'A word that nobody knows is a warning and no more: what is left is the default.',
  },
  check_platform_magic: {
    magic:
      'The first access to the platform device, by port number: nobody has found a PCI device yet, and none is needed.',
    known: {
      holds:
        'A port that nobody plays reads as all ones. Then there is no protocol, and the kernel stops here.',
      passed: 'The number is right: somebody plays this port and knows the protocol.',
    },
    protocol: 'Which protocol is spoken? One byte, from a port that reads as something else in two.',
    switch: {
      holds:
        'Version 0 would have no handshake and could still unplug. Linux knows version 1 and nothing else.',
      passed: 'Version 1, the one that Linux knows.',
    },
    product: 'Three is Linux. Every vendor of drivers has a number, for a host that wants to be choosy.',
    build: 'Linux has said 1 since 2010.',
    again: 'The same read as before, and a different question: am I welcome?',
    blacklist: {
      holds:
        'A host that does not want this driver has turned the number round. Then emulated devices are what there is.',
      passed: 'The number is still right: the host does not object to this driver.',
    },
    done: 'Both sides have agreed, in five accesses. Nothing has been unplugged yet.',
  },
  xen_unplug_emulated_devices: {
    pvh: {
      holds: 'A PVH guest was never given emulated devices. There is nothing to ask for, and nobody to ask.',
      passed: 'An HVM guest has emulated devices. So there is something to ask for.',
    },
    never: {
      holds:
        'The user does not want it. Without unplug no PV driver may load, or disks would have two drivers.',
      passed: 'Nobody has forbidden it. The handshake begins.',
    },
    check: 'Is there anybody at the other end of the ports?',
    failed: {
      holds:
        'No protocol, no unplug, and then no PV drivers. Unless the user promised that there is nothing to unplug.',
      passed: 'The handshake went well, so the unplugging may be asked for.',
    },
    default: {
      holds: 'If the user said nothing, the kernel decides by what it was built with.',
      passed: 'The user has said what to unplug, so the kernel does not choose for itself.',
    },
    nics: {
      holds:
        'Built counts, not loaded: the module may still be missing in the initrd, and then there is no network.',
      passed: 'There is no PV network driver to take over, so the emulated cards have to stay.',
    },
    disks: {
      holds:
        'Was a PV driver for disks built? Here a wrong answer hurts: a kernel that gives up the emulated disk and has no driver for the other has no root.',
      passed: 'There is no PV disk driver to take over, so the emulated disks have to stay.',
    },
    write: {
      holds: 'Two bytes to a port. When the next instruction runs, the devices are gone.',
      passed: 'The user has promised that nothing has to be unplugged. The port is not written.',
    },
    note: 'What was done is kept in one word. The frontends will be asked for it, and after a migration it is done again.',
  },
  xen_has_pv_devices: {
    pv: mayLoad,
  },
  xen_has_pv_disk_devices: {
    any: mayLoad,
  },
  xen_has_pv_nic_devices: {
    any: mayLoad,
  },
};
