/**
 * The Xen platform device, 5853:0001: a marker on the PCI bus, and sixteen fixed ports on which a guest asks its emulated
 * devices away. Source: QEMU 7.2 hw/i386/xen/xen_platform.c; Xen docs/misc/hvm-emulated-unplug.pandoc.
 */
import { call, goto, type Locals, line, procedure, qemu, ret } from '../core/procedure.ts';
import type { Key } from '../core/state.ts';
import { deviceModelMechanism, type PortCall, type PortHandler } from './device-model.ts';
import type { PortAccess } from './ioreq.ts';
import type { Mechanism } from './mechanism.ts';
import {
  addressOf,
  classOf,
  functionAt,
  nextFunction,
  PCI_CLASS,
  pciKey,
  pciMechanism,
  type Walk,
  walkBus,
} from './pci.ts';

export const XEN_PLATFORM_IOPORT = 0x10;
export const PLATFORM_PORTS: PortHandler = {
  first: XEN_PLATFORM_IOPORT,
  last: XEN_PLATFORM_IOPORT + 15,
  handler: 'platform_fixed_ioport_read',
  writer: 'platform_fixed_ioport_write',
};
export const MAGIC = 0x49d2;
/** What the magic number turns into for a driver that the host does not want. */
export const BLACKLISTED = 0xd249;
export const UNPLUG_IDE_SCSI_DISKS = 1;
export const UNPLUG_ALL_NICS = 2;
export const UNPLUG_AUX_IDE_DISKS = 4;
export const UNPLUG_NVME_DISKS = 8;

export interface PlatformDevice {
  readonly flags: number;
  /** Answered at 0x12. Upstream QEMU says 1. */
  readonly version: number;
  /** Whether the host refuses drivers by product and build. Upstream QEMU never does; qemu-xen-traditional did. */
  readonly blacklists: boolean;
  readonly blacklisted: boolean;
  /** Written by the guest; null before. */
  readonly product: number | null;
  readonly build: number | null;
  readonly log: string;
  /** The last mask written, and what went for it: functions and drives. */
  readonly mask: number | null;
}
export const platformKey: Key<PlatformDevice> = 'qemu.platform';
export const newPlatformDevice = (version: number, blacklists: boolean): PlatformDevice => ({
  flags: 0,
  version,
  blacklists,
  blacklisted: false,
  product: null,
  build: null,
  log: '',
  mask: null,
});

const platform = (symbol: string) => ({
  source: qemu('hw/i386/xen/xen_platform.c', symbol),
  world: 'device-model' as const,
});
const OFFSET = { MAGIC: 0, VERSION: 2 } as const;
const LOG_BUFFER = 4096;

export const platform_fixed_ioport_read = procedure<PortCall>(
  'platform_fixed_ioport_read',
  platform('platform_fixed_ioport_read, platform_fixed_ioport_readb, platform_fixed_ioport_readw'),
  [
    line('width', 'switch (size) { 2: readw   1: readb   else: return -1 }', (_, l) => {
      if (l.size === 1) return goto('readb');
      return l.size === 2 ? undefined : ret(0xffffffff);
    }),
    line('readw', 'readw: addr 0: return 0x49d2   // 0xd249 if blacklisted; else 0xffff', (m, l) => {
      if (l.offset !== OFFSET.MAGIC) return ret(0xffff);
      return ret(m.rec(platformKey).blacklisted ? BLACKLISTED : MAGIC);
    }),
    line('readb', 'readb: addr 0: return flags   addr 2: return the version, 1; else 0xff', (m, l) => {
      if (l.offset === OFFSET.MAGIC) return ret(m.rec(platformKey).flags);
      return ret(l.offset === OFFSET.VERSION ? m.rec(platformKey).version : 0xff);
    }),
  ],
);

