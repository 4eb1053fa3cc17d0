/**
 * The drivers that meet the devices: those of the emulated ones on the PCI bus, and the frontends on xenbus. What a driver
 * does after it has bound is not told here.
 * Source: Linux 6.1 drivers/xen/platform-pci.c, drivers/block/xen-blkfront.c, drivers/net/xen-netfront.c,
 * drivers/input/misc/xen-kbdfront.c, drivers/xen/xenbus/xenbus_probe.c; for the emulated ones drivers/ata/ata_piix.c,
 * drivers/net/ethernet/intel/e1000, drivers/scsi/sym53c8xx_2, drivers/nvme.
 */
import { errno } from '../core/errno.ts';
import type { Machine } from '../core/machine.ts';
import {
  call,
  goto,
  type Locals,
  line,
  linux,
  type Procedure,
  procedure,
  ret,
  type Source,
} from '../core/procedure.ts';
import { type Key, rec } from '../core/state.ts';
import { kernelLogMechanism, say } from './kernel-log.ts';
import { linuxDetectMechanism, xenDomain, xenHvmDomain } from './linux-detect.ts';
import { linuxPciKey, linuxPciMechanism, type PciDev } from './linux-pci.ts';
import { hasPvAndLegacyDisks, linuxUnplugMechanism } from './linux-unplug.ts';
import type { Mechanism } from './mechanism.ts';
import { functionAt, PCI_CLASS, pciMechanism } from './pci.ts';

/** A frontend device as the toolstack has written it into xenstore. */
export interface Frontend {
  readonly type: 'vbd' | 'vif' | 'vkbd';
  /** Of a disk: its number, major << 8 | minor. */
  readonly id: number;
  /** Of a disk. */
  readonly cdrom: boolean;
  readonly vdev: string;
  /** Of a card. */
  readonly mac: string;
}
export interface XenbusDevice extends Frontend {
  readonly driver: string | null;
  readonly state: 'Initialising' | 'Connected';
}
/** A disk or a card that the guest's programs can see. */
export interface GuestDisk {
  readonly name: string;
  readonly driver: string;
  readonly kind: 'emulated' | 'pv';
  /** A CD is no place to boot from here. */
  readonly cd: boolean;
  /** The disk behind it, as the guest's configuration calls it. */
  readonly vdev: string;
}
export interface GuestCard {
  readonly name: string;
  readonly driver: string;
  readonly kind: 'emulated' | 'pv';
  readonly mac: string;
}
/** How the attempt to load a driver ended: `absent` is a module that nobody brought along. */
export type Load = 'waiting' | 'loaded' | 'refused' | 'absent' | 'idle';

export interface LinuxDevices {
  /** xenstore's device directory: there whether or not anybody looks. */
  readonly store: readonly Frontend[];
  /** What the xenbus driver core has made of it. */
  readonly xenbus: readonly XenbusDevice[];
  /** Names of the xenbus drivers that have registered. */
  readonly frontends: readonly string[];
  readonly disks: readonly GuestDisk[];
  readonly cards: readonly GuestCard[];
  readonly loads: Readonly<Record<string, Load>>;
  /** What happened last: `xvda by vbd`, `xen-blkfront refused`. */
  readonly lastDevice: string;
}
export const devicesKey: Key<LinuxDevices> = 'linux.devices';
/** Before any driver is loaded. */
export const newLinuxDevices = (store: readonly Frontend[]): LinuxDevices => ({
  store,
  xenbus: [],
  frontends: [],
  disks: [],
  cards: [],
  loads: {},
  lastDevice: '',
});

export const ENODEV = errno('ENODEV');
const devices = (m: Machine): LinuxDevices => m.rec(devicesKey);
const kernel = (file: string, symbol: string) => ({ source: linux(file, symbol), world: 'kernel' as const });

/** Notes how a driver's load ended. */
export function loaded(m: Machine, driver: string, load: Load): void {
  m.patch(devicesKey, { lastDevice: `${driver} ${load}`, loads: { ...devices(m).loads, [driver]: load } });
}
function addDisk(m: Machine, disk: GuestDisk): void {
  m.patch(devicesKey, { lastDevice: `${disk.name} by ${disk.driver}`, disks: [...devices(m).disks, disk] });
}
function addCard(m: Machine, card: Omit<GuestCard, 'name'>): void {
  const { cards } = devices(m);
  const name = `eth${cards.length}`;
  m.patch(devicesKey, { lastDevice: `${name} by ${card.driver}`, cards: [...cards, { name, ...card }] });
}
const letter = (n: number): string => String.fromCharCode(97 + n);
/** The next free `sd` letter: every disk of the SCSI layer, IDE ones included, takes one. */
const nextSd = (m: Machine): string =>
  `sd${letter(devices(m).disks.filter((d) => d.name.startsWith('sd')).length)}`;

