/** Unplugging the emulated devices: the words of the engine's scenario of the same id. */
import type { ScenarioLabels } from './words.ts';

export const unplug: ScenarioLabels = {
  title: 'Unplugging the emulated devices',

  narration: [
    () => import('../narration/cpuid.ts'),
    () => import('../narration/device-model.ts'),
    () => import('../narration/dm-op.ts'),
    () => import('../narration/event-channel.ts'),
    () => import('../narration/hypercall.ts'),
    () => import('../narration/ioreq.ts'),
    () => import('../narration/linux-detect.ts'),
    () => import('../narration/linux-drivers.ts'),
    () => import('../narration/linux-events.ts'),
    () => import('../narration/linux-pci.ts'),
    () => import('../narration/linux-unplug.ts'),
    () => import('../narration/pci.ts'),
    () => import('../narration/platform-device.ts'),
    () => import('../narration/upcall.ts'),
    () => import('../narration/xen-version.ts'),
    () => import('../narration/unplug-program.ts'),
  ],

  moments: {
    start: 'The kernel starts',
    parsed: 'The command line is read',
    asked: 'The processor is asked',
    found: 'It is Xen',
    chosen: 'The kernel says so',
    features: 'What Xen offers',
    magic: 'The first port access',
    exited: 'The guest falls out',
    requested: 'Xen asks QEMU',
    woken: 'QEMU is woken',
    answered: 'QEMU has answered',
    entered: 'The guest climbs back',
    known: 'Is it the magic number?',
    version: 'Is it version 1?',
    welcome: 'Am I welcome?',
    'refused-host': 'The host says no',
    decided: 'What to unplug',
    mask: 'The mask is written',
    received: 'QEMU has the mask',
    removed: 'A device is gone',
    noted: 'The kernel notes it',
    scan: 'The bus is scanned',
    present: 'A function answers',
    scanned: 'What the bus has',
    xenbus: 'What xenstore has',
    refused: 'A driver refuses',
    disk: 'An emulated disk appears',
    card: 'An emulated card appears',
    connected: 'A PV device connects',
    root: 'The root disk',
    end: 'The guest runs, or not',
    heard: 'Somebody answers at the port',
    welcomed: 'The host has no objection',
    fell: 'The order leaves the guest',
    'passed-on': 'The order is in QEMU’s page',
    'dom0-rung': 'dom0 is told of the order',
    'qemu-woken': 'QEMU is woken for the order',
    'disk-removed': 'A disk is gone',
    'card-removed': 'A network card is gone',
    replied: 'QEMU says that it is done',
    'let-on': 'The guest may go on',
    back: 'The guest is back from the order',
    'disk-connected': 'dom0’s disk connects',
    'card-connected': 'dom0’s network card connects',
    booted: 'There is a disk to start from',
    stuck: 'There is no disk to start from',
  },

  story: {
    start: {
      what: 'A guest starts like any PC, with a disk that QEMU plays.',
      why: 'dom0 itself offers the same disk, another way.',
      cases: [
        {
          params: { guest: ['pvh', 'pv'] },
          what: 'A guest starts without a disk or card that looks like hardware.',
          why: 'It was built to run on Xen.',
        },
      ],
    },
    asked: {
      what: 'The guest’s kernel asks its processor: who is below me?',
      why: 'That works before any device is known.',
    },
    found: {
      what: 'Xen answers in the processor’s place, with its name.',
      why: 'The question stopped the guest, so Xen could.',
    },
    heard: {
      what: 'The kernel asks whether devices can be taken away here. QEMU says yes.',
      why: 'Not every host can do it.',
    },
    welcomed: {
      what: 'The kernel says what it is, and QEMU does not object.',
      why: 'A host may refuse drivers that it distrusts.',
    },
    'refused-host': {
      what: 'The kernel gets a wrong answer.',
      why: 'So it must not ask for anything to be taken away.',
      cases: [
        {
          params: { host: ['blacklist'] },
          what: 'The host’s number has changed: this kernel is not welcome.',
          why: 'The emulated devices will stay.',
        },
        {
          params: { host: ['version-0'] },
          what: 'QEMU speaks another version of the protocol.',
          why: 'Linux does not know it, and gives up.',
        },
        {
          params: { host: ['no-protocol', 'no-device'] },
          what: 'The kernel asks, and nobody answers.',
          why: 'Nothing here could take a device away.',
        },
      ],
    },
    fell: {
      what: 'The kernel orders QEMU’s devices away, and its CPU falls into Xen.',
      why: 'One disk found twice could be ruined.',
      cases: [
        {
          params: { cmdline: ['xen_emul_unplug=nics'] },
          what: 'The kernel orders QEMU’s network card away, and its CPU falls into Xen.',
          why: 'dom0 offers the same one.',
        },
        {
          params: { cmdline: [''], blkfront: ['not-built'], netfront: ['not-built'] },
          what: 'The kernel writes an empty order, and its CPU falls into Xen.',
          why: 'It has no driver for dom0’s devices.',
        },
        {
          params: { cmdline: [''], blkfront: ['not-built'] },
          what: 'The kernel orders QEMU’s network card away, and its CPU falls into Xen.',
          why: 'dom0 offers the same one.',
        },
      ],
    },
    'passed-on': {
      what: 'Xen writes the order into a note for QEMU.',
      why: 'The devices are QEMU’s: only QEMU can take them away.',
    },
    'dom0-rung': {
      what: 'Xen rings dom0, where QEMU sleeps.',
      why: 'QEMU is a program: it must be woken.',
    },
    'qemu-woken': {
      what: 'The kernel of dom0 wakes QEMU.',
      why: 'QEMU sleeps until its guest touches a device. The guest waits.',
    },
    received: {
      what: 'QEMU reads the note.',
      why: 'It names kinds of devices, so the guest need not know which there are.',
      cases: [
        {
          params: { cmdline: [''], blkfront: ['not-built'], netfront: ['not-built'] },
          what: 'QEMU reads the note.',
          why: 'It names nothing, so no device goes.',
        },
      ],
    },
    'disk-removed': {
      what: 'QEMU takes its disk away.',
      why: 'The guest has not looked for devices yet: no driver has it.',
      again: 'QEMU takes {n} more away.',
    },
    'card-removed': {
      what: 'QEMU takes its network card away.',
      why: 'Its place will look like an unused one.',
      again: 'QEMU takes {n} more away.',
      cases: [
        {
          params: { cmdline: ['xen_emul_unplug=nics'] },
          what: 'QEMU takes its network card away.',
          why: 'The order named no disks.',
        },
      ],
    },
    replied: {
      what: 'QEMU answers in the note: it is done.',
      why: 'The guest’s CPU still waits in Xen.',
    },
    'let-on': {
      what: 'QEMU calls Xen: the guest’s CPU may go on.',
      why: 'It has waited in Xen all the time.',
    },
    back: {
      what: 'Xen takes the answer from the note, and the guest’s CPU is back.',
      why: 'The note is empty again.',
    },
    noted: {
      what: 'The kernel notes that QEMU’s devices are gone.',
      why: 'Its drivers for dom0’s devices look for this note before they load.',
    },
    scanned: {
      what: 'The kernel has looked for devices, place by place.',
      why: 'An emptied place is as silent as an unused one.',
    },
    xenbus: {
      what: 'The kernel reads which devices dom0 itself offers.',
      why: 'They are written in a list; there is nothing to search.',
    },
    'disk-connected': {
      what: 'The driver for dom0’s disk connects.',
      why: 'Its requests go through shared memory, not through registers.',
      again: 'It connects {n} more.',
    },
    'card-connected': {
      what: 'The driver for dom0’s network card connects.',
      why: 'Packets, too, will go through shared memory.',
      again: 'It connects {n} more.',
    },
    refused: {
      what: 'A driver for dom0’s devices refuses.',
      why: 'An emulated twin may still be there, and two drivers must not share it.',
      cases: [
        {
          params: { cmdline: ['xen_nopv'] },
          what: 'The drivers for Xen refuse.',
          why: 'The kernel was told to behave as on a real PC.',
        },
      ],
    },
    disk: {
      what: 'An ordinary driver finds a drive that QEMU plays.',
      why: 'This one was not taken away.',
      again: 'It finds {n} more.',
    },
    card: {
      what: 'An ordinary driver finds the network card that QEMU plays.',
      why: 'This one was not taken away.',
      again: 'It finds {n} more.',
    },
    booted: {
      what: 'The kernel finds a disk to start from.',
      why: 'Its system lies there.',
    },
    stuck: {
      what: 'The kernel finds no disk and stops.',
      why: 'QEMU’s disk is gone, and the driver for dom0’s is missing.',
      cases: [
        {
          params: { guest: ['pvh', 'pv'] },
          what: 'The kernel finds no disk and stops.',
          why: 'The driver for dom0’s disk is missing.',
        },
      ],
    },
    end: {
      what: 'Which devices this guest has is settled.',
      why: 'What was taken away, this kernel cannot call back.',
      cases: [
        {
          params: { guest: ['pvh', 'pv'] },
          what: 'The devices of such a guest are those that dom0 offers.',
          why: 'There was nothing to take away.',
        },
      ],
    },
  },
  goals: {
    who: 'Find out who is below',
    heard: 'Ask whether QEMU will do it',
    take: 'Take QEMU’s devices away',
    see: 'See what is left',
    connect: 'Connect the drivers',
  },
  counts: ['X', 'P', 'Ct'],
  handles: [
    {
      param: 'cmdline',
      label: 'Take away',
      values: [
        ['', 'all that it can replace'],
        ['xen_emul_unplug=nics', 'network card only'],
        ['xen_emul_unplug=never', 'nothing'],
      ],
    },
    {
      param: 'blkfront',
      label: 'Driver for dom0’s disk',
      values: [
        ['in-initrd', 'there'],
        ['not-in-initrd', 'missing'],
      ],
    },
    {
      param: 'host',
      label: 'Host',
      values: [
        ['qemu', 'agrees'],
        ['blacklist', 'refuses'],
      ],
    },
  ],

  questions: {
    proof: {
      ask: 'A kernel starts. Something that every kind of guest can ask will prove to it that this is Xen. What?',
      options: {
        cpuid: {
          text: 'The processor: a name in CPUID leaves',
          reply:
            'Twelve letters in three registers, at a leaf that no real processor has. It works before there is memory management, let alone a bus, and a PVH guest, which has no PCI at all, does it the same way.',
        },
        device: {
          text: 'A PCI device, 5853:0001',
          reply:
            'An HVM guest has one, and a driver will bind to it. But the bus is scanned long after the kernel has called itself a Xen guest, and the device could be left out of the configuration.',
        },
        port: {
          text: 'The magic number at port 0x10',
          reply:
            'That number says that devices can be unplugged, not that this is Xen: the kernel reads it only once it knows. Reading ports at random is not a thing that a kernel does.',
        },
      },
    },
    belief: {
      ask: 'Xen’s name is found. What will this kernel make of it?',
      options: {
        xen: {
          text: 'It will be a guest of Xen',
          reply:
            'The name is enough. From here on the kernel calls Xen, whichever devices it will find, and whoever else’s name stood in front.',
        },
        hyperv: {
          text: 'If Hyper-V’s name was shown first, it will be a guest of Hyper-V',
          reply:
            'Where both are shown, Hyper-V’s name does stand in front. But of all the names that Linux finds, the one furthest back wins, and that is Xen’s.',
        },
        bare: {
          text: 'Nothing: it will behave as on a real PC',
          reply:
            'So it is in an HVM guest whose user said so, on the command line. The name was found all the same.',
        },
      },
    },
    accesses: {
      ask: 'The kernel is about to read a port for the first time. How many port accesses will it make before it looks at the bus?',
      options: {
        counted: {
          text: '{value}',
          reply:
            'That is what the run counts. When host and kernel agree: a number, a version, who the guest is in two, the number again, and the order. Each of them an exit and a round trip to QEMU, and all of them once in a boot.',
        },
        one: {
          text: '{value}: it writes its order',
          reply:
            'Writing blindly to a port could mean anything on another machine. So the kernel first asks who is there, says who it is, and asks whether it is welcome.',
        },
        command: {
          text: '{value}',
          reply:
            'That is the recorded price of one command to an emulated IDE disk. Here a handful of accesses does away with all of them.',
        },
        none: {
          text: '{value}: it makes a hypercall',
          reply:
            'Xen could not do it: the disk and the card are objects in a process in dom0. Ports are how a guest talks to that process.',
        },
      },
    },
    who: {
      ask: 'The kernel has decided which devices shall go. Who will remove them, and whose consent does it take?',
      options: {
        qemu: {
          text: 'QEMU, at once, and nobody is asked',
          reply:
            'The write is an order. When the guest’s next instruction runs, the objects are gone. It is not PCI hot-unplug: no ACPI event, no eject, no driver that has to let go.',
        },
        guest: {
          text: 'The guest’s PCI code, by ejecting them',
          reply:
            'Ejecting is for a device that is in use: the machine asks, drivers let go, the guest agrees. Here nobody has seen the devices yet, so there is nobody to ask.',
        },
        driver: {
          text: 'Each PV driver, when it loads',
          reply:
            'By then it would be too late: the emulated disk would have its driver. It happens before the bus is scanned, long before blkfront exists. If blkfront never comes, the disk is gone all the same.',
        },
        nobody: {
          text: 'Nobody: nothing will be removed',
          reply:
            'So it is when the order names no device that there is: for instance with frontends that were never built, or on request.',
        },
      },
    },
    functions: {
      ask: 'Now the kernel looks at the bus, place by place. How many devices (functions, as PCI calls them) will it find?',
      options: {
        counted: {
          text: '{value}',
          reply:
            'That is what the run finds. Bridges and power management are never asked away, an IDE controller stays even without its disks, and the marker device of Xen is no disk and no card.',
        },
        marker: {
          text: '{value}: the host bridge and Xen’s marker',
          reply:
            'So it is often drawn. But the bit for disks takes the drives and leaves the controller, and nobody unplugs an ISA bridge.',
        },
        all: {
          text: '{value}: everything in the configuration',
          reply:
            'The bus is scanned after unplug. A function that QEMU has removed answers like an empty slot.',
        },
        none: {
          text: '{value}: a PVHVM guest has no PCI',
          reply: 'That is PVH. A PVHVM guest is an HVM guest that no longer uses most of what it was given.',
        },
      },
    },
    disks: {
      ask: 'The scan is over. How will programs of this guest see its disk?',
      options: {
        pv: {
          text: 'Through blkfront only, as xvda',
          reply:
            'This is how it is when the emulated disk is gone and blkfront takes its place: under another name, which is what boot loaders have stumbled over ever since.',
        },
        emulated: {
          text: 'Through the emulated controller only, as sda',
          reply:
            'This is how it is when nothing was unplugged, and also with “unnecessary”: blkfront then leaves a disk alone that is called hda. It is slower, and it is safe.',
        },
        both: {
          text: 'Twice: sda and xvda',
          reply:
            'One file in dom0, two drivers in the guest, two caches that know nothing of each other. Mounting both would destroy the file system. It happens when a mask takes something, but not this disk; one that has no PV twin is harmless.',
        },
        none: {
          text: 'Not at all',
          reply:
            'This is how it is when the disk was unplugged because blkfront was built, and no blkfront is in the initrd to take over. The kernel stops with no root, and the cause lies far back in the boot.',
        },
      },
    },
    cards: {
      ask: 'And its network card?',
      options: {
        pv: {
          text: 'Through netfront only',
          reply:
            'This is how it is when the emulated card is gone from the bus; the paravirtual one has its address.',
        },
        emulated: {
          text: 'Through the emulated card only',
          reply:
            'netfront refuses as long as nothing at all was unplugged, or it was never there to begin with. Every packet then goes through registers that QEMU plays.',
        },
        both: {
          text: 'Twice, with one MAC address',
          reply:
            'netfront asks whether anything was unplugged, not whether this card was. So with a mask for disks alone, or with “unnecessary”, there are two cards of the same address on the same bridge.',
        },
        none: {
          text: 'Not at all',
          reply:
            'This is how it is when the card was unplugged because netfront was built, and no netfront is in the initrd. The machine may run, and nobody can reach it.',
        },
      },
    },
  },

  params: {
    cmdline: {
      label: 'Kernel command line',
      hint: 'For instance xen_emul_unplug=ide-disks, =unnecessary, =never, a list with commas, or xen_nopv. Empty: the kernel decides by itself',
    },
    blkfront: {
      label: 'blkfront',
      hint: 'The PV disk driver: was it built, and is it there when it is needed?',
      options: {
        'built-in': 'in the kernel',
        'in-initrd': 'a module, in the initrd',
        'not-in-initrd': 'a module, missing from the initrd',
        'not-built': 'never built',
      },
    },
    netfront: {
      label: 'netfront',
      hint: 'The same for the PV network driver',
      options: {
        'built-in': 'in the kernel',
        'in-initrd': 'a module, in the initrd',
        'not-in-initrd': 'a module, missing from the initrd',
        'not-built': 'never built',
      },
    },
    host: {
      label: 'Host',
      hint: 'What answers at ports 0x10 to 0x1f',
      options: {
        qemu: 'QEMU as it is: version 1',
        blacklist: 'a host that refuses this driver',
        'version-0': 'a host that says version 0',
        'no-protocol': 'a platform device without these ports',
        'no-device': 'no platform device (xen_platform_pci=0)',
      },
    },
    guest: {
      label: 'Guest type',
      hint: 'Only an HVM guest has an emulated disk and card',
      options: { hvm: 'HVM', pvh: 'PVH', pv: 'PV' },
    },
    viridian: {
      label: 'Hyper-V leaves',
      hint: 'The guest is offered Hyper-V’s interface too, in front of Xen’s leaves',
    },
    disk: {
      label: 'Disk',
      hint: 'What the guest’s configuration calls its disk; QEMU plays an IDE disk either way',
      options: { hda: 'hda (number 768)', xvda: 'xvda (number 51712)' },
    },
    'second-disk': { label: 'Second IDE disk', hint: 'The primary slave' },
    cdrom: { label: 'CD-ROM', hint: 'hdc: a drive that nobody unplugs' },
    scsi: { label: 'SCSI disk', hint: 'sdd, behind a controller of its own' },
    nvme: { label: 'NVMe disk', hint: 'Added to QEMU’s arguments by hand; it has no PV twin' },
    'second-nic': { label: 'Second card', hint: 'Another card with an address of its own' },
    scan: {
      label: 'Bus scan',
      hint: 'Each read of the bus is two port accesses. All of them make the run eight times as long',
      options: { brief: 'one line for each read', 'every-access': 'every port access' },
    },
  },

  threads: {
    guest: { name: 'guest vCPU 0', short: 'guest', plain: 'guest’s CPU' },
    qemu: { name: 'QEMU’s main loop', short: 'QEMU', plain: 'QEMU', on: 'a dom0 CPU' },
    dom0: { name: 'dom0 vCPU 0', short: 'dom0', plain: 'dom0’s CPU' },
  },
  worlds: {
    'guest-user': 'guest user',
    'guest-kernel': 'guest kernel',
    hypervisor: 'Xen',
    backend: 'dom0 kernel',
    'device-model': 'device model',
    hardware: 'hardware',
  },
  columns: { guest: 'The guest', host: 'dom0, which owns the disk' },
};
