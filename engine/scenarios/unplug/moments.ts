/** The named places of the story. The five of a port access (exited to entered) occur once for each access. */
import { rec } from '../../core/state.ts';
import { all, any, at, changes, labelled, returns, within } from '../../core/when.ts';
import { deviceModelMechanism } from '../../mechanisms/device-model.ts';
import { ioreqMechanism } from '../../mechanisms/ioreq.ts';
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
import { pci_xen_ide_unplug, platform_fixed_ioport_write } from '../../mechanisms/platform-device.ts';
import type { Moment } from '../../stories/scenario.ts';
import { prepare_namespace } from './story.ts';

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

export const moments: readonly Moment[] = [
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
  { id: 'removed', when: any(at(object_unparent, 'unrealize'), at(pci_xen_ide_unplug, 'detach')) },
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
  { id: 'connected', when: all(labelled('connect'), changes(devicesKey)) },
  { id: 'root', when: at(prepare_namespace, 'root') },
];
