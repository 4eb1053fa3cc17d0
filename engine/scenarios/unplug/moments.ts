/** The named places of the story. The five of a port access (exited to entered) occur once for each access. */
import type { Procedure } from '../../core/procedure.ts';
import { type Frame, rec, type State } from '../../core/state.ts';
import {
  all,
  any,
  at,
  by,
  changes,
  does,
  labelled,
  not,
  returns,
  type When,
  within,
} from '../../core/when.ts';
import { deviceModelMechanism, deviceModelThread } from '../../mechanisms/device-model.ts';
import { default_xen_notification_fn, ioreqMechanism } from '../../mechanisms/ioreq.ts';
import {
  hypervisor_cpuid_base,
  init_hypervisor_platform,
  linuxXenKey,
  xen_setup_features,
} from '../../mechanisms/linux-detect.ts';
import {
  blkfront_probe,
  devicesKey,
  e1000_probe,
  netif_init,
  nvme_probe,
  piix_init_one,
  platform_pci_probe,
  sym2_probe,
  xenbus_probe,
  xenkbd_init,
  xlblk_init,
} from '../../mechanisms/linux-drivers.ts';
import { pci_scan_child_bus, pci_scan_slot } from '../../mechanisms/linux-pci.ts';
import {
  check_platform_magic,
  parse_early_param,
  xen_unplug_emulated_devices,
} from '../../mechanisms/linux-unplug.ts';
import { object_unparent } from '../../mechanisms/pci.ts';
import {
  pci_unplug_disks,
  pci_unplug_nics,
  pci_xen_ide_unplug,
  platform_fixed_ioport_write,
} from '../../mechanisms/platform-device.ts';
import type { Moment, Told } from '../../stories/scenario.ts';
import { bootKey, prepare_namespace } from './story.ts';

const access = { ...ioreqMechanism.moments, ...deviceModelMechanism.moments };
const fails = returns((v) => Number(v) < 0);
/** Drivers that may refuse. */
const mayRefuse = within(
  xlblk_init,
  netif_init,
  xenkbd_init,
  platform_pci_probe,
  xenbus_probe,
  blkfront_probe,
);

function frameOf(state: State, thread: string, { name }: Procedure): Frame | undefined {
  let frame = state.threads[thread]?.top ?? null;
  while (frame && frame.procedure !== name) frame = frame.caller;
  return frame ?? undefined;
}
/** A thread has been called from this listing, however deep it is by now. */
const calledBy =
  (thread: string, listing: Procedure): When =>
  (_, after) =>
    frameOf(after, thread, listing) !== undefined;
/** The guest has written the mask and waits for what comes of it. */
const hasOrdered: When = (_, after) =>
  frameOf(after, 'guest', xen_unplug_emulated_devices)?.line === xen_unplug_emulated_devices.at.get('note');
const pulledOut = at(object_unparent, 'unrealize');
const detached = at(pci_xen_ide_unplug, 'detach');
const hasRoot: When = (_, after) => rec(after, bootKey).root !== null;
const connected = all(labelled('connect'), changes(devicesKey));
const connects = (...drivers: readonly Procedure[]): When => all(within(...drivers), connected);

