/**
 * Random event-channel operations of three domains, the guest's own masking and its upcalls, against a reference model of
 * sets and lists (tests/engine/tools/event-model.ts): the same results, the same bits, the same order of handling.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Edit, type Field, line, model, procedure, rec, type State } from '../../../engine/index.ts';
import { send_guest_vcpu_virq } from '../../../engine/mechanisms/event-binding.ts';
import * as ec from '../../../engine/mechanisms/event-channel.ts';
import {
  has,
  inspectFifo,
  LINKED,
  MASKED,
  PENDING,
  plus,
  readWord,
} from '../../../engine/mechanisms/event-fifo.ts';
import * as eo from '../../../engine/mechanisms/event-ops.ts';
import { hypercallMechanism } from '../../../engine/mechanisms/hypercall.ts';
import { type IrqTable, irqKey, linuxEventsMechanism } from '../../../engine/mechanisms/linux-events.ts';
import { linuxEventsFifoMechanism } from '../../../engine/mechanisms/linux-events-fifo.ts';
import {
  bitOf,
  maskWord,
  pendingWord,
  sharedInfoAt,
  VCPU_INFO,
  vcpuInfoAt,
} from '../../../engine/mechanisms/shared-info.ts';
import { callProcedure } from '../support/call.ts';
import { seeded } from '../support/counts.ts';
import { evtchnOp, host, PROCEDURES, withTable } from '../support/events.ts';
import { EventModel, type ModelDomain, VCPUS } from '../tools/event-model.ts';

const RUNS = seeded(500);

const CAP = 70;
const SELF = ec.DOMID_SELF;
const DOMAINS = [0, 1, 2] as const;

/** Commands and the fields that take the numbers of an operation. */
const CALLS: Readonly<
  Record<string, readonly [cmd: number, fields: readonly Field[], port?: Field<number>]>
> = {
  alloc: [
    ec.EVTCHNOP_alloc_unbound,
    [ec.evtchn_alloc_unbound.fields.dom, ec.evtchn_alloc_unbound.fields.remote_dom],
    ec.evtchn_alloc_unbound.fields.port,
  ],
  bind: [
    ec.EVTCHNOP_bind_interdomain,
    [ec.evtchn_bind_interdomain.fields.remote_dom, ec.evtchn_bind_interdomain.fields.remote_port],
    ec.evtchn_bind_interdomain.fields.local_port,
  ],
  bind_virq: [
    ec.EVTCHNOP_bind_virq,
    [eo.evtchn_bind_virq.fields.virq, eo.evtchn_bind_virq.fields.vcpu],
    eo.evtchn_bind_virq.fields.port,
  ],
  bind_ipi: [ec.EVTCHNOP_bind_ipi, [eo.evtchn_bind_ipi.fields.vcpu], eo.evtchn_bind_ipi.fields.port],
  bind_pirq: [ec.EVTCHNOP_bind_pirq, [eo.evtchn_bind_pirq.fields.pirq], eo.evtchn_bind_pirq.fields.port],
  close: [ec.EVTCHNOP_close, [eo.evtchn_close.fields.port]],
  send: [ec.EVTCHNOP_send, [ec.evtchn_send.fields.port]],
  status: [ec.EVTCHNOP_status, [eo.evtchn_status.fields.port, eo.evtchn_status.fields.dom]],
  bind_vcpu: [ec.EVTCHNOP_bind_vcpu, [eo.evtchn_bind_vcpu.fields.port, eo.evtchn_bind_vcpu.fields.vcpu]],
  unmask: [ec.EVTCHNOP_unmask, [ec.evtchn_unmask.fields.port]],
  reset: [ec.EVTCHNOP_reset, [eo.evtchn_reset.fields.dom]],
  init_control: [
    ec.EVTCHNOP_init_control,
    [
      eo.evtchn_init_control.fields.vcpu,
      eo.evtchn_init_control.fields.control_gfn,
      eo.evtchn_init_control.fields.offset,
    ],
  ],
  expand_array: [ec.EVTCHNOP_expand_array, [eo.evtchn_expand_array.fields.array_gfn]],
  set_priority: [
    ec.EVTCHNOP_set_priority,
    [eo.evtchn_set_priority.fields.port, eo.evtchn_set_priority.fields.priority],
  ],
};

