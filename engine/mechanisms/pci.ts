/**
 * The PCI bus that QEMU plays for an HVM guest: its functions, their configuration space, and how one is taken away.
 * Source: QEMU 7.2 hw/pci/{pci,pci_host}.c, hw/core/qdev.c, hw/i386/xen/xen-hvm.c, include/hw/xen/xen_common.h;
 * which functions there are: project recordings, unplug-variants.json.
 */
import { call, type goto, type Locals, line, procedure, qemu, ret } from '../core/procedure.ts';
import { type Key, rec, type State } from '../core/state.ts';
import { deviceModelMechanism, type PortCall, type PortHandler } from './device-model.ts';
import {
  dmOpKey,
  dmOpMechanism,
  IOSERVID,
  XEN_DMOP_IO_RANGE_PCI,
  XEN_DMOP_unmap_io_range_from_ioreq_server,
  xen_dm_op,
  xen_dm_op_ioreq_server_range,
} from './dm-op.ts';
import { ownAddress } from './domain.ts';
import type { Mechanism } from './mechanism.ts';

/** Class codes, without the programming interface. Source: QEMU include/hw/pci/pci_ids.h. */
export const PCI_CLASS = {
  STORAGE_SCSI: 0x0100,
  STORAGE_IDE: 0x0101,
  STORAGE_EXPRESS: 0x0108,
  NETWORK_ETHERNET: 0x0200,
} as const;

/** A drive on an IDE channel. */
export interface Drive {
  readonly channel: number;
  readonly unit: number;
  readonly kind: 'hd' | 'cd';
  /** What the guest's configuration calls the disk behind it. */
  readonly vdev: string;
}
/** One function of the bus. */
export interface PciFunction {
  /** Slot << 3 | function. */
  readonly devfn: number;
  /** QEMU's name of the device. */
  readonly type: string;
  readonly vendor: number;
  readonly device: number;
  /** 24 bits: class, subclass, programming interface. */
  readonly class: number;
  readonly multifunction: boolean;
  /** Handed through from the host: not QEMU's to unplug. */
  readonly passthrough: boolean;
  /** Of an IDE controller. */
  readonly drives: readonly Drive[];
  /** Of any other controller: the disk behind it. */
  readonly vdev?: string;
  /** Of a network card. */
  readonly mac?: string;
}
export interface PciBus {
  readonly functions: readonly PciFunction[];
  /** Cards whose tap QEMU has taken away. */
  readonly unpeered: readonly number[];
  /** What went last: `3.0 e1000`, `1.1 hda`. */
  readonly lastGone: string;
}
export const pciKey: Key<PciBus> = 'qemu.pci';
/** The bus as the guest's configuration asked for it, whatever becomes of it. */
export const pciConfigKey: Key<Pick<PciBus, 'functions'>> = 'config';

/** Slot and function, as lspci writes them. */
export const addressOf = (devfn: number): string => `${slotOf(devfn)}.${functionOf(devfn)}`;

export const classOf = (f: PciFunction): number => f.class >>> 8;
export const slotOf = (devfn: number): number => devfn >>> 3;
export const functionOf = (devfn: number): number => devfn & 7;
export const functionAt = (state: Pick<State, 'records'>, devfn: number): PciFunction | undefined =>
  rec(state, pciKey).functions.find((f) => f.devfn === devfn);

const MULTIFUNCTION = 0x80;
/** The dwords of a configuration header that a scan reads; this model has no others. */
function configDword(f: PciFunction, reg: number): number {
  if (reg === 0x00) return f.device * 0x10000 + f.vendor;
  if (reg === 0x08) return f.class * 0x100;
  if (reg === 0x0c) return (f.multifunction ? MULTIFUNCTION : 0) * 0x10000;
  return 0;
}
/** `size` bytes at `reg`; all ones where there is no function. */
export function configRead(f: PciFunction | undefined, reg: number, size: number): number {
  const span = 2 ** (8 * size);
  if (!f) return span - 1;
  return Math.floor(configDword(f, reg & ~3) / 2 ** (8 * (reg & 3))) % span;
}

