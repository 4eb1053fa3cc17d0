// An invariant holds in every state of every run, so only a state broken by hand shows that it can fail.
import { expect, it } from 'vitest';
import {
  History,
  type Instance,
  instantiate,
  type Key,
  loadScenario,
  readParams,
  type State,
} from '../../../engine/index.ts';
import { ioreqServerKey } from '../../../engine/mechanisms/ioreq.ts';
import { devicesKey } from '../../../engine/mechanisms/linux-drivers.ts';
import { linuxPciKey } from '../../../engine/mechanisms/linux-pci.ts';
import { pciKey } from '../../../engine/mechanisms/pci.ts';
import { tlbKey } from '../../../engine/mechanisms/tlb.ts';
import { walkerKey } from '../../../engine/mechanisms/walker.ts';
import { rawOf } from '../../content/runs.ts';
import { keepsInvariants } from '../support/laws.ts';

const patched = <T extends object>(s: State, key: Key<T>, change: (was: T) => Partial<T>): State => {
  const was = s.records[key] as T;
  return { ...s, records: { ...s.records, [key]: { ...was, ...change(was) } } };
};

/** The state after this moment first came, or the last one. */
async function stateOf(id: string, spec: string, moment?: string): Promise<[Instance, State]> {
  const scenario = await loadScenario(id);
  const history = new History(instantiate(scenario, readParams(scenario.params, rawOf(spec))));
  const step = moment === undefined ? history.length : history.find(moment);
  expect(step, `${id} never comes to ${moment}`).toBeDefined();
  return [history.instance, history.state(step as number)];
}

it.each<[name: string, id: string, spec: string, broken: (s: State) => State, moment?: string]>([
  [
    'caches that are off remember nothing',
    'ept-walk',
    'caches=tlb',
    (s) => patched(s, tlbKey, () => ({ remembers: { translations: false, structures: false } })),
  ],
  [
    'a walk loads at most',
    'ept-walk',
    '',
    (s) => patched(s, walkerKey, ({ loads }) => ({ loads: [...loads, ...loads.slice(0, 1)] })),
  ],
  [
    'no translation of the guest ends in Xen’s memory',
    'ept-walk',
    'caches=tlb',
    (s) => patched(s, tlbKey, ({ combined }) => ({ combined: combined.map((e) => ({ ...e, hpa: 0x1000 })) })),
  ],
  [
    'Xen and QEMU agree on the functions of the bus',
    'unplug',
    '',
    (s) => patched(s, ioreqServerKey(1), ({ functions }) => ({ functions: functions.slice(1) })),
  ],
  [
    'a CD drive is never unplugged',
    'unplug',
    'cdrom=on cmdline=xen_emul_unplug=never',
    (s) =>
      patched(s, pciKey, ({ functions }) => ({ functions: functions.map((f) => ({ ...f, drives: [] })) })),
  ],
  [
    'Linux finds no function that QEMU has removed',
    'unplug',
    '',
    (s) =>
      patched(s, linuxPciKey, ({ devices }) => ({ devices: devices.map((d) => ({ ...d, devfn: 0xf8 })) })),
  ],
  [
    'no two disks or cards have one name',
    'unplug',
    '',
    (s) => patched(s, devicesKey, ({ disks }) => ({ disks: [...disks, ...disks] })),
  ],
  [
    'the guest executes nothing while the device model has its request',
    'unplug',
    '',
    (s) => {
      const { guest } = s.threads;
      if (!guest?.top) throw new Error('the guest has nothing to do');
      const top = { ...guest.top, world: 'guest-kernel' as const };
      return { ...s, threads: { ...s.threads, guest: { ...guest, top } } };
    },
    'woken',
  ],
])('%s: a state that breaks it is found', async (name, id, spec, broken, moment) => {
  const [instance, state] = await stateOf(id, spec, moment);
  keepsInvariants(instance, state, 'the run itself');
  expect(() => keepsInvariants(instance, broken(state), 'the broken state')).toThrow(name);
});