// ── drivers of PCI functions ────────────────────────────────────────────────────────────────────────

/** Of functions that match an id table, the first without a driver. */
function unbound(m: Machine, matches: (d: PciDev) => boolean): PciDev | undefined {
  return m.rec(linuxPciKey).devices.find((d) => d.driver === null && matches(d));
}
function bind(m: Machine, devfn: number, driver: string): void {
  const { devices: found } = m.rec(linuxPciKey);
  m.patch(linuxPciKey, { devices: found.map((d) => (d.devfn === devfn ? { ...d, driver } : d)) });
}

interface Probe extends Locals {
  devfn: number;
  i: number;
}
/** `pci_register_driver`: probe every function that the driver's table names. */
function pciDriver(
  driver: string,
  probe: string,
  source: Source,
  table: string,
  matches: (d: PciDev) => boolean,
): Procedure {
  return procedure<Probe>(driver, { source, world: 'kernel' }, [
    line('match', `for each function that matches ${table}`, (m, l) => {
      const d = unbound(m, matches);
      if (!d) {
        const bound = m.rec(linuxPciKey).devices.some((x) => x.driver === driver);
        loaded(m, driver, bound ? 'loaded' : 'idle');
        return ret();
      }
      l.devfn = d.devfn;
      return undefined;
    }),
    line('probe', `  rc = ${probe}(dev)`, (_, l) => call(probe, { devfn: l.devfn }, 'rc')),
    line('bound', '  rc == 0: dev->driver = this one', (m, l) => {
      if (l.rc === 0) {
        bind(m, l.devfn, driver);
        return goto('match');
      }
      loaded(m, driver, 'refused');
      return ret();
    }),
  ]);
}

export const platform_driver = pciDriver(
  'xen-platform-pci',
  'platform_pci_probe',
  linux('drivers/xen/platform-pci.c', 'platform_driver'),
  '5853:0001',
  (d) => d.vendor === 0x5853 && d.device === 1,
);
export const platform_pci_probe = procedure<Probe>(
  'platform_pci_probe',
  kernel('drivers/xen/platform-pci.c', 'platform_pci_probe'),
  [
    line('xen', 'if (!xen_domain()) return -ENODEV', (m) => (xenDomain(m) ? m.passOver() : ret(ENODEV))),
    line('bars', 'BAR 1, 16 MiB of nothing: address space for the grant table; gnttab_init()', () => ret(0)),
  ],
);

export const ata_piix = pciDriver(
  'ata_piix',
  'piix_init_one',
  linux('drivers/ata/ata_piix.c', 'piix_pci_driver'),
  '8086:7010',
  (d) => d.vendor === 0x8086 && d.device === 0x7010,
);
/** The name that QEMU's drive gets in this guest. */
export const piix_init_one = procedure<Probe>(
  'piix_init_one',
  kernel('drivers/ata/ata_piix.c, drivers/ata/libata-eh.c', 'piix_init_one, ata_eh_revalidate_and_attach'),
  [
    line('begin', 'reset both channels', (_, l) => {
      l.i = 0;
    }),
    line('next', 'for each of four drives: IDENTIFY DEVICE', (m, l) =>
      l.i < 4 ? undefined : m.passOver(ret(0)),
    ),
    line('attach', '  answered: a disk is sdX, a CD is srX   // silence: nothing', (m, l) => {
      const drive = functionAt(m, l.devfn)?.drives.find((d) => d.channel * 2 + d.unit === l.i);
      l.i++;
      if (drive?.kind === 'hd')
        addDisk(m, { name: nextSd(m), driver: 'ata_piix', kind: 'emulated', cd: false, vdev: drive.vdev });
      if (drive?.kind === 'cd')
        addDisk(m, { name: 'sr0', driver: 'ata_piix', kind: 'emulated', cd: true, vdev: drive.vdev });
      return drive ? goto('next') : m.passOver(goto('next'));
    }),
  ],
);

export const e1000 = pciDriver(
  'e1000',
  'e1000_probe',
  linux('drivers/net/ethernet/intel/e1000/e1000_main.c', 'e1000_driver'),
  '8086:100e',
  (d) => d.vendor === 0x8086 && d.device === 0x100e,
);
export const e1000_probe = procedure<Probe>(
  'e1000_probe',
  kernel('drivers/net/ethernet/intel/e1000/e1000_main.c', 'e1000_probe'),
  [
    line('mac', 'e1000_read_mac_addr(): from the card’s EEPROM', (m, l) => {
      l.mac = functionAt(m, l.devfn)?.mac ?? '';
    }),
    line('register', 'register_netdev(): the next ethX', (m, l) => {
      addCard(m, { driver: 'e1000', kind: 'emulated', mac: l.mac as string });
      return ret(0);
    }),
  ],
);

