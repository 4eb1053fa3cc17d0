import { rec, type State } from '../../core/state.ts';
import { ioreqServerKey } from '../ioreq.ts';
import { type PciFunction, pciConfigKey, pciKey } from '../pci.ts';
import { having, type Invariant } from './invariant.ts';

/** The functions that QEMU has; none where the guest has no device model. */
const functionsOf = (s: State): readonly PciFunction[] =>
  pciKey in s.records ? rec(s, pciKey).functions : [];

/** Xen sends configuration cycles to QEMU for the functions that QEMU has; in between the one that is on its way out. */
function xenKnowsTheBus(s: State, domain: number): boolean {
  const functions = functionsOf(s);
  const mapped = rec(s, ioreqServerKey(domain)).functions;
  const extra = mapped.filter((d) => !functions.some((f) => f.devfn === d));
  return extra.length <= 1 && functions.every((f) => mapped.includes(f.devfn));
}

const cdDrives = (functions: readonly PciFunction[]): number =>
  functions.reduce((n, f) => n + f.drives.filter((d) => d.kind === 'cd').length, 0);

export const invariants: readonly Invariant[] = [
  {
    name: 'Xen and QEMU agree on the functions of the bus',
    holds: (s, domains) => having(s, domains, ioreqServerKey).every((id) => xenKnowsTheBus(s, id)),
  },
  {
    name: 'a CD drive is never unplugged',
    holds: (s) => cdDrives(functionsOf(s)) === cdDrives(rec(s, pciConfigKey).functions),
  },
];
