/** Event channels told as stories, checked against the laws, the exits that each way of delivery costs, and what is and is not lost. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Effect,
  errnoName,
  History,
  type InputError,
  instantiate,
  loadScenario,
  readParams,
} from '../../../engine/index.ts';
import { type Vcpu, vcpuKey } from '../../../engine/mechanisms/vcpu.ts';
import type { EventChannelsView } from '../../../engine/scenarios/event-channels/index.ts';
import { OPERATIONS, readOperations, writeOperation } from '../../../engine/scenarios/event-channels/ops.ts';
import { namesOf } from '../../wide/names.ts';
import { seeded } from '../support/counts.ts';
import { expectLaws } from '../support/laws.ts';

const RUNS = seeded(400);

const scenario = await loadScenario('event-channels');
type Raw = Readonly<Record<string, string>>;
const run = (raw: Raw): History<unknown> =>
  new History(instantiate(scenario, readParams(scenario.params, raw)));
const viewAt = (h: History<unknown>, step = h.length): EventChannelsView =>
  scenario.inspect(h.state(step)) as EventChannelsView;
const results = (h: History<unknown>): string[] =>
  viewAt(h).program.results.map((r) => (r.rc === null ? '·' : errnoName(r.rc)));
const custom = (ops: string, more: Raw = {}): History<unknown> => run({ story: 'custom', ops, ...more });

interface Seen<K extends Effect['kind']> {
  readonly step: number;
  readonly thread: string;
  readonly effect: Extract<Effect, { kind: K }>;
}
function seen<K extends Effect['kind']>(h: History<unknown>, kind: K): Seen<K>[] {
  const out: Seen<K>[] = [];
  for (let step = 1; step <= h.length; step++) {
    const r = h.record(step);
    for (const e of r?.effects ?? [])
      if (e.kind === kind)
        out.push({ step, thread: r?.thread ?? '', effect: e as Extract<Effect, { kind: K }> });
  }
  return out;
}
const lastOf = (h: History<unknown>, moment: string): number =>
  h.occurrences.filter((o) => o.id === moment).at(-1)?.step ?? 0;
/** Reasons of the exits of a thread from the last send on: what being told costs. */
function exitsAfterSend(h: History<unknown>, thread = 'guest'): number[] {
  const sent = h.occurrences.filter((o) => o.id === 'sent').at(-1)?.step ?? 0;
  return seen(h, 'exit')
    .filter((e) => e.step > sent && e.thread === thread)
    .map((e) => e.effect.reason);
}