export const platform_fixed_ioport_write = procedure<PortCall>(
  'platform_fixed_ioport_write',
  platform(
    'platform_fixed_ioport_write, platform_fixed_ioport_writeb, platform_fixed_ioport_writew, platform_fixed_ioport_writel',
  ),
  [
    line('width', 'switch (size) { 1: writeb   2: writew   4: writel }', (_, l) => {
      if (l.size === 1) return goto('writeb');
      return l.size === 4 ? goto('writel') : undefined;
    }),
    line('writew', 'writew: switch (addr) { 0: an unplug mask   2: a product number }', (m, l) => {
      if (l.offset === OFFSET.VERSION) return goto('product');
      if (l.offset !== OFFSET.MAGIC) return ret();
      m.patch(platformKey, { mask: l.value });
      return undefined;
    }),
    line(
      'disks',
      '  if (val & (IDE_SCSI_DISKS | AUX_IDE_DISKS | NVME_DISKS)) pci_unplug_disks(bus, val)',
      (m, l) =>
        l.value & (UNPLUG_IDE_SCSI_DISKS | UNPLUG_AUX_IDE_DISKS | UNPLUG_NVME_DISKS)
          ? call('pci_unplug_disks', { flags: l.value })
          : m.passOver(),
    ),
    line('nics', '  if (val & ALL_NICS) pci_unplug_nics(bus)', (m, l) =>
      l.value & UNPLUG_ALL_NICS ? call('pci_unplug_nics') : m.passOver(),
    ),
    line('masked', '  return', () => ret()),
    line('product', '  driver_product_version = val', (m, l) => {
      m.patch(platformKey, { product: l.value });
      return ret();
    }),
    line(
      'writel',
      'writel: addr 0: the driver’s build number   // noted by nobody, unless this host has a blacklist',
      (m, l) => {
        if (l.offset === OFFSET.MAGIC)
          m.patch(platformKey, { build: l.value, blacklisted: m.rec(platformKey).blacklists });
        return ret();
      },
    ),
    line('writeb', 'writeb: addr 0: platform flags   addr 2: a character for the log', (m, l) => {
      const { log } = m.rec(platformKey);
      if (l.offset === OFFSET.MAGIC) m.patch(platformKey, { flags: l.value & 1 });
      if (l.offset === OFFSET.VERSION) {
        const flush = l.value === 10 || log.length === LOG_BUFFER - 1;
        m.patch(platformKey, { log: flush ? '' : log + String.fromCharCode(l.value) });
      }
      return ret();
    }),
  ],
);

// ── the devices go ──────────────────────────────────────────────────────────────────────────────────

export const pci_unplug_nics = procedure<Walk>('pci_unplug_nics', platform('pci_unplug_nics, unplug_nic'), [
  line('peers', 'qemu_foreach_nic(del_nic_peer)   // every card loses its tap', (m, l) => {
    const cards = m.rec(pciKey).functions.filter((f) => f.mac !== undefined && !f.passthrough);
    m.patch(pciKey, { unpeered: cards.map((f) => f.devfn) });
    l.left = walkBus(m);
  }),
  line('next', 'pci_for_each_device(bus): d', (_, l) => nextFunction(l)),
  line('class', '  if (class(d) == NETWORK_ETHERNET && !passthrough(d))', (m, l) => {
    const f = functionAt(m, l.devfn);
    return f && classOf(f) === PCI_CLASS.NETWORK_ETHERNET && !f.passthrough
      ? undefined
      : m.passOver(goto('next'));
  }),
  line('unparent', '    object_unparent(d)   // the whole card', (_, l) =>
    call('object_unparent', { devfn: l.devfn }),
  ),
  line('more', '  the next one', () => goto('next')),
]);