export const sym53c8xx = pciDriver(
  'sym53c8xx',
  'sym2_probe',
  linux('drivers/scsi/sym53c8xx_2/sym_glue.c', 'sym2_driver'),
  '1000:0012',
  (d) => d.vendor === 0x1000 && d.device === 0x12,
);
export const sym2_probe = procedure<Probe>(
  'sym2_probe',
  kernel('drivers/scsi/sym53c8xx_2/sym_glue.c', 'sym2_probe'),
  [
    line('scan', 'scsi_scan_host(): a disk is the next sdX', (m, l) => {
      const vdev = functionAt(m, l.devfn)?.vdev ?? '';
      addDisk(m, { name: nextSd(m), driver: 'sym53c8xx', kind: 'emulated', cd: false, vdev });
      return ret(0);
    }),
  ],
);

export const nvme = pciDriver(
  'nvme',
  'nvme_probe',
  linux('drivers/nvme/host/pci.c', 'nvme_driver'),
  'class 01:08, interface 02',
  (d) => d.class === PCI_CLASS.STORAGE_EXPRESS * 0x100 + 2,
);
export const nvme_probe = procedure<Probe>('nvme_probe', kernel('drivers/nvme/host/pci.c', 'nvme_probe'), [
  line('scan', 'nvme_scan_ns(): namespace 1 of controller 0 is nvme0n1', (m, l) => {
    const vdev = functionAt(m, l.devfn)?.vdev ?? '';
    addDisk(m, { name: 'nvme0n1', driver: 'nvme', kind: 'emulated', cd: false, vdev });
    return ret(0);
  }),
]);

// ── xenbus and its frontends ────────────────────────────────────────────────────────────────────────

export const xenbus_probe = procedure(
  'xenbus_probe',
  kernel('drivers/xen/xenbus/xenbus_probe.c', 'xenbus_probe_initcall, xenbus_probe_devices'),
  [
    line('xen', 'if (!xen_domain()) return -ENODEV   // no bus at all', (m) =>
      xenDomain(m) ? m.passOver() : ret(ENODEV),
    ),
    line('devices', 'for each directory under “device” in xenstore: a device, state Initialising', (m) => {
      const { store } = devices(m);
      m.patch(devicesKey, {
        xenbus: store.map((f) => ({ ...f, driver: null, state: 'Initialising' as const })),
      });
      return ret(0);
    }),
  ],
);

interface Init extends Locals {
  ok: boolean;
  i: number;
  rc: number;
}
/** `module_init` of a frontend: may it load; then one probe for each of its devices. */
function frontend(
  module: string,
  symbol: string,
  source: Source,
  about: {
    readonly type: Frontend['type'];
    readonly asks: string;
    readonly probe: string;
  },
): Procedure {
  return procedure<Init>(symbol, { source, world: 'kernel' }, [
    line('xen', 'if (!xen_domain()) return -ENODEV', (m) => {
      if (xenDomain(m)) return m.passOver();
      loaded(m, module, 'refused');
      return ret(ENODEV);
    }),
    line('ask', `ok = ${about.asks}()`, () => call(about.asks, {}, 'ok')),
    line('refuse', 'if (!ok) return -ENODEV', (m, l) => {
      if (l.ok) return m.passOver();
      loaded(m, module, 'refused');
      return ret(ENODEV);
    }),
    line('register', 'xenbus_register_frontend(&driver)', (m, l) => {
      l.i = 0;
      loaded(m, module, 'loaded');
      m.patch(devicesKey, { frontends: [...devices(m).frontends, about.type] });
    }),
    line('next', `for each ${about.type} on xenbus`, (m, l) => {
      while (l.i < devices(m).xenbus.length && devices(m).xenbus[l.i]?.type !== about.type) l.i++;
      return l.i < devices(m).xenbus.length ? undefined : m.passOver(ret(0));
    }),
    line('probe', `  rc = ${about.probe}(dev)`, (_, l) => call(about.probe, { i: l.i }, 'rc')),
    line(
      'connect',
      '  rc == 0: the two ends connect, state Connected   // the handshake is its own story',
      (m, l) => {
        if (l.rc === 0) {
          const { xenbus } = devices(m);
          m.patch(devicesKey, {
            xenbus: xenbus.map((d, i) => (i === l.i ? { ...d, driver: about.type, state: 'Connected' } : d)),
          });
          const d = xenbus[l.i];
          if (d?.type === 'vbd')
            addDisk(m, { name: pvName(d.id), driver: 'vbd', kind: 'pv', cd: d.cdrom, vdev: d.vdev });
          if (d?.type === 'vif') addCard(m, { driver: 'vif', kind: 'pv', mac: d.mac });
        }
        l.i++;
        return l.rc === 0 ? goto('next') : m.passOver(goto('next'));
      },
    ),
  ]);
}