describe('how the upcall reaches a vCPU', () => {
  /**
   * Exits after the send, by reason: 1 external interrupt (the kick), 7 interrupt window, 31 read of APIC_TMR, 32 EOI,
   * 45 EOI of a level vector under APIC virtualisation. Digest of Xen hvm/{irq,vlapic,vmx/{vmx,intr}}.c; facts xen.md 3d.
   */
  const rows: readonly (readonly [Raw, number[], eoi: string | undefined])[] = [
    [{ delivery: 'per-vcpu-vector', apicv: 'on' }, [], 'virtualised: no exit'],
    [{ delivery: 'per-vcpu-vector', apicv: 'off' }, [1, 32], 'exit'],
    [{ delivery: 'callback-vector', apicv: 'on' }, [1, 7], undefined],
    [{ delivery: 'callback-vector', apicv: 'off' }, [1, 7], undefined],
    [{ delivery: 'intx', apicv: 'on' }, [45], 'virtualised, and an exit'],
    [{ delivery: 'intx', apicv: 'off' }, [1, 31, 32], 'exit'],
    [{ delivery: 'pv' }, [], undefined],
    // A vCPU that sleeps has left guest mode already: no kick.
    [{ delivery: 'per-vcpu-vector', apicv: 'on', vcpu: 'halted' }, [], 'virtualised: no exit'],
    [{ delivery: 'per-vcpu-vector', apicv: 'off', vcpu: 'halted' }, [32], 'exit'],
    [{ delivery: 'callback-vector', vcpu: 'halted' }, [7], undefined],
    [{ delivery: 'intx', apicv: 'on', vcpu: 'halted' }, [45], 'virtualised, and an exit'],
    [{ delivery: 'intx', apicv: 'off', vcpu: 'halted' }, [31, 32], 'exit'],
    [{ delivery: 'pv', vcpu: 'halted' }, [], undefined],
  ];
  for (const abi of ['2-level', 'fifo'])
    it.each(rows)(`%o costs the exits %j, EOI: %s (${abi})`, (raw, exits, eoi) => {
      const h = run({ abi, ...raw });
      expect(exitsAfterSend(h)).toEqual(exits);
      expect(seen(h, 'eoi').map((e) => e.effect.how)).toEqual(eoi === undefined ? [] : [eoi]);
      expect(viewAt(h).program.handled['1.1']).toBe(1);
    });

  it('a sleeping vCPU is made runnable and not interrupted by another processor', () => {
    for (const delivery of ['per-vcpu-vector', 'callback-vector', 'intx', 'pv']) {
      const h = run({ delivery, vcpu: 'halted' });
      expect(
        seen(h, 'unblock').map((e) => e.effect),
        delivery,
      ).toEqual([{ kind: 'unblock', domain: 1, vcpu: 0 }]);
      expect(seen(h, 'ipi'), delivery).toEqual([]);
    }
  });

  it('the vector is 0xf3 through the LAPIC or past it, the pin’s for INTx, and none for PV', () => {
    const vector = (delivery: string) =>
      seen(run({ delivery }), 'interrupt').find((e) => e.thread === 'guest')?.effect.vector;
    expect(['per-vcpu-vector', 'callback-vector', 'intx', 'pv'].map(vector)).toEqual([
      0xf3,
      0xf3,
      0x31,
      null,
    ]);
  });

  it('only the LAPIC’s ways leave a vector in service until EOI', () => {
    const inService = (delivery: string): (number | null)[] => {
      const h = run({ delivery, apicv: 'off' });
      const states = Array.from({ length: h.length }, (_, i) => h.state(i).records[vcpuKey(1)] as Vcpu);
      return [...new Set(states.map((v) => v.isr))];
    };
    expect(inService('per-vcpu-vector')).toEqual([null, 0xf3]);
    expect(inService('intx')).toEqual([null, 0x31]);
    expect(inService('callback-vector')).toEqual([null]);
  });

  it('with INTx an event for vCPU 1 sets its bits and reaches nobody (hvm_assert_evtchn_irq: vCPU 0 only)', () => {
    const view = viewAt(run({ story: 'ipi', delivery: 'intx' }));
    expect(view.program.handled).toEqual({});
    expect(view.guest.vcpus[1]).toMatchObject({ upcall_pending: 1, pending_sel: 1n });
  });

  it('posted interrupts keep a running vCPU in guest mode: no exit at all from the send to the handler', () => {
    const h = run({});
    const sent = h.find('sent') ?? 0;
    const handled = h.occurrences.filter((o) => o.id === 'handled').at(-1)?.step ?? 0;
    expect(seen(h, 'exit').filter((e) => e.step > sent && e.step < handled)).toEqual([]);
  });
});

describe('what is kept and what is lost', () => {
  it('two sends before the guest looks are one event', () => {
    for (const abi of ['2-level', 'fifo']) {
      const h = run({ story: 'two-sends', abi });
      expect(viewAt(h).program.handled['1.1']).toBe(1);
      expect(seen(h, 'notify').filter((e) => e.effect.to === 1)).toHaveLength(1);
      expect(h.find('merged')).toBeDefined();
    }
  });
  it('a masked event keeps its bit, selects nothing and tells nobody; unmasking brings it', () => {
    const h = run({ story: 'masked' });
    const { guest } = viewAt(h, lastOf(h, 'held'));
    expect(guest.ports[0]).toMatchObject({ pending: true, masked: true });
    expect(guest.vcpus[0]).toMatchObject({ pending_sel: 0n, upcall_pending: 0 });
    expect(viewAt(h).program.handled['1.1']).toBe(1);
  });
  it('FIFO does not link a masked event', () => {
    const h = run({ story: 'masked', abi: 'fifo' });
    const { guest } = viewAt(h, lastOf(h, 'held'));
    expect(guest.vcpus[0]?.fifo?.words[0]).toMatchObject({ pending: true, masked: true, linked: false });
    expect(guest.vcpus[0]?.fifo?.ready).toBe(0);
  });
  it('an HVM kernel asks Xen to unmask what is pending; a PV kernel does it alone (Linux evtchn_2l_unmask)', () => {
    const asked = (delivery: string) =>
      seen(run({ story: 'masked', delivery }), 'hypercall').filter((e) => e.effect.op === 'EVTCHNOP_unmask')
        .length;
    expect([asked('per-vcpu-vector'), asked('pv')]).toEqual([1, 0]);
  });
  it('a send that nobody is bound to is dropped, and the sender is told 0', () => {
    const h = run({ story: 'unbound' });
    expect(h.occurrences.filter((o) => o.id === 'dropped')).toHaveLength(2);
    expect(results(h).filter((r) => r !== '·')).toEqual(['0', '0', '0', '0', '0', '0']);
  });
  it('binding sets the new end pending, in case something was sent before', () => {
    expect(viewAt(run({ story: 'unbound' })).program.handled['0.1']).toBe(1);
  });
  it('closing one end leaves the other unbound, waiting for the same domain', () => {
    const { guest } = viewAt(run({ story: 'unbound' }));
    expect(guest.ports).toMatchObject([{ port: 1, state: 'unbound', remoteDom: 0 }]);
  });
  it('an event that was pending when FIFO took over is raised when its page arrives', () => {
    const h = run({ story: 'fifo-setup' });
    expect(viewAt(h, h.find('switched')).guest.ports[0]).toMatchObject({ linked: false });
    expect(viewAt(h).program.handled['1.1']).toBe(1);
  });
});

