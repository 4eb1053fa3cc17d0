// Lines that an experiment may leave out: which they are, that every program goes on without any one of them, and what the
// barriers of a ring are for.
import { describe, expect, it } from 'vitest';
import { call } from '../../engine/core/procedure.ts';
import {
  Edit,
  hashState,
  type Key,
  line,
  Memory,
  type MemoryModel,
  type Move,
  model,
  movesOf,
  type Program,
  perform,
  procedure,
  program,
  readSchedule,
  rec,
  run,
  type State,
  type Strike,
  startThreads,
  strikeOut,
  withMemory,
} from '../../engine/index.ts';
import { type BackRing, type FrontRing, ringMechanism, sring } from '../../engine/mechanisms/ring.ts';
import { SCENARIO_IDS } from '../../engine/scenarios/index.ts';
import { instanceOf, scenarioNamed, specsOf } from '../content/runs.ts';
import { explore } from './support/explore.ts';

/** By mechanism's procedure and line. */
const LIST: Readonly<Record<Strike, readonly string[]>> = {
  barrier: [
    'RING_FINAL_CHECK_FOR_REQUESTS.mb',
    'RING_FINAL_CHECK_FOR_RESPONSES.mb',
    'RING_PUSH_REQUESTS_AND_CHECK_NOTIFY.mb',
    'RING_PUSH_REQUESTS_AND_CHECK_NOTIFY.wmb',
    'RING_PUSH_RESPONSES_AND_CHECK_NOTIFY.mb',
    'RING_PUSH_RESPONSES_AND_CHECK_NOTIFY.wmb',
    '__do_block_io_op.rmb',
    'ata_bmdma_setup.barrier',
    'blkif_interrupt.rmb',
    'collect.rmb',
    'consume.rmb',
    'gnttab_grant_foreign_access_ref.wmb',
  ],
  'final-check': ['RING_FINAL_CHECK_FOR_REQUESTS.again', 'RING_FINAL_CHECK_FOR_RESPONSES.again'],
  're-arm': [
    'RING_FINAL_CHECK_FOR_REQUESTS.arm',
    'RING_FINAL_CHECK_FOR_RESPONSES.arm',
    'blkif_interrupt.arm',
  ],
  'overflow-check': [
    '__do_block_io_op.bogus',
    '__do_block_io_op.room',
    'blkif_interrupt.overflow',
    'consume.overflow',
  ],
  'request-copy': ['__do_block_io_op.copy'],
  'mask-before-clear': ['handle_edge_irq, FIFO.mask', 'handle_edge_irq.mask'],
  'tlb-flush': [
    'do_grant_table_op.flush',
    'ept_set_entry.sync',
    'p2m_pt_set_entry.sync',
    'svm_asid_handle_vmrun.asid',
    'vmx_vmenter_helper.ept',
    'vmx_vmenter_helper.vpid',
  ],
};

/** A run that does not end is none that goes on. */
const STEPS = 200_000;

const found = new Map<string, Strike>();
/** A run that reaches the line. */
const reached = new Map<string, { readonly id: string; readonly spec: string }>();
for (const id of SCENARIO_IDS) {
  const scenario = await scenarioNamed(id);
  for (const spec of ['', ...specsOf(id)]) {
    const instance = instanceOf(scenario, spec);
    if (!instance) continue;
    for (const p of instance.program.procedures.values())
      for (const l of p.lines) if (l.strikes) found.set(`${p.name}.${l.label}`, l.strikes);
    const { program: prog, initial, next } = instance;
    run(prog, initial, next, ({ procedure: name, label }) => {
      const line = `${name}.${label}`;
      if (found.has(line) && !reached.has(line)) reached.set(line, { id, spec });
    });
  }
}

describe('the lines that may be left out', () => {
  it('are these', () => {
    const list = Object.fromEntries(
      Object.keys(LIST).map((kind) => [kind, [...found].flatMap(([l, k]) => (k === kind ? [l] : [])).sort()]),
    );
    expect(list).toEqual(LIST);
  });

  it('are all reached by some run', () => {
    expect([...found.keys()].filter((l) => !reached.has(l))).toEqual([]);
  });

  it.each([...reached])('%s: the program goes on without it', async (where, { id, spec }) => {
    const instance = instanceOf(await scenarioNamed(id), spec);
    if (!instance) throw new Error(`${id} refuses ${spec}`);
    const at = where.lastIndexOf('.');
    const [name, label] = [where.slice(0, at), where.slice(at + 1)];
    const without = strikeOut(instance.program, name, label);
    let [steps, passed] = [0, 0];
    run(
      without,
      instance.initial,
      (state) => (steps++ < STEPS ? instance.scenario.schedule(without, state) : undefined),
      (record) => {
        if (record.procedure === name && record.label === label) passed++;
      },
    );
    expect(passed).toBeGreaterThan(0);
    expect(steps).toBeLessThan(STEPS);
  });

  it('are the only ones', async () => {
    const instance = instanceOf(await scenarioNamed('block-io'), '');
    expect(() => strikeOut(instance?.program as Program, '__do_block_io_op', 'rp')).toThrow(
      '__do_block_io_op.rp is no line that may be left out',
    );
  });
});

// A producer that publishes one request, and a consumer that looks once more before it sleeps: xen/include/public/io/ring.h.
const AT = 0x1000;
const FRONT: Key<FrontRing> = 'front';
const BACK: Key<BackRing> = 'back';
interface Bell {
  readonly rung: boolean;
  readonly served: boolean;
}
const BELL: Key<Bell> = 'bell';

