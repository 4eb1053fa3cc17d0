/** The named places of the story. The five of a port access (exited to entered) occur once for each access. */
import type { Effect } from '../../core/effect.ts';
import type { StepRecord } from '../../core/machine.ts';
import { rec } from '../../core/state.ts';
import { linuxXenKey } from '../../mechanisms/linux-detect.ts';
import { EXIT_REASON } from '../../mechanisms/upcall.ts';
import type { Moment } from '../../stories/scenario.ts';
import { GUEST } from './map.ts';

const at =
  (procedure: string, ...labels: readonly string[]) =>
  (r: StepRecord): boolean =>
    r.procedure === procedure && labels.includes(r.label);
const does =
  (holds: (e: Effect) => boolean) =>
  (r: StepRecord): boolean =>
    r.effects.some(holds);
const guest =
  (holds: (e: Effect) => boolean) =>
  (r: StepRecord): boolean =>
    r.domain === GUEST.id && r.effects.some(holds);
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
  { id: 'asked', when: at('hypervisor_cpuid_base', 'ask') },
  { id: 'found', when: (r) => r.procedure === 'hypervisor_cpuid_base' && Number(returned(r) ?? 0) > 0 },
  { id: 'chosen', when: at('init_hypervisor_platform', 'best') },
  { id: 'features', when: at('xen_setup_features', 'keep') },
  { id: 'magic', when: at('check_platform_magic', 'magic') },
  { id: 'exited', when: guest((e) => e.kind === 'exit' && e.reason === EXIT_REASON.IO_INSTRUCTION) },
  { id: 'requested', when: does((e) => e.kind === 'ioreq') },
  { id: 'woken', when: at('evtchn_interrupt', 'queue') },
  { id: 'answered', when: at('cpu_handle_ioreq', 'respond') },
  { id: 'entered', when: at('vmx_do_resume', 'registers') },
  { id: 'known', when: at('check_platform_magic', 'known') },
  { id: 'version', when: at('check_platform_magic', 'switch') },
  { id: 'welcome', when: at('check_platform_magic', 'blacklist') },
  { id: 'refused-host', when: (r) => r.procedure === 'check_platform_magic' && Number(returned(r) ?? 0) < 0 },
  { id: 'decided', when: at('xen_unplug_emulated_devices', 'disks') },
  { id: 'mask', when: at('xen_unplug_emulated_devices', 'write') },
  { id: 'received', when: at('platform_fixed_ioport_write', 'disks') },
  {
    id: 'removed',
    when: (r) => at('object_unparent', 'unrealize')(r) || at('pci_xen_ide_unplug', 'detach')(r),
  },
  { id: 'noted', when: at('xen_unplug_emulated_devices', 'note') },
  { id: 'scan', when: at('pci_scan_child_bus', 'begin') },
  { id: 'present', when: at('pci_scan_slot', 'add') },
  { id: 'scanned', when: at('pci_scan_child_bus', 'done') },
  {
    id: 'xenbus',
    when: (r, s) => at('xenbus_probe', 'devices')(r) && rec(s, linuxXenKey).domainType !== 'native',
  },
  { id: 'refused', when: (r) => INITS.includes(r.procedure) && Number(returned(r) ?? 0) < 0 },
  {
    id: 'disk',
    when: (r) =>
      changes(r, 'linux.devices') &&
      (at('piix_init_one', 'attach')(r) || at('sym2_probe', 'scan')(r) || at('nvme_probe', 'scan')(r)),
  },
  { id: 'card', when: at('e1000_probe', 'register') },
  { id: 'connected', when: (r) => r.label === 'connect' && changes(r, 'linux.devices') },
  { id: 'root', when: at('prepare_namespace', 'root') },
];