describe('order', () => {
  const order = (abi: string): number[] => {
    const h = run({ story: 'order', abi });
    const out: number[] = [];
    for (const { id, step } of h.occurrences) {
      if (id !== 'handled' || h.record(step)?.domain !== 1) continue;
      out.push(Number(h.state(step - 1).threads.guest?.top?.locals.port));
    }
    return out;
  };
  it('2-level: by port number, whatever was sent first; priorities are -ENOSYS', () => {
    expect(order('2-level')).toEqual([1, 2, 3]);
    expect(results(run({ story: 'order' }))).toContain('-ENOSYS');
  });
  it('FIFO: by priority, then in the order of arrival', () => {
    expect(order('fifo')).toEqual([3, 2, 1]);
  });
});

describe('limits', () => {
  /** xl's default cap is port 1023; the ABIs end at 4096 and 131072 ports (facts, xen.md 3a). */
  it.each([
    [{ abi: '2-level', cap: '1023' }, 1023],
    [{ abi: 'fifo', cap: '1023' }, 1023],
    [{ abi: '2-level', cap: 'abi' }, 4095],
    [{ abi: 'fifo', cap: 'abi' }, 131071],
  ])('%o: the last port is %i, the next is -ENOSPC, a closed one is given again', (raw, last) => {
    const h = run({ story: 'limits', ...raw });
    expect(results(h)).toEqual(['0', '-ENOSPC', '0', '0']);
    expect(viewAt(h).program.results.map((r) => r.port)).toEqual([last, null, null, 5]);
  });
});

describe('a long reset', () => {
  it('is preempted at port 64, made again as EVTCHNOP_reset_cont, and closes everything', () => {
    for (const delivery of ['per-vcpu-vector', 'pv']) {
      const h = run({ story: 'reset', delivery });
      expect(
        seen(h, 'hypercall')
          .map((e) => e.effect.op)
          .slice(0, 2),
      ).toEqual(['EVTCHNOP_reset', 'EVTCHNOP_reset_cont']);
      expect(results(h)).toEqual(['0', '0']);
      expect(viewAt(h).guest.used).toBe(0);
    }
  });
  it('takes a FIFO domain back to two levels', () => {
    expect(viewAt(run({ story: 'reset', abi: 'fifo' })).guest.abi).toBe('2-level');
  });
});

