/** A guest's configuration, and what toolstack, QEMU and kernel make of it: devices in xenstore and on the bus, and drivers for them. */
import type { Frontend } from '../../mechanisms/linux-drivers.ts';
import type { Drive, PciFunction } from '../../mechanisms/pci.ts';
import type { Choices } from './params.ts';

/** The parameters, with the devices in place of what chooses them. */
export interface Configuration extends Omit<Choices, 'disk' | 'second-disk' | 'scsi' | 'second-nic'> {
  /** Disks of the guest's configuration, by the name that they have there. */
  readonly disks: readonly string[];
  /** MAC addresses of the guest's cards. */
  readonly macs: readonly string[];
}

/** As the recorded guest had it (unplug-variants.json), and the next one. */
const MACS = ['00:16:3e:00:00:12', '00:16:3e:00:00:13'] as const;

export function configurationOf(c: Choices): Configuration {
  const second = c.disk === 'hda' ? 'hdb' : 'xvdb';
  return {
    ...c,
    // A SCSI disk is the fourth, so that its PV name is free: hda, sda and xvda would all be xvda.
    disks: [c.disk, ...(c['second-disk'] ? [second] : []), ...(c.scsi ? ['sdd'] : [])],
    macs: c['second-nic'] ? MACS : MACS.slice(0, 1),
  };
}

// ── devices ─────────────────────────────────────────────────────────────────────────────────────────

const CDROM = 'hdc';
/** Disk number within its kind, from the last letter. */
const indexOf = (vdev: string): number => vdev.charCodeAt(vdev.length - 1) - 97;

/** Numbers of virtual disks. Source: Xen docs/man/xen-vbd-interface.7. */
function vbdNumber(vdev: string): number {
  const i = indexOf(vdev);
  if (vdev.startsWith('hd')) return ((i < 2 ? 3 : 22) << 8) | ((i % 2) << 6);
  return ((vdev.startsWith('sd') ? 8 : 202) << 8) | (i << 4);
}

/** What the toolstack writes into xenstore, whatever QEMU plays beside it. */
export function frontendsOf(c: Configuration): readonly Frontend[] {
  const none = { cdrom: false, vdev: '', mac: '' };
  return [
    ...c.disks.map((vdev): Frontend => ({ ...none, type: 'vbd', id: vbdNumber(vdev), vdev })),
    ...(c.cdrom ? [{ ...none, type: 'vbd' as const, id: vbdNumber(CDROM), vdev: CDROM, cdrom: true }] : []),
    ...c.macs.map((mac, id): Frontend => ({ ...none, type: 'vif', id, mac })),
    ...(c.guest === 'hvm' ? [{ ...none, type: 'vkbd' as const, id: 0 }] : []),
  ];
}

const plain = { multifunction: false, passthrough: false, drives: [] as readonly Drive[] };
/** First slot that libxl leaves to QEMU's choice. */
const FIRST_FREE_SLOT = 2;

/**
 * The functions of the bus, as QEMU's machine makes them and in the order of libxl's arguments: a SCSI controller for sd
 * disks, the cards, and what the configuration adds. Ids and classes: recordings, unplug-variants.json; QEMU 7.2
 * include/hw/pci/{pci,pci_ids}.h. Which disk becomes which drive: Xen tools/libs/light/libxl_dm.c.
 */
