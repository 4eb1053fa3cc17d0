/** What the figures draw: derived from a state, never stored. */
import { rec, type State } from '../../core/state.ts';
import { type DeviceModelView, inspectDeviceModel } from '../../mechanisms/device-model.ts';
import { domainKey } from '../../mechanisms/domain.ts';
import { type EventView, inspectEvents } from '../../mechanisms/event-channel.ts';
import { type IoreqView, inspectIoreq, vcpuIoKey } from '../../mechanisms/ioreq.ts';
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
import { type FunctionView, inspectBus, linuxPciKey } from '../../mechanisms/linux-pci.ts';
import { unplugKey } from '../../mechanisms/linux-unplug.ts';
import { type HandshakeView, inspectHandshake, platformKey } from '../../mechanisms/platform-device.ts';
import { vcpuKey } from '../../mechanisms/vcpu.ts';
import { bootKey, DOM0, GUEST } from './story.ts';

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
    handshake: inspectHandshake(io?.trace ?? []),
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
    bus: hvm ? inspectBus(state) : [],
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