describe('errors in the story', () => {
  it.each([
    ['g0.send(5)', '-EINVAL'],
    ['g0.send!(1)', '-EFAULT'],
    ['g0.alloc(0,99)', '-ESRCH'],
    ['g0.alloc(0,0)', '-EPERM'],
    ['g0.bind(0,1)', '-EINVAL'],
    ['g0.bind_virq(24,0)', '-EINVAL'],
    ['g0.bind_virq(0,2)', '-ENOENT'],
    ['g0.bind_virq(2,0)', '-EBUSY'],
    ['g0.bind_virq(0,0);g0.bind_virq(0,0)', '-EEXIST'],
    ['g0.bind_ipi(2)', '-ENOENT'],
    ['g0.bind_pirq(56)', '-EINVAL'],
    ['g0.close(1)', '-EINVAL'],
    ['g0.status(1,99)', '-ESRCH'],
    ['g0.status(1,0)', '-EPERM'],
    ['g0.bind_vcpu(1,2)', '-ENOENT'],
    ['g0.bind_vcpu(1,1)', '-EINVAL'],
    ['g0.unmask(64)', '-EINVAL'],
    ['g0.reset(99)', '-ESRCH'],
    ['d.reset(1)', '-EINVAL'],
    ['g0.init_control(2,64,0)', '-ENOENT'],
    ['g0.init_control(0,64,4032)', '-EINVAL'],
    ['g0.expand_array(256)', '-EOPNOTSUPP'],
    ['g0.set_priority(1,0)', '-ENOSYS'],
    ['g0.init_control(0,64,0);g0.set_priority(1,0)', '-EACCES'],
    ['g0.op(77)', '-ENOSYS'],
  ])('%s ends with %s', (ops, expected) => {
    expect(results(custom(ops)).at(-1)).toBe(expected);
  });
  // evtchn_status() of Xen: EVTCHNSTAT_* of public/event_channel.h, and the member of the union that goes with it.
  it.each([
    ['g0.alloc(0);g0.status(1)', { status: 1, vcpu: 0, dom: 0, port: null, number: null }],
    ['g0.alloc(0);d.bind(1,1);g0.status(1)', { status: 2, vcpu: 0, dom: 0, port: 1, number: null }],
    ['g0.bind_virq(0,0);g0.status(1)', { status: 4, vcpu: 0, dom: null, port: null, number: 0 }],
    ['g0.bind_ipi(0);g0.status(1)', { status: 5, vcpu: 0, dom: null, port: null, number: null }],
    ['g0.status(1)', { status: 0, vcpu: 0, dom: null, port: null, number: null }],
  ])('%s keeps the answer to the end', (ops, status) => {
    expect(viewAt(custom(ops)).program.results.at(-1)).toEqual({ rc: 0, port: null, status });
  });
  it('a PV guest may not bind a physical interrupt (-EPERM)', () => {
    expect(results(custom('g0.bind_pirq(9)', { delivery: 'pv' }))).toEqual(['-EPERM']);
  });
});

// ── random programs ─────────────────────────────────────────────────────────────────────────────────

const small = fc.integer({ min: 0, max: 4 });
const PLAUSIBLE: Readonly<Record<string, readonly fc.Arbitrary<number>[]>> = {
  alloc: [fc.constantFrom(0, 1)],
  bind: [fc.constantFrom(0, 1), small],
  bind_virq: [fc.constantFrom(0, 1, 2), fc.constantFrom(0, 1)],
  bind_ipi: [fc.constantFrom(0, 1)],
  close: [small],
  send: [small],
  status: [small],
  unmask: [small],
  handler: [fc.integer({ min: 1, max: 4 })],
  disable: [fc.integer({ min: 1, max: 4 })],
  enable: [fc.integer({ min: 1, max: 4 })],
  move: [fc.integer({ min: 1, max: 4 }), fc.constantFrom(0, 1)],
  set_priority: [small, fc.constantFrom(0, 7, 15)],
};
const operation = fc
  .constantFrom(...Object.keys(PLAUSIBLE))
  .chain((name) =>
    fc.tuple(
      fc.constantFrom('g0', 'g0', 'g1', 'd', 'd'),
      fc.constant(name),
      fc.tuple(...(PLAUSIBLE[name] ?? [])),
    ),
  )
  .map(([who, name, args]) => `${who}.${name}(${args.join(',')})`);
const CONNECTED = 'g0.alloc(0);g0.handler(1);d.bind(1,1);d.handler(1)';
const spec = fc.record({
  ops: fc.array(operation, { minLength: 1, maxLength: 14 }).map((ops) => [CONNECTED, ...ops].join(';')),
  abi: fc.constantFrom('2-level', 'fifo'),
  delivery: fc.constantFrom('per-vcpu-vector', 'callback-vector', 'intx', 'pv'),
  apicv: fc.constantFrom('on', 'off'),
});

describe('random programs of three vCPUs', () => {
  it(`keep the laws and the invariants, and lose no event (${RUNS} seeded specs)`, {
    timeout: 300_000,
  }, () => {
    fc.assert(
      fc.property(spec, (raw) => {
        const h = expectLaws(scenario, readParams(scenario.params, { story: 'custom', ...raw }));
        const view = viewAt(h);
        expect(view.program.results, 'every operation was done').toHaveLength(view.program.ops.length);
        for (const [d, vcpus] of [
          [view.guest, [0, 1]],
          [view.dom0, [0]],
        ] as const)
          for (const p of d.ports) {
            // INTx reaches vCPU 0 only; a port without a handler was never unmasked by its kernel.
            const reachable = vcpus.some((v) => v === p.vcpu) && (raw.delivery !== 'intx' || p.vcpu === 0);
            if (p.pending && !p.masked && reachable)
              expect(forgotten(view, p.port, d.domain), `${d.domain}.${p.port} waits unmasked`).toBe(false);
          }
      }),
      { seed: 0x2147, numRuns: RUNS },
    );
  });
  it.each(namesOf(scenario.params, 'story').filter((name) => name !== 'custom'))(
    'the story %s keeps the laws with every way of delivery',
    (story) => {
      for (const abi of ['2-level', 'fifo'])
        for (const delivery of ['per-vcpu-vector', 'callback-vector', 'intx', 'pv'])
          for (const vcpu of ['running', 'halted'])
            for (const apicv of ['on', 'off']) {
              const view = viewAt(
                expectLaws(scenario, readParams(scenario.params, { story, abi, delivery, vcpu, apicv })),
              );
              expect(view.program.results).toHaveLength(view.program.ops.length);
            }
    },
  );
});