const port = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(63, 64, 65, 70, 71, 4095, 1_000_000) },
);
const dom = fc.constantFrom(SELF, SELF, 0, 1, 2, 99);
const vcpu = fc.constantFrom(0, 0, 1, 1, 2);
const caller = fc.constantFrom(0, 1, 1, 1, 2);
const op = (name: string, ...args: readonly fc.Arbitrary<number>[]) =>
  fc.record({ caller, name: fc.constant(name), args: fc.tuple(...args) });
/** A fresh frame each time: pages are not given twice. The number is replaced when it is performed. */
const frame = fc.constantFrom(-1, -1, -1, 0x999);

const operation = fc.oneof(
  { weight: 4, arbitrary: op('alloc', dom, dom) },
  { weight: 5, arbitrary: op('bind', fc.constantFrom(SELF, 0, 1, 2), port) },
  { weight: 2, arbitrary: op('bind_virq', fc.constantFrom(0, 1, 2, 11, 24), vcpu) },
  { weight: 2, arbitrary: op('bind_ipi', vcpu) },
  { weight: 1, arbitrary: op('bind_pirq', fc.constantFrom(9, 9, 55, 56)) },
  { weight: 2, arbitrary: op('close', port) },
  { weight: 9, arbitrary: op('send', port) },
  { weight: 1, arbitrary: op('status', port, dom) },
  { weight: 2, arbitrary: op('bind_vcpu', port, vcpu) },
  { weight: 3, arbitrary: op('unmask', port) },
  { weight: 1, arbitrary: op('reset', fc.constantFrom(SELF, SELF, 1, 99)) },
  { weight: 2, arbitrary: op('init_control', vcpu, frame, fc.constantFrom(0, 8, 4024, 4, 4032)) },
  { weight: 2, arbitrary: op('expand_array', frame) },
  { weight: 2, arbitrary: op('set_priority', port, fc.constantFrom(0, 7, 15, 16)) },
  { weight: 3, arbitrary: op('mask', port) },
  { weight: 5, arbitrary: op('upcall', fc.constantFrom(0, 1)) },
  { weight: 2, arbitrary: op('virq', fc.constantFrom(0, 1), fc.constantFrom(0, 1)) },
);
/** Makes both ABIs common: many runs begin with the switch. */
const run = fc.record({
  fifo: fc.boolean(),
  ops: fc.array(operation, { minLength: 5, maxLength: 60 }),
});

const note = procedure<{ port: number }>('note', { source: model('a test'), world: 'kernel' }, [
  line('note', 'note the port', (m, l) =>
    m.patch<{ ports: readonly number[] }>('noted', {
      ports: [...m.rec<{ ports: readonly number[] }>('noted').ports, l.port],
    }),
  ),
]);
const ALL = [
  ...PROCEDURES,
  ...hypercallMechanism.procedures,
  ...linuxEventsMechanism.procedures,
  ...linuxEventsFifoMechanism.procedures,
  note,
];
const PORTS = Array.from({ length: CAP + 1 }, (_, i) => i);

/** The kernel of a domain with a handler for every port, which it does not mask. */
const kernel = (d: ModelDomain, heads: IrqTable['heads']): IrqTable => ({
  handlers: Object.fromEntries(PORTS.map((p) => [p, 'note'])),
  percpu: Object.fromEntries(PORTS.map((p) => [p, true])),
  cpu: Object.fromEntries(PORTS.map((p) => [p, d.vcpuOf(p)])),
  ...(heads ? { heads } : {}),
  stack: 0x5000,
});

class Machine {
  state: State;
  readonly model = new EventModel(CAP);
  private fresh = 0x40;

