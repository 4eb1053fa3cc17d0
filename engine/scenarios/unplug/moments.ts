/** The named places of the story. The five of a port access (exited to entered) occur once for each access. */

import type { StepRecord } from '../../core/machine.ts';
import { rec } from '../../core/state.ts';
import { all, at, by, does } from '../../core/when.ts';
import { deviceModelMechanism } from '../../mechanisms/device-model.ts';
import { ioreqMechanism } from '../../mechanisms/ioreq.ts';
import { linuxDetectMechanism, linuxXenKey } from '../../mechanisms/linux-detect.ts';
import { linuxDriversMechanism } from '../../mechanisms/linux-drivers.ts';
import { linuxPciMechanism } from '../../mechanisms/linux-pci.ts';
import { linuxUnplugMechanism } from '../../mechanisms/linux-unplug.ts';
import { atLine } from '../../mechanisms/mechanism.ts';
import { pciMechanism } from '../../mechanisms/pci.ts';
import { platformDeviceMechanism } from '../../mechanisms/platform-device.ts';
import { EXIT_REASON } from '../../mechanisms/upcall.ts';
import type { Moment } from '../../stories/scenario.ts';
import { prepare_namespace } from './workload.ts';

const returned = (r: StepRecord): unknown => {
  const effect = r.effects.find((e) => e.kind === 'return');
  return effect?.kind === 'return' ? effect.value : undefined;
};
const changes = (r: StepRecord, key: string): boolean =>
  r.effects.some((e) => e.kind === 'record' && e.key === key);
/** Initcalls of drivers that may refuse. */
const INITS = [
  'xlblk_init',
  'netif_init',
  'xenkbd_init',
  'platform_pci_probe',
  'xenbus_probe',
  'blkfront_probe',
];

export const moments: readonly Moment[] = [
  {
    id: 'parsed',
    when: (r) =>
      r.procedure === 'parse_early_param' &&
      r.label === 'next' &&
      returned(r) === undefined &&
      r.effects.some((e) => e.kind === 'return'),
  },
  { id: 'asked', when: atLine(linuxDetectMechanism, 'hypervisor_cpuid_base', 'ask') },
  { id: 'found', when: (r) => r.procedure === 'hypervisor_cpuid_base' && Number(returned(r) ?? 0) > 0 },
  { id: 'chosen', when: atLine(linuxDetectMechanism, 'init_hypervisor_platform', 'best') },
  { id: 'features', when: atLine(linuxDetectMechanism, 'xen_setup_features', 'keep') },
  { id: 'magic', when: atLine(linuxUnplugMechanism, 'check_platform_magic', 'magic') },
  {
    id: 'exited',
    when: all(
      by('guest'),
      does('exit', (e) => e.reason === EXIT_REASON.IO_INSTRUCTION),
    ),
  },
  { id: 'requested', when: does('ioreq') },
  { id: 'woken', when: atLine(deviceModelMechanism, 'evtchn_interrupt', 'queue') },
  { id: 'answered', when: atLine(deviceModelMechanism, 'cpu_handle_ioreq', 'respond') },
  { id: 'entered', when: atLine(ioreqMechanism, 'vmx_do_resume', 'registers') },
  { id: 'known', when: atLine(linuxUnplugMechanism, 'check_platform_magic', 'known') },
  { id: 'version', when: atLine(linuxUnplugMechanism, 'check_platform_magic', 'switch') },
  { id: 'welcome', when: atLine(linuxUnplugMechanism, 'check_platform_magic', 'blacklist') },
  { id: 'refused-host', when: (r) => r.procedure === 'check_platform_magic' && Number(returned(r) ?? 0) < 0 },
  { id: 'decided', when: atLine(linuxUnplugMechanism, 'xen_unplug_emulated_devices', 'disks') },
  { id: 'mask', when: atLine(linuxUnplugMechanism, 'xen_unplug_emulated_devices', 'write') },
  { id: 'received', when: atLine(platformDeviceMechanism, 'platform_fixed_ioport_write', 'disks') },
  {
    id: 'removed',
    when: (r, s) =>
      atLine(pciMechanism, 'object_unparent', 'unrealize')(r, s) ||
      atLine(platformDeviceMechanism, 'pci_xen_ide_unplug', 'detach')(r, s),
  },
  { id: 'noted', when: atLine(linuxUnplugMechanism, 'xen_unplug_emulated_devices', 'note') },
  { id: 'scan', when: atLine(linuxPciMechanism, 'pci_scan_child_bus', 'begin') },
  { id: 'present', when: atLine(linuxPciMechanism, 'pci_scan_slot', 'add') },
  { id: 'scanned', when: atLine(linuxPciMechanism, 'pci_scan_child_bus', 'done') },
  {
    id: 'xenbus',
    when: (r, s) =>
      atLine(linuxDriversMechanism, 'xenbus_probe', 'devices')(r, s) &&
      rec(s, linuxXenKey).domainType !== 'native',
  },
  { id: 'refused', when: (r) => INITS.includes(r.procedure) && Number(returned(r) ?? 0) < 0 },
  {
    id: 'disk',
    when: (r, s) =>
      changes(r, 'linux.devices') &&
      (atLine(linuxDriversMechanism, 'piix_init_one', 'attach')(r, s) ||
        atLine(linuxDriversMechanism, 'sym2_probe', 'scan')(r, s) ||
        atLine(linuxDriversMechanism, 'nvme_probe', 'scan')(r, s)),
  },
  { id: 'card', when: atLine(linuxDriversMechanism, 'e1000_probe', 'register') },
  { id: 'connected', when: (r) => r.label === 'connect' && changes(r, 'linux.devices') },
  { id: 'root', when: at(prepare_namespace, 'root') },
];