export function functionsOf(c: Configuration): readonly PciFunction[] {
  const ide = [
    ...c.disks.filter((d) => !d.startsWith('sd')).map((vdev) => ({ vdev, kind: 'hd' as const })),
    ...(c.cdrom ? [{ vdev: CDROM, kind: 'cd' as const }] : []),
  ].map((d): Drive => ({ ...d, channel: indexOf(d.vdev) >>> 1, unit: indexOf(d.vdev) & 1 }));
  const fixed: PciFunction[] = [
    { ...plain, devfn: 0, type: 'i440FX', vendor: 0x8086, device: 0x1237, class: 0x060000 },
    {
      ...plain,
      devfn: 0x08,
      type: 'PIIX3',
      vendor: 0x8086,
      device: 0x7000,
      class: 0x060100,
      multifunction: true,
    },
    {
      ...plain,
      devfn: 0x09,
      type: 'piix3-ide',
      vendor: 0x8086,
      device: 0x7010,
      class: 0x010180,
      drives: ide,
    },
    { ...plain, devfn: 0x0b, type: 'PIIX4_PM', vendor: 0x8086, device: 0x7113, class: 0x068000 },
  ];
  const added: Omit<PciFunction, 'devfn'>[] = [
    ...(c.host === 'no-device'
      ? []
      : [{ ...plain, type: 'xen-platform', vendor: 0x5853, device: 0x0001, class: 0xff8000 }]),
    ...c.disks
      .filter((d) => d.startsWith('sd'))
      .map((vdev) => ({
        ...plain,
        type: 'lsi53c895a',
        vendor: 0x1000,
        device: 0x0012,
        class: 0x010000,
        vdev,
      })),
    ...c.macs.map((mac) => ({
      ...plain,
      type: 'e1000',
      vendor: 0x8086,
      device: 0x100e,
      class: 0x020000,
      mac,
    })),
    ...(c.nvme
      ? [{ ...plain, type: 'nvme', vendor: 0x1b36, device: 0x0010, class: 0x010802, vdev: 'nvme' }]
      : []),
  ];
  return [...fixed, ...added.map((f, i) => ({ ...f, devfn: (FIRST_FREE_SLOT + i) * 8 }))];
}

// ── drivers ─────────────────────────────────────────────────────────────────────────────────────────

/** A driver and the procedure that its initcall is. */
export interface Driver {
  readonly name: string;
  readonly init: string;
  /** Where its module lies under the kernel's modules. */
  readonly file: string;
}
export interface Boot {
  /** Compiled into the kernel, in the order of their initcalls. */
  readonly builtIn: readonly Driver[];
  /** Modules that the initrd's script loads, in its order. */
  readonly initrd: readonly Driver[];
  /** Modules that were built and that the initrd does not have. */
  readonly missing: readonly Driver[];
  /** The disk that the root file system was looked for on; null before, or where there is none. */
  readonly root: string | null;
  readonly finished: boolean;
}
const BLKFRONT: Driver = { name: 'xen-blkfront', init: 'xlblk_init', file: 'drivers/block/xen-blkfront.ko' };
const NETFRONT: Driver = { name: 'xen-netfront', init: 'netif_init', file: 'drivers/net/xen-netfront.ko' };
const PLATFORM: Driver = { name: 'xen-platform-pci', init: 'xen-platform-pci', file: '' };
const KBDFRONT: Driver = { name: 'xen-kbdfront', init: 'xenkbd_init', file: '' };
const pciModule = (name: string, file: string): Driver => ({ name, init: name, file });
/** Drivers of emulated devices that the initrd brings for the devices of this configuration. */
const emulated = (c: Configuration): readonly Driver[] =>
  c.guest === 'hvm'
    ? [
        pciModule('ata_piix', 'drivers/ata/ata_piix.ko'),
        pciModule('e1000', 'drivers/net/ethernet/intel/e1000/e1000.ko'),
        ...(c.disks.some((d) => d.startsWith('sd'))
          ? [pciModule('sym53c8xx', 'drivers/scsi/sym53c8xx_2/sym53c8xx.ko')]
          : []),
        ...(c.nvme ? [pciModule('nvme', 'drivers/nvme/host/nvme.ko')] : []),
      ]
    : [];

export function bootOf(c: Configuration): Boot {
  const fronts = [
    [BLKFRONT, c.blkfront],
    [NETFRONT, c.netfront],
  ] as const;
  const when = (build: Choices['blkfront']): readonly Driver[] =>
    fronts.filter(([, b]) => b === build).map(([d]) => d);
  return {
    // The recorded kernel had these two compiled in; its script loaded the PV modules before the emulated ones’.
    builtIn: [...(c.guest === 'hvm' ? [PLATFORM] : []), ...when('built-in'), KBDFRONT],
    initrd: [...when('in-initrd'), ...emulated(c)],
    missing: when('not-in-initrd'),
    root: null,
    finished: false,
  };
}
