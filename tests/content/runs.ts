// Specs that reach every line that a scenario can reach with its parameters: each pair of choices that change the
// path, and requests of every shape. What the content tests run.
import {
  InputError,
  type Instance,
  instantiate,
  loadScenario,
  readParams,
  run,
  type Scenario,
  type StepRecord,
} from '../../engine/index.ts';

const REQUESTS = [
  'w2048+8=Ringside',
  'r2048+8',
  'w0+8=a*40',
  'r0+8*40',
  'w0+96=indirect',
  'r0+96',
  'w8+3=odd,r8+3',
  'w0+512=long,r0+512',
];
const GUESTS = [
  'platform=pv',
  'platform=pvh',
  'platform=pvh delivery=callback-vector',
  '',
  'delivery=callback-vector',
  'delivery=intx',
];
const GRANTS = ['', 'persistent=off'];
const OTHERS = [
  '',
  'apicv=off',
  'queued=40',
  'indirect=off',
  'apicv=off queued=40 indirect=off',
  'ring-pages=2 queued=64',
];

/** Parameters as the pairs of an address, separated by spaces. */
const BLOCK_IO: readonly string[] = REQUESTS.flatMap((requests) =>
  GUESTS.flatMap((guest) =>
    GRANTS.flatMap((grant) => OTHERS.map((other) => [`requests=${requests}`, guest, grant, other].join(' '))),
  ),
);

const IDE_REQUESTS = [
  'w2048+8=Ringside',
  'r2048+8',
  'w0+8=a*3',
  'w2051+7=odd,r2051+7',
  'w0+300=long,r0+300',
  'w268435448+16=far',
];
const EMULATED_IO: readonly string[] = IDE_REQUESTS.flatMap((requests) =>
  ['', 'direct=off'].flatMap((file) =>
    ['', 'apicv=off', 'queued=3'].map((other) => [`requests=${requests}`, file, other].join(' ')),
  ),
);

const UNPLUG: readonly string[] = [
  '',
  'scan=every-access',
  'guest=pvh',
  'guest=pv',
  'guest=pvh cmdline=xen_nopv',
  'viridian=on',
  'host=version-0',
  'cmdline=xen_emul_unplug=never',
  'host=no-protocol',
  'host=no-device',
  'host=no-protocol cmdline=xen_emul_unplug=unnecessary',
  'cmdline=xen_nopv',
  'cmdline=nopv viridian=on',
  'blkfront=not-built netfront=not-built',
  'blkfront=not-in-initrd netfront=not-in-initrd',
  'cmdline=xen_emul_unplug=all',
  'cmdline=xen_emul_unplug=ide-disks,floppy',
  'cmdline=xen_emul_unplug=unnecessary disk=xvda',
  'cmdline=xen_emul_unplug=nics',
  'blkfront=built-in netfront=built-in',
  'second-disk=on cdrom=on scsi=on nvme=on second-nic=on',
  'cmdline=xen_emul_unplug=aux-ide-disks second-disk=on cdrom=on scsi=on nvme=on',
  'host=blacklist',
  'cmdline=xen_emul_unplug=unnecessary',
];

const ACCESSES = ['', 'access=write', 'access=fetch'];
const FAULTS = [
  'none',
  'guest-not-present',
  'guest-readonly',
  'guest-nx',
  'guest-supervisor',
  'guest-reserved',
  'ept-mmio',
  'ept-pod',
  'ept-log-dirty',
  'ept-readonly',
  'ept-no-exec',
  'ept-table-paged',
  'ept-table-log-dirty',
  'misconfig-type',
];
const LATER = ['', 'caches=tlb second=again', 'caches=all second=guest-remap flush=invlpg'];
const EPT_WALK: readonly string[] = [
  ...FAULTS.flatMap((fault) =>
    ACCESSES.flatMap((access) =>
      ['', 'vendor=amd'].flatMap((vendor) =>
        LATER.map((later) => [`fault=${fault}`, access, vendor, later].join(' ')),
      ),
    ),
  ),
  'fault=misconfig-wx',
  'fault=misconfig-reserved',
  'fault=misconfig-type nested-page=2M',
  'fault=misconfig-type nested-page=2M vendor=amd',
  'fault=ept-pod nested-page=2M',
  'fault=ept-pod nested-page=1G',
  'fault=ept-pod nested-page=1G vendor=amd',
  'fault=ept-log-dirty nested-page=2M access=write',
  'fault=ept-log-dirty nested-page=2M access=write vendor=amd',
  'fault=ept-no-exec nested-page=2M access=fetch',
  'address=0x800000000000',
  'address=ffff888000000000',
  'as=kernel',
  'as=kernel access=fetch',
  'as=kernel address=ffff888000000000',
  'fault=none guest-page=2M',
  'fault=none guest-page=1G nested-page=1G guest-levels=5 nested-levels=5 caches=tlb',
  'fault=none guest-page=2M nested-page=2M caches=tlb',
  'second=again',
  'second=again caches=all flush=mov-cr3',
  'second=xen-remap caches=all',
  'second=xen-remap caches=all flush=invvpid',
  'second=xen-remap caches=all flush=invept',
  'second=xen-remap caches=all flush=asid vendor=amd',
];