interface Disks extends Walk {
  flags: number;
  aux: boolean;
}
export const pci_unplug_disks = procedure<Disks>(
  'pci_unplug_disks',
  platform('pci_unplug_disks, unplug_disks'),
  [
    line('aux', 'aux = (flags & AUX_IDE_DISKS) && !(flags & IDE_SCSI_DISKS)', (m, l) => {
      l.aux = (l.flags & UNPLUG_AUX_IDE_DISKS) !== 0 && (l.flags & UNPLUG_IDE_SCSI_DISKS) === 0;
      l.left = walkBus(m);
    }),
    line('next', 'pci_for_each_device(bus): d', (_, l) => nextFunction(l)),
    line('class', '  switch (passthrough(d) ? none : class(d))', (m, l) => {
      const f = functionAt(m, l.devfn);
      if (!f || f.passthrough) return goto('next');
      const kind = classOf(f);
      if (kind === PCI_CLASS.STORAGE_IDE) return goto('ide');
      if (kind === PCI_CLASS.STORAGE_SCSI) return goto('scsi');
      return kind === PCI_CLASS.STORAGE_EXPRESS ? goto('nvme') : goto('next');
    }),
    line(
      'ide',
      '  case STORAGE_IDE: pci_xen_ide_unplug(d, aux)   // the drives, not the controller',
      (_, l) => call('pci_xen_ide_unplug', { devfn: l.devfn, aux: l.aux }),
    ),
    line('ide-done', '  break', () => goto('next')),
    line('scsi', '  case STORAGE_SCSI: if (!aux) object_unparent(d)', (_, l) =>
      l.aux ? goto('next') : call('object_unparent', { devfn: l.devfn }),
    ),
    line('scsi-done', '  break', () => goto('next')),
    line('nvme', '  case STORAGE_EXPRESS: if (flags & NVME_DISKS) object_unparent(d)', (_, l) =>
      l.flags & UNPLUG_NVME_DISKS ? call('object_unparent', { devfn: l.devfn }) : goto('next'),
    ),
    line('nvme-done', '  break', () => goto('next')),
  ],
);

interface Ide extends Locals {
  devfn: number;
  aux: boolean;
  i: number;
}
/** Two channels of two drives each. */
const DRIVES = 4;
export const pci_xen_ide_unplug = procedure<Ide>('pci_xen_ide_unplug', platform('pci_xen_ide_unplug'), [
  line('begin', 'i = aux ? 1 : 0   // 0 is the primary master', (_, l) => {
    l.i = l.aux ? 1 : 0;
  }),
  line('next', 'for (; i < 4; i++)', (m, l) => (l.i < DRIVES ? undefined : m.passOver(goto('reset')))),
  line('drive', '  blk = bus[i / 2].ifs[i % 2].blk; if (!blk || drive_kind == IDE_CD) continue', (m, l) => {
    const drive = functionAt(m, l.devfn)?.drives.find((d) => d.channel * 2 + d.unit === l.i);
    if (drive?.kind === 'hd') return undefined;
    l.i++;
    return goto('next');
  }),
  line('detach', '  blk_drain(blk); blk_flush(blk); blk_detach_dev(blk)   // the drive is gone', (m, l) => {
    const { functions } = m.rec(pciKey);
    const drive = functionAt(m, l.devfn)?.drives.find((d) => d.channel * 2 + d.unit === l.i);
    m.patch(pciKey, {
      lastGone: `${addressOf(l.devfn)} ${drive?.vdev ?? ''}`,
      functions: functions.map((f) =>
        f.devfn === l.devfn ? { ...f, drives: f.drives.filter((d) => d.channel * 2 + d.unit !== l.i) } : f,
      ),
    });
    l.i++;
    return goto('next');
  }),
  line('reset', 'qdev_reset_all(d)', () => ret()),
]);

export const platformDeviceMechanism: Mechanism = {
  id: 'platform-device',
  needs: [pciMechanism, deviceModelMechanism],
  procedures: [
    platform_fixed_ioport_read,
    platform_fixed_ioport_write,
    pci_unplug_nics,
    pci_unplug_disks,
    pci_xen_ide_unplug,
  ],
};

// ── what a figure shows ─────────────────────────────────────────────────────────────────────────────

/** A port access of the handshake, and what it says. */
export interface HandshakeView extends PortAccess {
  readonly means: 'magic' | 'version' | 'product' | 'build' | 'mask';
}

const VERSION_PORT = XEN_PLATFORM_IOPORT + 2;

/** What an access to the fixed ports is for; width and direction tell. */
function meaningOf(a: PortAccess): HandshakeView['means'] | undefined {
  if (a.port === XEN_PLATFORM_IOPORT && a.size === 2) return a.dir === 'in' ? 'magic' : 'mask';
  if (a.port === XEN_PLATFORM_IOPORT && a.size === 4) return 'build';
  if (a.port === VERSION_PORT) return a.dir === 'in' ? 'version' : 'product';
  return undefined;
}

/** Of all accesses of a vCPU, those to the fixed ports. */
export const inspectHandshake = (trace: readonly PortAccess[]): readonly HandshakeView[] =>
  trace.flatMap((a) => {
    const means = meaningOf(a);
    return means ? [{ ...a, means }] : [];
  });