export const xlblk_init = frontend(
  'xen-blkfront',
  'xlblk_init',
  linux('drivers/block/xen-blkfront.c', 'xlblk_init'),
  {
    type: 'vbd',
    asks: 'xen_has_pv_disk_devices',
    probe: 'blkfront_probe',
  },
);
export const netif_init = frontend(
  'xen-netfront',
  'netif_init',
  linux('drivers/net/xen-netfront.c', 'netif_init'),
  {
    type: 'vif',
    asks: 'xen_has_pv_nic_devices',
    probe: 'netfront_probe',
  },
);
export const xenkbd_init = frontend(
  'xen-kbdfront',
  'xenkbd_init',
  linux('drivers/input/misc/xen-kbdfront.c', 'xenkbd_init'),
  { type: 'vkbd', asks: 'xen_has_pv_devices', probe: 'xenkbd_probe' },
);

const XENVBD_MAJOR = 202;
const IDE0_MAJOR = 3;
const IDE1_MAJOR = 22;
const major = (vdevice: number): number => vdevice >>> 8;
/** `xen_translate_vdev` and `encode_disk_name`: hda, sda and xvda are all the first, xvda. */
export function pvName(vdevice: number): string {
  const minor = vdevice & 0xff;
  if (major(vdevice) === IDE0_MAJOR) return `xvd${letter(minor >>> 6)}`;
  if (major(vdevice) === IDE1_MAJOR) return `xvd${letter((minor >>> 6) + 2)}`;
  return `xvd${letter(minor >>> 4)}`;
}

interface BlkProbe extends Locals {
  i: number;
}
export const blkfront_probe = procedure<BlkProbe>(
  'blkfront_probe',
  kernel('drivers/block/xen-blkfront.c', 'blkfront_probe'),
  [
    line('number', 'vdevice = what xenstore calls virtual-device', (m, l) => {
      l.vdevice = devices(m).xenbus[l.i]?.id ?? 0;
    }),
    line('legacy', 'HVM, and no unplug has been done: major(vdevice) != 202 → -ENODEV', (m, l) => {
      if (!xenHvmDomain(m) || !hasPvAndLegacyDisks(m) || major(l.vdevice as number) === XENVBD_MAJOR)
        return m.passOver();
      say(m, `blkfront_probe: HVM does not support vbd ${l.vdevice} as xen block device`);
      return ret(ENODEV);
    }),
    line('cdrom', 'HVM, and device-type is cdrom → -ENODEV', (m, l) =>
      xenHvmDomain(m) && devices(m).xenbus[l.i]?.cdrom ? ret(ENODEV) : undefined,
    ),
    line('ok', 'return 0', () => ret(0)),
  ],
);
export const netfront_probe = procedure<BlkProbe>(
  'netfront_probe',
  kernel('drivers/net/xen-netfront.c', 'netfront_probe'),
  [line('create', 'xennet_create_dev(); its MAC is the one in xenstore; return 0', () => ret(0))],
);
export const xenkbd_probe = procedure<BlkProbe>(
  'xenkbd_probe',
  kernel('drivers/input/misc/xen-kbdfront.c', 'xenkbd_probe'),
  [line('create', 'a keyboard and a pointer; return 0', () => ret(0))],
);

export const linuxDriversMechanism: Mechanism = {
  id: 'linux-drivers',
  needs: [linuxPciMechanism, linuxDetectMechanism, linuxUnplugMechanism, pciMechanism, kernelLogMechanism],
  procedures: [
    platform_driver,
    platform_pci_probe,
    ata_piix,
    piix_init_one,
    e1000,
    e1000_probe,
    sym53c8xx,
    sym2_probe,
    nvme,
    nvme_probe,
    xenbus_probe,
    xlblk_init,
    netif_init,
    xenkbd_init,
    blkfront_probe,
    netfront_probe,
    xenkbd_probe,
  ],
};

/** Disks behind two drivers, and cards with one address. */
export const diskTwice = (state: Parameters<typeof rec>[0]): readonly (readonly GuestDisk[])[] =>
  groups(rec(state, devicesKey).disks, (d) => d.vdev);
export const cardTwice = (state: Parameters<typeof rec>[0]): readonly (readonly GuestCard[])[] =>
  groups(rec(state, devicesKey).cards, (c) => c.mac);
function groups<T>(items: readonly T[], by: (item: T) => string): readonly (readonly T[])[] {
  const map = new Map<string, T[]>();
  for (const i of items) map.set(by(i), [...(map.get(by(i)) ?? []), i]);
  return [...map.values()].filter((g) => g.length > 1);
}