interface Config extends Locals {
  addr: number;
  data: number;
  size: number;
  read: boolean;
}
export const cpu_ioreq_config = procedure<Config>(
  'cpu_ioreq_config',
  { source: qemu('hw/i386/xen/xen-hvm.c', 'cpu_ioreq_config'), world: 'device-model' },
  [
    line('find', 'the function whose sbdf == addr >> 32', (m, l) => {
      l.devfn = Math.floor(l.addr / 2 ** 32) & 0xff;
      return functionAt(m, l.devfn) ? undefined : ret(l.data);
    }),
    line('access', 'data = pci_host_config_read_common(dev, reg, size)', (m, l) =>
      ret(l.read ? configRead(functionAt(m, l.devfn as number), l.addr % 0x100, l.size) : l.data),
    ),
  ],
);

/** The address register of the host bridge. Xen keeps a copy of its own, which is the one that counts for data accesses. */
export interface PciHost {
  readonly config_reg: number;
}
export const pciHostKey: Key<PciHost> = 'qemu.pci-host';
export const pci_host_config = procedure<PortCall>(
  'pci_host_config',
  { source: qemu('hw/pci/pci_host.c', 'pci_host_config_read, pci_host_config_write'), world: 'device-model' },
  [
    line('register', 'a dword at 0xcf8: config_reg = val, or return it', (m, l) => {
      if (l.read) return ret(m.rec(pciHostKey).config_reg);
      if (l.offset === 0 && l.size === 4) m.patch(pciHostKey, { config_reg: l.value });
      return ret();
    }),
  ],
);
export const PCI_HOST_PORTS: PortHandler = { first: 0xcf8, last: 0xcfb, handler: 'pci_host_config' };

// ── a function goes ─────────────────────────────────────────────────────────────────────────────────

interface Unparent extends Locals {
  devfn: number;
}
export const object_unparent = procedure<Unparent>(
  'object_unparent',
  { source: qemu('hw/core/qdev.c', 'device_unparent, device_set_realized'), world: 'device-model' },
  [
    line('unrealize', 'dc->unrealize(dev): off the bus, bus->devices[devfn] = NULL', (m, l) => {
      const { functions } = m.rec(pciKey);
      m.patch(pciKey, {
        lastGone: `${addressOf(l.devfn)} ${functionAt(m, l.devfn)?.type ?? ''}`,
        functions: functions.filter((f) => f.devfn !== l.devfn),
      });
    }),
    line('listener', 'DEVICE_LISTENER_CALL(unrealize): xen_unmap_pcidev(dev)', (_, l) =>
      call('xen_unmap_pcidev', { devfn: l.devfn }),
    ),
  ],
);

const UNION = 8;
const R = xen_dm_op_ioreq_server_range.fields;
export const xen_unmap_pcidev = procedure<Unparent>(
  'xen_unmap_pcidev',
  { source: qemu('include/hw/xen/xen_common.h', 'xen_unmap_pcidev'), world: 'device-model' },
  [
    line('fill', 'op = { op: unmap_io_range, pad: 0, id, type: PCI, start = end = sbdf }', (m, l) => {
      const at = ownAddress(m, m.domain as number, m.rec(dmOpKey).op);
      m.store(at, xen_dm_op.fields.op, XEN_DMOP_unmap_io_range_from_ioreq_server);
      m.store(at, xen_dm_op.fields.pad, 0);
      m.store(at + UNION, R.id, IOSERVID);
      m.store(at + UNION, R.pad, 0);
      m.store(at + UNION, R.type, XEN_DMOP_IO_RANGE_PCI);
      m.store(at + UNION, R.start, BigInt(l.devfn));
      m.store(at + UNION, R.end, BigInt(l.devfn));
    }),
    line('ioctl', 'ioctl(privcmd, IOCTL_PRIVCMD_DM_OP, { domid, 1, &op })', (m) => {
      m.emit({ kind: 'syscall', name: 'ioctl' });
      return call('privcmd_ioctl_dm_op');
    }),
  ],
);

/** A loop over the functions that were there when it began: the list shrinks under way. */
export interface Walk extends Locals {
  /** devfns still to be looked at. */
  left: readonly number[];
  devfn: number;
}
export const walkBus = (state: Pick<State, 'records'>): readonly number[] =>
  rec(state, pciKey).functions.map((f) => f.devfn);
/** The next function of a walk; returns where there is none. */
export function nextFunction(l: Walk): ReturnType<typeof goto> | undefined {
  const [devfn, ...left] = l.left;
  if (devfn === undefined) return ret();
  l.devfn = devfn;
  l.left = left;
  return undefined;
}

export const pciMechanism: Mechanism = {
  id: 'pci',
  needs: [dmOpMechanism, deviceModelMechanism],
  procedures: [cpu_ioreq_config, pci_host_config, object_unparent, xen_unmap_pcidev],
};
