/** What must hold in every state, whatever the schedule. */
import { rec, type State } from '../../core/state.ts';
import { domainKey } from '../../mechanisms/domain.ts';
import type { Invariant } from '../../mechanisms/invariants/invariant.ts';
import {
  ioreq,
  ioreqServerKey,
  STATE_BITS,
  STATE_IOREQ_INPROCESS,
  STATE_IOREQ_READY,
  vcpuIoKey,
} from '../../mechanisms/ioreq.ts';
import { devicesKey } from '../../mechanisms/linux-drivers.ts';
import { linuxPciKey } from '../../mechanisms/linux-pci.ts';
import { pciKey } from '../../mechanisms/pci.ts';
import { configKey, GUEST, IOREQ_PAGES } from './map.ts';

const hvm = (s: State): boolean => rec(s, domainKey(GUEST.id)).type === 'hvm';
const functions = (s: State) => rec(s, pciKey).functions;

/** While QEMU has a request in hand the guest executes nothing. */
function waitsForAnswer(s: State): boolean {
  const state = s.ram.load(IOREQ_PAGES.page, ioreq.fields.state) & STATE_BITS;
  if (state !== STATE_IOREQ_READY && state !== STATE_IOREQ_INPROCESS) return true;
  return s.threads.guest?.top?.world === 'hypervisor';
}

/** Removal comes before the scan, or never. */
const findsOnlyWhatIs = (s: State): boolean =>
  rec(s, linuxPciKey).devices.every((d) => functions(s).some((f) => f.devfn === d.devfn));

/** Xen sends configuration cycles to QEMU for the functions that QEMU has; in between the one that is on its way out. */
function xenKnowsTheBus(s: State): boolean {
  const mapped = rec(s, ioreqServerKey(GUEST.id)).functions;
  const extra = mapped.filter((d) => !functions(s).some((f) => f.devfn === d));
  return extra.length <= 1 && functions(s).every((f) => mapped.includes(f.devfn));
}

const cdStays = (s: State): boolean => {
  const count = (list: ReturnType<typeof functions>): number =>
    list.reduce((n, f) => n + f.drives.filter((d) => d.kind === 'cd').length, 0);
  return count(functions(s)) === count(rec(s, configKey).functions);
};

const namesDiffer = (s: State): boolean => {
  const { disks, cards } = rec(s, devicesKey);
  const names = [...disks, ...cards].map((d) => d.name);
  return new Set(names).size === names.length;
};

export const invariants: readonly Invariant[] = [
  {
    name: 'the guest executes nothing while QEMU has its request',
    holds: (s) => !hvm(s) || waitsForAnswer(s),
  },
  { name: 'Linux finds no function that QEMU has removed', holds: (s) => !hvm(s) || findsOnlyWhatIs(s) },
  { name: 'Xen and QEMU agree on the functions of the bus', holds: (s) => !hvm(s) || xenKnowsTheBus(s) },
  { name: 'a CD drive is never unplugged', holds: (s) => !hvm(s) || cdStays(s) },
  { name: 'no two disks or cards have one name', holds: namesDiffer },
  { name: 'no domain was crashed', holds: (s) => !hvm(s) || !rec(s, vcpuIoKey(GUEST.id)).crashed },
];
