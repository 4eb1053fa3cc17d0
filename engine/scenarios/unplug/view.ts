/** What the figures draw: derived from a state, never stored. */
import { rec, type State } from '../../core/state.ts';
import { type DeviceModelView, inspectDeviceModel } from '../../mechanisms/device-model.ts';
import { domainKey } from '../../mechanisms/domain.ts';
import { type EventView, inspectEvents } from '../../mechanisms/event-channel.ts';
import { type IoreqView, inspectIoreq, type PortAccess, vcpuIoKey } from '../../mechanisms/ioreq.ts';
import { kernelLogKey } from '../../mechanisms/kernel-log.ts';
import { type LinuxXen, linuxXenKey } from '../../mechanisms/linux-detect.ts';
import {
  cardTwice,
  devicesKey,
  diskTwice,
  type Frontend,
  type GuestCard,
  type GuestDisk,
  type Load,
  type XenbusDevice,
} from '../../mechanisms/linux-drivers.ts';
import { type LinuxPci, linuxPciKey } from '../../mechanisms/linux-pci.ts';
import { unplugKey } from '../../mechanisms/linux-unplug.ts';
import {
  type Drive,
  functionOf,
  type PciFunction,
  pciConfigKey,
  pciKey,
  slotOf,
} from '../../mechanisms/pci.ts';
import { platformKey } from '../../mechanisms/platform-device.ts';
import { vcpuKey } from '../../mechanisms/vcpu.ts';
import { bootKey, DOM0, GUEST } from './story.ts';

/** A drive of an IDE controller: is it still there? */
export interface DriveView extends Drive {
  readonly present: boolean;
}
/** A place on the bus, from the guest's configuration. */
export interface FunctionView {
  readonly devfn: number;
  readonly slot: number;
  readonly fn: number;
  readonly type: string;
  /** `8086:7010`. */
  readonly id: string;
  /** Six hex digits. */
  readonly class: string;
  /** QEMU still has it. */
  readonly present: boolean;
  /** What Linux has made of it: not looked yet, found, or nobody answered. */
  readonly seen: 'unasked' | 'found' | 'silent';
  readonly driver: string | null;
  readonly drives: readonly DriveView[];
  readonly vdev: string | null;
  readonly mac: string | null;
}

/** A port access of the handshake, and what it says. */
export interface HandshakeView extends PortAccess {
  readonly means: 'magic' | 'version' | 'product' | 'build' | 'mask';
}

export interface UnplugView {
  readonly guest: 'hvm' | 'pvh' | 'pv';
  readonly cmdline: string;
  /** The guest runs, Xen works for it, or it waits for QEMU. */
  readonly where: 'guest' | 'xen' | 'blocked';
  readonly detection: LinuxXen;
  readonly asked: number;
  readonly done: number;
  /** Accesses to 0x10 to 0x13, in order. */
  readonly handshake: readonly HandshakeView[];
  /** Accesses to the PCI host bridge. */
  readonly configAccesses: number;
  /** null without a device model. */
  readonly ioreq: IoreqView | null;
  readonly deviceModel: DeviceModelView | null;
  readonly platform: {
    readonly product: number | null;
    readonly build: number | null;
    readonly mask: number | null;
    readonly blacklisted: boolean;
  } | null;
  readonly bus: readonly FunctionView[];
  /** Slots asked so far, of 32. */
  readonly scanned: number;
  readonly events: { readonly backend: EventView };
  readonly xenbus: readonly XenbusDevice[];
  /** What the toolstack has written into xenstore, whether or not anybody has looked. */
  readonly store: readonly Frontend[];
  readonly drivers: readonly { readonly name: string; readonly load: Load }[];
  readonly disks: readonly GuestDisk[];
  readonly cards: readonly GuestCard[];
  readonly messages: readonly string[];
  readonly outcome: {
    readonly finished: boolean;
    readonly root: string | null;
    readonly diskTwice: readonly (readonly string[])[];
    readonly cardTwice: readonly (readonly string[])[];
  };
}

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');
const MAGIC_PORT = 0x10;
const VERSION_PORT = 0x12;

