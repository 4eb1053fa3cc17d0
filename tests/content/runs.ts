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
export const SPECS: readonly string[] = REQUESTS.flatMap((requests) =>
  GUESTS.flatMap((guest) =>
    GRANTS.flatMap((grant) => OTHERS.map((other) => [`requests=${requests}`, guest, grant, other].join(' '))),
  ),
);

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

/** The specs of a scenario. */
export const specsOf = (id: string): readonly string[] =>
  ({ 'event-channels': EVENT_SPECS, hypercall: CALL_SPECS })[id] ?? SPECS;

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