/** An event that waits unmasked at the end although its vCPU could take it. */
function forgotten(view: EventChannelsView, port: number, domain: number): boolean {
  const d = domain === 0 ? view.dom0 : view.guest;
  const p = d.ports.find((q) => q.port === port);
  // A kernel scans only what it bound to the vCPU that was told (cpu_evtchn_mask).
  return d.abi === 'fifo' ? p?.linked === false : (d.vcpus[p?.vcpu ?? 0]?.pending_sel ?? 0n) === 0n;
}

describe('the language of operations', () => {
  it('reads what it writes', () => {
    const text = 'g0.alloc(0);d.bind(1,1);g1.send!(3);xen.virq(0,1);g0.halt();g0.reset()';
    expect(readOperations(text).map(writeOperation).join(';')).toBe(text);
  });
  it('knows every operation that the story can perform', () => {
    expect(Object.keys(OPERATIONS)).toContain('set_priority');
  });
  it.each([
    '',
    'g0.alloc',
    'g2.alloc(0)',
    'g0.fly(1)',
    'g0.bind(1)',
    'g0.send(1,2)',
    'g0.send(99999999999)',
    'd.virq(0,0)',
    'xen.send(1)',
    new Array(65).fill('g0.halt()').join(';'),
  ])('refuses %j in one sentence', (ops) => {
    expect(() => readParams(scenario.params, { ops })).toThrowError(
      expect.objectContaining({ name: 'InputError', message: expect.stringMatching(/\.$/) }) as InputError,
    );
  });
});

describe('the story', () => {
  const RING = ['rung', 'flagged', 'taken', 'lowered', 'picked', 'answered'];
  it.each([{}, { delivery: 'pv' }, { abi: 'fifo' }, { story: 'masked' }, { vcpu: 'halted' }] as Raw[])(
    'tells of no ring before the first send: what a binding sets off is none, with %j',
    (raw) => {
      const h = run(raw);
      const sent = h.find('sent') ?? 0;
      expect(h.find('pending')).toBeLessThan(sent);
      for (const id of RING) expect(h.find(id), id).toBeGreaterThan(sent);
    },
  );
  it('asks what Xen will answer only where that is no matter of course', () => {
    expect(run({}).find('doubtful')).toBeUndefined();
    expect(results(run({ story: 'limits' }))[1]).toBe('-ENOSPC');
  });
});

describe('questions', () => {
  it.each([
    ['runs', { story: 'two-sends' }, 'counted', 1],
    ['tells', { story: 'send' }, 'yes', undefined],
    ['exits', { story: 'send' }, 'no', undefined],
    ['exits', { story: 'send', delivery: 'callback-vector' }, 'yes', undefined],
    ['acknowledges', { story: 'virq' }, 'virtual', undefined],
    ['acknowledges', { story: 'virq', apicv: 'off' }, 'exit', undefined],
    ['acknowledges', { story: 'virq', delivery: 'callback-vector' }, 'none', undefined],
    ['answer', { story: 'limits' }, 'given', '-ENOSPC'],
    ['answer', { story: 'unbound' }, 'given', '0'],
  ] as const)('%s in %o is answered %s', (id, raw, answer, value) => {
    const h = run(raw);
    const question = scenario.questions.find((q) => q.id === id);
    // The last time it can be asked: what comes before belongs to connecting.
    const step = h.occurrences.filter((o) => o.id === question?.moment).at(id === 'runs' ? 0 : -1)?.step ?? 0;
    const asked = { history: h, step: id === 'answer' ? (h.find('doubtful') ?? 0) : step };
    expect(question?.answer(asked)).toBe(answer);
    const option = question?.options(asked).find((o) => o.id === answer);
    expect(option).toBeDefined();
    if (value !== undefined) expect(option?.value).toBe(value);
  });
});