/** What an access to the fixed ports is for; width and direction tell. */
export function meaningOf(a: PortAccess): HandshakeView['means'] | undefined {
  if (a.port === MAGIC_PORT && a.size === 2) return a.dir === 'in' ? 'magic' : 'mask';
  if (a.port === MAGIC_PORT && a.size === 4) return 'build';
  if (a.port === VERSION_PORT) return a.dir === 'in' ? 'version' : 'product';
  return undefined;
}

const handshakeOf = (trace: readonly PortAccess[]): readonly HandshakeView[] =>
  trace.flatMap((a) => {
    const means = meaningOf(a);
    return means ? [{ ...a, means }] : [];
  });

function functionView(f: PciFunction, now: readonly PciFunction[], linux: LinuxPci): FunctionView {
  const present = now.find((x) => x.devfn === f.devfn);
  const found = linux.devices.find((d) => d.devfn === f.devfn);
  const asked = slotOf(f.devfn) < linux.asked - (linux.done ? 0 : 1);
  return {
    devfn: f.devfn,
    slot: slotOf(f.devfn),
    fn: functionOf(f.devfn),
    type: f.type,
    id: `${hex(f.vendor, 4)}:${hex(f.device, 4)}`,
    class: hex(f.class, 6),
    present: present !== undefined,
    seen: found ? 'found' : asked ? 'silent' : 'unasked',
    driver: found?.driver ?? null,
    drives: f.drives.map((d) => ({
      ...d,
      present: present?.drives.some((x) => x.vdev === d.vdev) ?? false,
    })),
    vdev: f.vdev ?? null,
    mac: f.mac ?? null,
  };
}

export function inspect(state: State): UnplugView {
  const guest = rec(state, domainKey(GUEST.id)).type;
  const hvm = guest === 'hvm';
  const unplug = rec(state, unplugKey);
  const devices = rec(state, devicesKey);
  const boot = rec(state, bootKey);
  const linux = rec(state, linuxPciKey);
  const io = hvm ? rec(state, vcpuIoKey(GUEST.id)) : undefined;
  const platform = hvm ? rec(state, platformKey) : undefined;
  const world = state.threads.guest?.top?.world;
  const inGuest = world === undefined || world === 'guest-kernel' || world === 'guest-user';
  const drivers = [...boot.builtIn, ...boot.initrd, ...boot.missing];
  return {
    guest,
    cmdline: unplug.cmdline,
    where: rec(state, vcpuKey(GUEST.id)).blockedInXen ? 'blocked' : inGuest ? 'guest' : 'xen',
    detection: rec(state, linuxXenKey),
    asked: unplug.xen_emul_unplug,
    done: unplug.xen_platform_pci_unplug,
    handshake: handshakeOf(io?.trace ?? []),
    configAccesses: (io?.trace ?? []).filter((a) => a.port >= 0xcf8 && a.port <= 0xcff).length,
    ioreq: hvm ? inspectIoreq(state, GUEST.id) : null,
    deviceModel: hvm ? inspectDeviceModel(state) : null,
    platform: platform
      ? {
          product: platform.product,
          build: platform.build,
          mask: platform.mask,
          blacklisted: platform.blacklisted,
        }
      : null,
    bus: rec(state, pciConfigKey).functions.map((f) => functionView(f, rec(state, pciKey).functions, linux)),
    scanned: linux.asked,
    events: { backend: inspectEvents(state, DOM0.id) },
    xenbus: devices.xenbus,
    store: devices.store,
    drivers: drivers.map((d) => ({ name: d.name, load: devices.loads[d.name] ?? 'waiting' })),
    disks: devices.disks,
    cards: devices.cards,
    messages: rec(state, kernelLogKey).messages,
    outcome: {
      finished: boot.finished,
      root: boot.root,
      diskTwice: diskTwice(state).map((g) => g.map((d) => d.name)),
      cardTwice: cardTwice(state).map((g) => g.map((c) => c.name)),
    },
  };
}
