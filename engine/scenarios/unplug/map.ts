/** Where everything lies, and which devices a guest's configuration makes QEMU play. */
import { type Maddr, maddr, PAGE_SIZE } from '../../core/brand.ts';
import type { Key } from '../../core/state.ts';
import type { Domain, DomainType } from '../../mechanisms/domain.ts';
import type { Frontend } from '../../mechanisms/linux-drivers.ts';
import type { Drive, PciFunction } from '../../mechanisms/pci.ts';
import type { Choices } from './params.ts';

/** Frame numbers of the guest (domain 1). shared_info: where a real PVHVM guest had it. */
export const GUEST = { id: 1, shared_info: 0x10, stack: 0x20, pages: 0x1000 } as const;
/** QEMU's page holds the operations of its hypercalls. */
export const DOM0 = { id: 0, stack: 0x20, qemu: 0x30, pages: 0x400 } as const;

/** Machine frames: Xen's own pages first, dom0 behind them, then the guest. */
const XEN = {
  guestShared: 0x10,
  dom0Shared: 0x11,
  ioreq: 0x12,
  buffered: 0x13,
  dom0: 0x200,
  guest: 0x1000,
} as const;
const at = (frame: number): Maddr => maddr(frame * PAGE_SIZE);

/** The shared_iopage and the buffered_iopage: Xen's pages, mapped by QEMU. */
export const IOREQ_PAGES = { page: at(XEN.ioreq), buffered: at(XEN.buffered) } as const;

export const guestDomain = (type: DomainType, viridian: boolean): Domain => ({
  id: GUEST.id,
  type,
  viridian,
  p2m: [{ gfn: 0, mfn: XEN.guest, pages: GUEST.pages, what: 'RAM' }],
  shared_info: at(XEN.guestShared),
  grant_frames: at(XEN.guestShared),
  nr_grant_entries: 0,
});
export const dom0Domain: Domain = {
  id: DOM0.id,
  type: 'pv',
  p2m: [{ gfn: 0, mfn: XEN.dom0, pages: DOM0.pages, what: 'RAM' }],
  shared_info: at(XEN.dom0Shared),
  grant_frames: at(XEN.dom0Shared),
  nr_grant_entries: 0,
};

// ── the guest's configuration ───────────────────────────────────────────────────────────────────────

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
export function frontendsOf(c: Choices): readonly Frontend[] {
  const none = { cdrom: false, vdev: '', mac: '' };
  return [
    ...c.disks.map((vdev): Frontend => ({ ...none, type: 'vbd', id: vbdNumber(vdev), vdev })),
    ...(c.cdrom ? [{ ...none, type: 'vbd' as const, id: vbdNumber(CDROM), vdev: CDROM, cdrom: true }] : []),
    ...c.macs.map((mac, id): Frontend => ({ ...none, type: 'vif', id, mac })),
    ...(c.guest === 'hvm' ? [{ ...none, type: 'vkbd' as const, id: 0 }] : []),
  ];
}

/** The bus as the configuration asked for it, whatever becomes of it. */
export const configKey: Key<{ readonly functions: readonly PciFunction[] }> = 'config';

const plain = { multifunction: false, passthrough: false, drives: [] as readonly Drive[] };
/** First slot that libxl leaves to QEMU's choice. */
const FIRST_FREE_SLOT = 2;

/**
 * The functions of the bus, as QEMU's machine makes them and in the order of libxl's arguments: a SCSI controller for sd
 * disks, the cards, and what the configuration adds. Ids and classes: recordings, unplug-variants.json; QEMU 7.2
 * include/hw/pci/{pci,pci_ids}.h. Which disk becomes which drive: Xen tools/libs/light/libxl_dm.c.
 */
export function functionsOf(c: Choices): readonly PciFunction[] {
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
