/** Predictions. The right answer is found by looking at what the engine does next; the words are content. */
import { rec } from '../../core/state.ts';
import { at, changes, within } from '../../core/when.ts';
import { init_hypervisor_platform, linuxXenKey } from '../../mechanisms/linux-detect.ts';
import { devicesKey, platform_pci_probe } from '../../mechanisms/linux-drivers.ts';
import { linuxPciKey, pci_scan_child_bus } from '../../mechanisms/linux-pci.ts';
import { check_platform_magic } from '../../mechanisms/linux-unplug.ts';
import { pciConfigKey, pciKey } from '../../mechanisms/pci.ts';
import { counted, firstOf, next, oneOf } from '../../stories/ask.ts';
import type { Asked, Question } from '../../stories/scenario.ts';

const atEnd = ({ history }: Asked) => history.state(history.length);

const KINDS = ['pv', 'emulated', 'both', 'none'] as const;
/** Emulated, paravirtual, both, or none at all. */
function kinds(list: readonly { readonly kind: 'emulated' | 'pv' }[]): (typeof KINDS)[number] {
  const pv = list.some((d) => d.kind === 'pv');
  const emulated = list.some((d) => d.kind === 'emulated');
  if (pv && emulated) return 'both';
  if (pv) return 'pv';
  return emulated ? 'emulated' : 'none';
}

function whoRemoves(a: Asked): 'qemu' | 'guest' | 'driver' | 'nobody' {
  const removal = next(a, changes(pciKey));
  if (!removal) return 'nobody';
  return removal.record.thread === 'qemu' ? 'qemu' : 'guest';
}

export const questions: readonly Question[] = [
  {
    // What proves to the kernel that this is Xen?
    id: 'proof',
    moment: 'asked',
    ...firstOf(
      {
        cpuid: at(init_hypervisor_platform, 'best'),
        device: within(platform_pci_probe),
        port: at(check_platform_magic, 'known'),
      },
      'cpuid',
    ),
  },
  {
    // The name is found. Does the kernel become a guest of Xen, whatever else it was shown or told?
    id: 'belief',
    moment: 'found',
    ...oneOf(['xen', 'hyperv', 'bare'], (a) =>
      rec(atEnd(a), linuxXenKey).domainType === 'native' ? 'bare' : 'xen',
    ),
  },
  {
    // How many port accesses does the whole handshake take?
    id: 'accesses',
    moment: 'magic',
    ...counted((a) => a.history.ledger(next(a, within(pci_scan_child_bus))?.step ?? a.history.length).P, {
      one: 1,
      command: 26,
      none: 0,
    }),
  },
  {
    // Who takes the devices away, and who has to agree?
    id: 'who',
    moment: 'decided',
    ...oneOf(['qemu', 'guest', 'driver', 'nobody'], whoRemoves),
  },
  {
    // How many functions will Linux find on the bus?
    id: 'functions',
    moment: 'scan',
    ...counted((a) => rec(atEnd(a), linuxPciKey).devices.length, {
      marker: 2,
      all: (a) => rec(a.history.state(a.step), pciConfigKey).functions.length,
      none: 0,
    }),
  },
  {
    // Which disks will programs of this guest see?
    id: 'disks',
    moment: 'scanned',
    ...oneOf(KINDS, (a) => kinds(rec(atEnd(a), devicesKey).disks.filter((d) => !d.cd))),
  },
  {
    // And which network cards?
    id: 'cards',
    moment: 'scanned',
    ...oneOf(KINDS, (a) => kinds(rec(atEnd(a), devicesKey).cards)),
  },
];