  constructor() {
    let state = host();
    for (const id of DOMAINS) state = withTable(state, id, { max: CAP });
    const irqs = Object.fromEntries(
      DOMAINS.map((id) => [irqKey(id), kernel(this.model.domains[id] as ModelDomain, [])]),
    );
    this.state = { ...state, records: { ...state.records, ...irqs, noted: { ports: [] } } };
  }

  perform(caller: number, name: string, given: readonly number[]): void {
    const args = given.map((n) => (n === -1 ? this.fresh++ : n));
    const [first = 0, second = 0] = args;
    if (name === 'mask') this.mask(caller, first);
    else if (name === 'upcall') this.upcall(caller, first);
    else if (name === 'virq') this.virq(caller, first, second);
    else this.call(caller, name, args);
  }

  private call(caller: number, name: string, args: readonly number[]): void {
    const [cmd, fields, out] = CALLS[name] as (typeof CALLS)[string];
    const answer = evtchnOp(
      this.state,
      caller,
      cmd,
      fields.map((f, i) => [f, args[i] ?? 0] as const),
    );
    this.state = answer.state;
    const expected = this.model.perform(caller, name, args);
    expect(answer.rc, `${caller}.${name}(${args})`).toBe(expected.rc);
    if (out && answer.rc === 0) expect(answer.out(out), `port of ${name}`).toBe(expected.port);
    if (name === 'reset' && answer.rc === 0) this.forget(caller);
    if (name === 'init_control' && answer.rc === 0) this.forget(caller, args[0]);
  }

  /** A kernel that starts afresh with one ABI clears what it knew of the other's. */
  private forget(caller: number, vcpu?: number): void {
    const irq = rec(this.state, irqKey(caller));
    const heads = (irq.heads ?? []).map((h, v) => (vcpu === undefined || v === vcpu ? h.map(() => 0) : h));
    this.state = { ...this.state, records: { ...this.state.records, [irqKey(caller)]: { ...irq, heads } } };
  }

  private mask(caller: number, p: number): void {
    const d = this.model.domains[caller] as ModelDomain;
    if (p > CAP || (d.fifo && !d.hasWord(p))) return;
    d.masked.add(p);
    const ram = this.state.ram.writable(new Edit());
    const { fifo } = rec(this.state, ec.evtchnKey(caller));
    const at = fifo ? (ec.wordAt(fifo, p) as number) : sharedInfoAt(this.state, caller);
    const next = fifo
      ? ram.store(
          at,
          ec.event_word.fields.event_word,
          plus(ram.load(at, ec.event_word.fields.event_word), MASKED),
        )
      : ram.store(at, maskWord(p), ram.load(at, maskWord(p)) | bitOf(p));
    this.state = { ...this.state, ram: next };
  }

  private upcall(caller: number, v: number): void {
    const d = this.model.domains[caller] as ModelDomain;
    const told =
      this.state.ram.load(vcpuInfoAt(this.state, caller, v), VCPU_INFO.evtchn_upcall_pending) !== 0;
    expect(told, 'upcall byte').toBe(d.upcall[v]);
    if (!told || (d.fifo && !d.fifo.control[v])) {
      d.upcall[v] = d.upcall[v] === true && told;
      return;
    }
    const heads = rec(this.state, irqKey(caller)).heads;
    const records = { ...this.state.records, [irqKey(caller)]: kernel(d, heads), noted: { ports: [] } };
    const { state } = callProcedure(
      ALL,
      { ...this.state, records },
      'xen_evtchn_do_upcall',
      {},
      { domain: caller, vcpu: v, world: caller === 0 ? 'backend' : 'guest-kernel' },
    );
    this.state = state;
    expect(rec<{ ports: readonly number[] }>(state, 'noted').ports, 'ports in the order of handling').toEqual(
      d.consume(v),
    );
  }

  private virq(caller: number, virq: number, v: number): void {
    const d = this.model.domains[caller] as ModelDomain;
    for (const [p, c] of d.channels)
      if (c.is.kind === 'virq' && c.is.virq === virq && c.vcpu === v) d.raise(p, v);
    const { state } = callProcedure(
      [...PROCEDURES, send_guest_vcpu_virq].filter((x, i, all) => all.indexOf(x) === i),
      this.state,
      'send_guest_vcpu_virq',
      { dom: caller, vcpu: v, virq },
      { domain: caller, world: 'hypervisor' },
    );
    this.state = state;
  }