export const moments: readonly Moment[] = [
  // What a story tells apart. They stand first: where an older one names the same step, the chapter is the older one’s.
  { id: 'heard', when: all(at(check_platform_magic, 'known'), does('passed')) },
  { id: 'welcomed', when: at(check_platform_magic, 'done') },
  { id: 'fell', when: all(access.exited, hasOrdered) },
  { id: 'passed-on', when: all(access.requested, hasOrdered) },
  { id: 'dom0-rung', when: all(by('guest'), does('notify'), hasOrdered) },
  { id: 'qemu-woken', when: all(access.woken, hasOrdered) },
  {
    id: 'disk-removed',
    when: any(detached, all(pulledOut, calledBy(deviceModelThread.id, pci_unplug_disks))),
  },
  { id: 'card-removed', when: all(pulledOut, calledBy(deviceModelThread.id, pci_unplug_nics)) },
  { id: 'replied', when: all(access.answered, hasOrdered) },
  { id: 'let-on', when: all(at(default_xen_notification_fn, 'wake'), hasOrdered) },
  { id: 'back', when: all(by('guest'), does('entry'), hasOrdered) },
  { id: 'disk-connected', when: connects(xlblk_init, blkfront_probe) },
  { id: 'card-connected', when: connects(netif_init) },
  { id: 'booted', when: all(at(prepare_namespace, 'root'), hasRoot) },
  // When the kernel has said so.
  { id: 'stuck', when: all(at(prepare_namespace, 'panic'), not(hasRoot)) },
  {
    id: 'parsed',
    when: all(
      at(parse_early_param, 'next'),
      returns((v) => v === undefined),
    ),
  },
  { id: 'asked', when: at(hypervisor_cpuid_base, 'ask') },
  {
    id: 'found',
    when: all(
      within(hypervisor_cpuid_base),
      returns((v) => Number(v) > 0),
    ),
  },
  { id: 'chosen', when: at(init_hypervisor_platform, 'best') },
  { id: 'features', when: at(xen_setup_features, 'keep') },
  { id: 'magic', when: at(check_platform_magic, 'magic') },
  { id: 'exited', when: access.exited },
  { id: 'requested', when: access.requested },
  { id: 'woken', when: access.woken },
  { id: 'answered', when: access.answered },
  { id: 'entered', when: access.entered },
  { id: 'known', when: at(check_platform_magic, 'known') },
  { id: 'version', when: at(check_platform_magic, 'switch') },
  { id: 'welcome', when: at(check_platform_magic, 'blacklist') },
  { id: 'refused-host', when: all(within(check_platform_magic), fails) },
  { id: 'decided', when: at(xen_unplug_emulated_devices, 'disks') },
  { id: 'mask', when: at(xen_unplug_emulated_devices, 'write') },
  { id: 'received', when: at(platform_fixed_ioport_write, 'disks') },
  { id: 'removed', when: any(pulledOut, detached) },
  { id: 'noted', when: at(xen_unplug_emulated_devices, 'note') },
  { id: 'scan', when: at(pci_scan_child_bus, 'begin') },
  { id: 'present', when: at(pci_scan_slot, 'add') },
  { id: 'scanned', when: at(pci_scan_child_bus, 'done') },
  {
    id: 'xenbus',
    when: all(at(xenbus_probe, 'devices'), (_, after) => rec(after, linuxXenKey).domainType !== 'native'),
  },
  { id: 'refused', when: all(mayRefuse, fails) },
  {
    id: 'disk',
    when: all(
      changes(devicesKey),
      any(at(piix_init_one, 'attach'), at(sym2_probe, 'scan'), at(nvme_probe, 'scan')),
    ),
  },
  { id: 'card', when: at(e1000_probe, 'register') },
  { id: 'connected', when: connected },
  { id: 'root', when: at(prepare_namespace, 'root') },
];

export const told: Told = {
  opens: 'fell',
  goals: [
    { id: 'who', moments: ['asked', 'found'] },
    { id: 'heard', moments: ['heard', 'welcomed', 'refused-host'] },
    {
      id: 'take',
      moments: [
        'fell',
        'passed-on',
        'dom0-rung',
        'qemu-woken',
        'received',
        'disk-removed',
        'card-removed',
        'replied',
        'let-on',
        'back',
        'noted',
      ],
    },
    { id: 'see', moments: ['scanned'] },
    {
      id: 'connect',
      moments: ['xenbus', 'disk-connected', 'card-connected', 'refused', 'disk', 'card', 'booted', 'stuck'],
    },
  ],
  once: ['asked', 'found', 'refused'],
};