const STORIES = [
  'send',
  'two-sends',
  'masked',
  'unbound',
  'ipi',
  'virq',
  'move',
  'order',
  'limits',
  'fifo-setup',
  'reset',
];
/** Operations that no other story has, and every way of being refused. */
const OPERATIONS = [
  'g0.bind_pirq(9);g0.bind_pirq(9);g0.bind_pirq(99);g0.close(1)',
  'g0.bind_virq(24,0);g0.bind_virq(2,1);g0.bind_virq(0,2);g0.bind_virq(2,0);g0.bind_virq(0,0);g0.bind_virq(0,0);g0.close(1);g0.bind_ipi(2)',
  'g0.op(77);g0.send(5);g0.send(99);g0.status(99);g0.status(1,9);g0.status(1,0);g0.bind_vcpu(1,2);g0.bind_vcpu(99,1);g0.bind_vcpu(1,1)',
  'g0.reset(9);g0.reset(0);d.reset(1);g0.init_control(2,64,0);g0.init_control(0,9999,0);g0.init_control(0,64,9);g0.expand_array(1);g0.set_priority(99,0);g0.set_priority(1,0)',
  'g0.alloc(0,9);g0.alloc(0,0);g0.bind(9,1);g0.bind(0,1);g0.alloc(0);g0.unmask(1);g0.unmask(2);g0.unmask(99);g0.close(1);g0.close(1);g0.close(99)',
  'g0.alloc(0);g0.handler(1);d.bind(1,1);g0.send(1);g0.disable(1);d.send(1);g0.unmask(1);g0.status(1);g0.set_priority(1,16);g0.set_priority(1,3);g0.set_priority(5,3)',
  'g0.send!(1);g0.alloc!(0);g0.bind!(0,1);g0.bind_virq!(0,0);g0.bind_ipi!(0);g0.bind_pirq!(9);g0.close!(1);g0.status!(1);g0.bind_vcpu!(1,1);g0.unmask!(1);g0.reset!();g0.init_control!(0,64,0);g0.expand_array!(1);g0.set_priority!(1,1)',
  'g0.init_control(0,64,0);g0.alloc(0);d.bind(1,1);d.send(1);g0.unmask(1);g0.handler(1);g0.init_control(0,64,0);g0.expand_array(9999);g0.expand_array(300)',
  'g0.init_control(1,64,0);g0.expand_array(256);g0.alloc(0);d.bind(1,1);d.send(1)',
];
const EVENT_SPECS = [
  ...STORIES.flatMap((story) =>
    ['abi=2-level', 'abi=fifo'].flatMap((abi) =>
      ['per-vcpu-vector', 'callback-vector', 'intx', 'pv'].flatMap((delivery) =>
        ['', 'vcpu=halted', 'apicv=off'].map((other) =>
          [`story=${story}`, abi, `delivery=${delivery}`, other].join(' '),
        ),
      ),
    ),
  ),
  ...OPERATIONS.flatMap((ops) =>
    ['', 'abi=fifo', 'delivery=pv'].map((more) => `story=custom ops=${ops} ${more}`),
  ),
  'story=limits cap=abi',
  'story=limits cap=abi abi=fifo',
];

const CALLS = [
  'version',
  'features',
  'send',
  'status',
  'poll',
  'set-param',
  'memory',
  'multicall',
  'console',
  'mmu-update',
  'iret',
];
const ARGUMENTS = ['good', 'bad-pointer', 'read-only', 'bad-value', 'forbidden', 'user-mode'];
const CALL_SPECS = CALLS.flatMap((call) =>
  ARGUMENTS.flatMap((args) =>
    [
      '',
      'how=direct vendor=amd',
      'viridian=on preempt=on',
      'how=page-misaligned',
      'how=page-nowhere vendor=amd',
    ].map((more) => `call=${call} arguments=${args} ${more}`),
  ),
);

/** By scenario; one that is not here is run with its defaults. */
const SPECS: Readonly<Record<string, readonly string[]>> = {
  'block-io': BLOCK_IO,
  'emulated-io': EMULATED_IO,
  unplug: UNPLUG,
  hypercall: CALL_SPECS,
  'event-channels': EVENT_SPECS,
  'ept-walk': EPT_WALK,
};
export const specsOf = (id: string): readonly string[] => SPECS[id] ?? [''];

export const rawOf = (spec: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    spec
      .split(' ')
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

/** A run of a spec; undefined for a combination that the scenario refuses. */
export function instanceOf(scenario: Scenario, spec: string): Instance | undefined {
  try {
    return instantiate(scenario, readParams(scenario.params, rawOf(spec)));
  } catch (e) {
    if (e instanceof InputError) return undefined;
    throw e;
  }
}

/** Executes a spec to its end and shows each step. */
export function play(scenario: Scenario, spec: string, look: (record: StepRecord) => void): void {
  const instance = instanceOf(scenario, spec);
  if (!instance) return;
  const { program, initial, next } = instance;
  run(program, initial, next, look);
}

export const scenarioNamed = (id: string): Promise<Scenario> => loadScenario(id);
