/** Predictions. The right answer is found by looking at what the engine does next; the words are content. */
import type { StepRecord } from '../../core/machine.ts';
import { rec } from '../../core/state.ts';
import { devicesKey } from '../../mechanisms/linux-drivers.ts';
import { linuxPciKey } from '../../mechanisms/linux-pci.ts';
import { pciKey } from '../../mechanisms/pci.ts';
import type { Asked, Option, Question } from '../../stories/scenario.ts';
import { configKey } from './map.ts';

/** Options with the same value are one option: the first. */
const distinct = (options: readonly Option[]): readonly Option[] =>
  options.filter((o, i) => options.findIndex((p) => p.value === o.value) === i);

/** The first step, from the beginning of the run, for which `holds`. */
function first({ history }: Asked, holds: (r: StepRecord) => boolean): number {
  for (let n = 1; n <= history.length; n++) {
    const record = history.record(n);
    if (record && holds(record)) return n;
  }
  return Number.POSITIVE_INFINITY;
}
const end = (a: Asked) => a.history.state(a.history.length);
const disksAtEnd = (a: Asked) => rec(end(a), devicesKey).disks.filter((d) => !d.cd);
const cardsAtEnd = (a: Asked) => rec(end(a), devicesKey).cards;

/** Emulated, paravirtual, both, or none at all. */
function kinds(list: readonly { readonly kind: 'emulated' | 'pv' }[]): string {
  const pv = list.some((d) => d.kind === 'pv');
  const emulated = list.some((d) => d.kind === 'emulated');
  if (pv && emulated) return 'both';
  if (pv) return 'pv';
  return emulated ? 'emulated' : 'none';
}
const KINDS: readonly Option[] = [{ id: 'pv' }, { id: 'emulated' }, { id: 'both' }, { id: 'none' }];

export const questions: readonly Question[] = [
  {
    // What proves to the kernel that this is Xen?
    id: 'proof',
    moment: 'asked',
    options: () => [{ id: 'cpuid' }, { id: 'device' }, { id: 'port' }],
    answer: (a) => {
      const cpuid = first(a, (r) => r.procedure === 'init_hypervisor_platform' && r.label === 'best');
      const port = first(a, (r) => r.procedure === 'check_platform_magic' && r.label === 'known');
      const device = first(a, (r) => r.procedure === 'platform_pci_probe');
      const earliest = Math.min(cpuid, port, device);
      if (earliest === cpuid) return 'cpuid';
      return earliest === port ? 'port' : 'device';
    },
  },
  {
    // How many port accesses does the whole handshake take?
    id: 'accesses',
    moment: 'magic',
    options: (a) => {
      const count = a.history.ledger(
        Math.min(
          first(a, (r) => r.procedure === 'pci_scan_child_bus'),
          a.history.length,
        ),
      ).P;
      return distinct([
        { id: 'counted', value: count },
        { id: 'one', value: 1 },
        { id: 'command', value: 26 },
        { id: 'none', value: 0 },
      ]);
    },
    answer: () => 'counted',
  },
  {
    // Who takes the devices away, and who has to agree?
    id: 'who',
    moment: 'decided',
    options: () => [{ id: 'qemu' }, { id: 'guest' }, { id: 'driver' }, { id: 'nobody' }],
    answer: (a) => {
      const { history, step } = a;
      const before = rec(history.state(step), pciKey);
      for (let n = step + 1; n <= history.length; n++)
        if (rec(history.state(n), pciKey) !== before)
          return history.record(n)?.thread === 'qemu' ? 'qemu' : 'guest';
      return 'nobody';
    },
  },
  {
    // How many functions will Linux find on the bus?
    id: 'functions',
    moment: 'scan',
    options: (a) =>
      distinct([
        { id: 'counted', value: rec(end(a), linuxPciKey).devices.length },
        { id: 'marker', value: 2 },
        { id: 'all', value: rec(a.history.state(a.step), configKey).functions.length },
        { id: 'none', value: 0 },
      ]),
    answer: () => 'counted',
  },
  {
    // Which disks will programs of this guest see?
    id: 'disks',
    moment: 'scanned',
    options: () => KINDS,
    answer: (a) => kinds(disksAtEnd(a)),
  },
  {
    // And which network cards?
    id: 'cards',
    moment: 'scanned',
    options: () => KINDS,
    answer: (a) => kinds(cardsAtEnd(a)),
  },
];