  /** Every bit agrees with the model. */
  check(): void {
    for (const id of DOMAINS) {
      const d = this.model.domains[id] as ModelDomain;
      const t = rec(this.state, ec.evtchnKey(id));
      expect(
        t.ports.flatMap((p, i) => (p.state === 'free' || i === 0 ? [] : [i])),
        `open ports of ${id}`,
      ).toEqual([...d.channels.keys()].sort((a, b) => a - b));
      expect(t.valid).toBe(d.grown);
      for (const v of [0, 1])
        expect(
          this.state.ram.load(vcpuInfoAt(this.state, id, v), VCPU_INFO.evtchn_upcall_pending) === 1,
          `upcall of ${id}.${v}`,
        ).toBe(d.upcall[v]);
      if (d.fifo && t.fifo) this.checkFifo(id, d, t.fifo);
      else this.checkBits(id, d);
    }
  }

  private checkBits(id: number, d: ModelDomain): void {
    const at = sharedInfoAt(this.state, id);
    const set = (field: typeof maskWord) => PORTS.filter((p) => this.state.ram.load(at, field(p)) & bitOf(p));
    expect(set(pendingWord), `pending of ${id}`).toEqual([...d.pending].sort((a, b) => a - b));
    expect(set(maskWord), `mask of ${id}`).toEqual([...d.masked].sort((a, b) => a - b));
    for (const v of [0, 1]) {
      const sel = this.state.ram.load(vcpuInfoAt(this.state, id, v), VCPU_INFO.evtchn_pending_sel);
      expect(sel, `selector of ${id}.${v}`).toBe(
        [...(d.words[v] as Set<number>)].reduce((s, w) => s | (1n << BigInt(w)), 0n),
      );
    }
  }

  private checkFifo(id: number, d: ModelDomain, f: ec.FifoDomain): void {
    const words = PORTS.filter((p) => d.hasWord(p)).map((p) => [p, readWord(this.state, f, p)] as const);
    const where = (bit: number) => words.flatMap(([p, w]) => (has(w, bit) ? [p] : []));
    const sorted = (s: Set<number>) => [...s].sort((a, b) => a - b);
    expect(where(PENDING), `PENDING of ${id}`).toEqual(sorted(d.pending));
    expect(where(MASKED), `MASKED of ${id}`).toEqual(sorted(d.masked));
    expect(where(LINKED), `LINKED of ${id}`).toEqual(sorted(d.fifo?.linked ?? new Set()));
    for (const v of [0, 1]) {
      if (!d.fifo?.control[v]) continue;
      const view = inspectFifo(this.state, id, v, []);
      for (const q of view?.queues ?? []) {
        const kept = rec(this.state, irqKey(id)).heads?.[v]?.[q.priority];
        expect(kept || 0, 'the guest has taken whole queues').toBe(0);
        expect(q.ready, `ready ${q.priority} of ${id}.${v}`).toBe(d.fifo.ready[v]?.has(q.priority));
        if (q.ready)
          expect(q.chain, `queue ${q.priority} of ${id}.${v}`).toEqual(d.fifo.queues[v]?.[q.priority]);
      }
    }
  }
}

describe('random operations agree with a model of sets and lists', () => {
  it(`${RUNS} runs, seeded`, { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(run, ({ fifo, ops }) => {
        const m = new Machine();
        if (fifo)
          for (const id of DOMAINS) {
            for (const v of [0, 1].slice(0, VCPUS)) m.perform(id, 'init_control', [v, -1, 0]);
            m.perform(id, 'expand_array', [-1]);
          }
        for (const o of ops) {
          m.perform(o.caller, o.name, o.args);
          m.check();
        }
      }),
      { seed: 0x2e, numRuns: RUNS },
    );
  });
});