const produce = procedure<{ notify: boolean }>('produce', { source: model('a producer') }, [
  line('push', 'notify = RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(ring)', () =>
    call('RING_PUSH_REQUESTS_AND_CHECK_NOTIFY', { ring: FRONT }, 'notify'),
  ),
  line('ring', 'if (notify) ring the bell', (m, l) => (l.notify ? m.patch(BELL, { rung: true }) : undefined)),
]);
const consume = procedure<{ work: number }>('consume', { source: model('a consumer') }, [
  line('check', 'RING_FINAL_CHECK_FOR_REQUESTS(ring, work)', () =>
    call('RING_FINAL_CHECK_FOR_REQUESTS', { ring: BACK }, 'work'),
  ),
  line(
    'sleep',
    'if (!work) wait for the bell',
    () => undefined,
    (s, l) => l.work > 0 || rec(s, BELL).rung,
  ),
  line('serve', 'serve', (m) => m.patch(BELL, { served: true })),
]);

function system(memory: MemoryModel, ...out: readonly (readonly [string, string])[]) {
  const whole = program(
    [...ringMechanism.procedures, produce, consume],
    [
      { id: 'producer', domain: 1, start: { procedure: 'produce', world: 'guest-kernel' } },
      { id: 'consumer', domain: 0, start: { procedure: 'consume', world: 'backend' } },
    ],
    [
      { id: 0, role: 'backend', kernel: 'backend' },
      { id: 1, role: 'guest', kernel: 'guest-kernel' },
    ],
  );
  const prog = out.reduce((p, [name, label]) => strikeOut(p, name, label), withMemory(whole, memory));
  const S = sring.fields;
  const edit = new Edit();
  // Three requests have been served, and the producer was last asked to ring at the first.
  const initial: State = {
    ram: Memory.empty.writable(edit).store(AT, S.req_prod, 3).store(AT, S.req_event, 1),
    medium: Memory.empty,
    records: {
      [FRONT]: { sring: AT, nr_ents: 4, req_prod_pvt: 4, rsp_cons: 3 },
      [BACK]: { sring: AT, nr_ents: 4, rsp_prod_pvt: 3, req_cons: 3 },
      [BELL]: { rung: false, served: false } satisfies Bell,
    },
    threads: startThreads(prog),
    last: null,
  };
  return { prog, initial };
}

const FINAL = 'RING_FINAL_CHECK_FOR_REQUESTS';
const PUSH = 'RING_PUSH_REQUESTS_AND_CHECK_NOTIFY';
/** Is there an order of events after which the request lies in the ring, and the consumer sleeps for ever? */
function losesWakeUp(memory: MemoryModel, ...out: readonly (readonly [string, string])[]): boolean {
  const { prog, initial } = system(memory, ...out);
  return explore(prog, initial).ends.some((s) => !rec(s, BELL).served);
}

describe('a wake-up is lost in some order of events', () => {
  it.each([
    // What is left out, and whether it may be lost under sequential consistency, and with store buffers.
    ['nothing', [], false, false],
    ['the barrier of the final check', [[FINAL, 'mb']], false, true],
    ['the barrier between index and threshold', [[PUSH, 'mb']], false, true],
    ['the barrier between slots and index, which is no instruction on x86', [[PUSH, 'wmb']], false, false],
    ['the final check', [[FINAL, 'again']], true, true],
    ['arming the threshold', [[FINAL, 'arm']], true, true],
  ] as const)('without %s', (_, out, sc, tso) => {
    expect([losesWakeUp('sc', ...out), losesWakeUp('tso', ...out)]).toEqual([sc, tso]);
  });
});

describe('the schedule that loses it', () => {
  /** The consumer arms and looks while its store still waits; the producer publishes and sees the old threshold. */
  const SCHEDULE = 'c*13.p*8.~c';
  const end = (memory: MemoryModel, text: string, ...out: readonly (readonly [string, string])[]): State => {
    const { prog, initial } = system(memory, ...out);
    const next = movesOf(prog, readSchedule(text), () => undefined);
    let state = initial;
    for (let move: Move | undefined = next(state); move !== undefined; move = next(state))
      state = perform(prog, state, move).state;
    return state;
  };

  it('leaves the consumer asleep for ever where its barrier is left out and stores may wait', () => {
    const lost = end('tso', SCHEDULE, [FINAL, 'mb']);
    expect(lost.threads.producer?.top).toBeNull();
    expect(lost.threads.consumer?.top).toMatchObject({ procedure: 'consume', locals: { work: 0 } });
    expect(lost.buffers).toEqual({});
    expect(lost.ram.load(AT, sring.fields.req_prod)).toBe(4);
    expect(lost.ram.load(AT, sring.fields.req_event)).toBe(4);
    expect(rec(lost, BELL)).toEqual({ rung: false, served: false });
  });

  it('wakes it with the barrier, and without store buffers even where the barrier is left out', () => {
    const same = SCHEDULE.replace('.~c', '.c*2');
    for (const state of [end('tso', same), end('sc', same), end('sc', same, [FINAL, 'mb'])])
      expect(rec(state, BELL)).toEqual({ rung: true, served: true });
    expect(hashState(end('sc', same, [FINAL, 'mb']))).toBe(hashState(end('sc', same)));
  });
});
