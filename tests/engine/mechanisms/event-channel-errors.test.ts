/**
 * Every documented error of every event-channel operation, through do_event_channel_op, with its number. The order of the
 * checks and the numbers: Xen c447b7308b13 xen/common/event_channel.c, event_fifo.c; xen/include/public/errno.h.
 */
import { describe, expect, it } from 'vitest';
import { ERRNO, type Errno, type Field, type State } from '../../../engine/index.ts';
import { softirqKey } from '../../../engine/mechanisms/continuation.ts';
import { domainKey } from '../../../engine/mechanisms/domain.ts';
import * as ec from '../../../engine/mechanisms/event-channel.ts';
import * as eo from '../../../engine/mechanisms/event-ops.ts';
import { buildTables, l1_table } from '../../../engine/mechanisms/guest-walk.ts';
import { type Answer, ARGUMENT, evtchnOp, host, NOWHERE, ramAt, withTable } from '../support/events.ts';

type Values = readonly (readonly [Field, number | bigint])[];
const alloc = (dom: number, remote: number): Values => [
  [ec.evtchn_alloc_unbound.fields.dom, dom],
  [ec.evtchn_alloc_unbound.fields.remote_dom, remote],
];
const bind = (dom: number, port: number): Values => [
  [ec.evtchn_bind_interdomain.fields.remote_dom, dom],
  [ec.evtchn_bind_interdomain.fields.remote_port, port],
];
const virq = (n: number, vcpu: number): Values => [
  [eo.evtchn_bind_virq.fields.virq, n],
  [eo.evtchn_bind_virq.fields.vcpu, vcpu],
];
const pirq = (n: number): Values => [[eo.evtchn_bind_pirq.fields.pirq, n]];
const ipi = (vcpu: number): Values => [[eo.evtchn_bind_ipi.fields.vcpu, vcpu]];
const port = (n: number): Values => [[ec.evtchn_send.fields.port, n]];
const status = (dom: number, n: number): Values => [
  [eo.evtchn_status.fields.dom, dom],
  [eo.evtchn_status.fields.port, n],
];
const toVcpu = (n: number, vcpu: number): Values => [
  [eo.evtchn_bind_vcpu.fields.port, n],
  [eo.evtchn_bind_vcpu.fields.vcpu, vcpu],
];
const reset = (dom: number): Values => [[eo.evtchn_reset.fields.dom, dom]];
const control = (gfn: number, offset: number, vcpu: number): Values => [
  [eo.evtchn_init_control.fields.control_gfn, gfn],
  [eo.evtchn_init_control.fields.offset, offset],
  [eo.evtchn_init_control.fields.vcpu, vcpu],
];
const expand = (gfn: number): Values => [[eo.evtchn_expand_array.fields.array_gfn, gfn]];
const priority = (n: number, p: number): Values => [
  [eo.evtchn_set_priority.fields.port, n],
  [eo.evtchn_set_priority.fields.priority, p],
];

const SELF = ec.DOMID_SELF;
/** Performs operations of guest 1 that must succeed. */
function after(...ops: readonly (readonly [cmd: number, values: Values, caller?: number])[]): State {
  let state = host();
  for (const [cmd, values, caller = 1] of ops) {
    const answer = evtchnOp(state, caller, cmd, values);
    expect(answer.rc, `${ec.EVTCHNOP_NAMES[cmd]}`).toBe(0);
    state = answer.state;
  }
  return state;
}
const oneUnbound = () => after([ec.EVTCHNOP_alloc_unbound, alloc(SELF, 0)]);
const fifo = () => after([ec.EVTCHNOP_init_control, control(0x40, 0, 0)]);
const NOBODY = 99;
/** Every port of guest 1 up to its cap is in use. */
const full = (state = host()) =>
  withTable(state, 1, {
    ports: [
      { state: 'reserved' },
      ...new Array<ec.Evtchn>(1023).fill({ state: 'unbound', remoteDom: 0, vcpu: 0 }),
    ],
    valid: 1024,
  });
const xenAttached = () =>
  withTable(host(), 1, {
    ports: [{ state: 'reserved' }, { state: 'unbound', remoteDom: 0, vcpu: 0, xenConsumer: true }],
  });
const dying = () => withTable(host(), 1, { dying: true });
/** The first 63 ports are taken, and the page for more cannot be had. */
const noHeap = () =>
  withTable(host({ heapExhausted: true }), 1, {
    ports: [
      { state: 'reserved' },
      ...new Array<ec.Evtchn>(63).fill({ state: 'unbound', remoteDom: 0, vcpu: 0 }),
    ],
  });

type Case = readonly [
  what: string,
  error: Errno | 0,
  cmd: number,
  values: Values,
  state: () => State,
  caller?: number,
];

const CASES: readonly Case[] = [
  // alloc_unbound: domain, port, and only then permission.
  ['alloc_unbound for nobody', 'ESRCH', ec.EVTCHNOP_alloc_unbound, alloc(NOBODY, 0), host],
  ['alloc_unbound with every port taken', 'ENOSPC', ec.EVTCHNOP_alloc_unbound, alloc(SELF, 0), full],
  ['alloc_unbound in a dying domain', 'EINVAL', ec.EVTCHNOP_alloc_unbound, alloc(SELF, 0), dying],
  ['alloc_unbound without memory', 'ENOMEM', ec.EVTCHNOP_alloc_unbound, alloc(SELF, 0), noHeap],
  ['alloc_unbound for another guest', 'EPERM', ec.EVTCHNOP_alloc_unbound, alloc(2, 0), host],
  ['alloc_unbound for another guest that is full', 'ENOSPC', ec.EVTCHNOP_alloc_unbound, alloc(1, 0), full, 2],
  ['alloc_unbound by dom0 for a guest', 0, ec.EVTCHNOP_alloc_unbound, alloc(1, 0), host, 0],
  ['alloc_unbound for a remote that does not exist', 0, ec.EVTCHNOP_alloc_unbound, alloc(SELF, NOBODY), host],
  // bind_interdomain: the local port comes before any look at the remote one.
  ['bind_interdomain to nobody', 'ESRCH', ec.EVTCHNOP_bind_interdomain, bind(NOBODY, 1), host],
  [
    'bind_interdomain with every local port taken',
    'ENOSPC',
    ec.EVTCHNOP_bind_interdomain,
    bind(0, 4000),
    full,
  ],
  ['bind_interdomain without memory', 'ENOMEM', ec.EVTCHNOP_bind_interdomain, bind(0, 1), noHeap],
  ['bind_interdomain to a port beyond the table', 'EINVAL', ec.EVTCHNOP_bind_interdomain, bind(0, 64), host],
  ['bind_interdomain to a free port', 'EINVAL', ec.EVTCHNOP_bind_interdomain, bind(0, 1), host],
  [
    'bind_interdomain to a port that waits for another',
    'EINVAL',
    ec.EVTCHNOP_bind_interdomain,
    bind(1, 1),
    oneUnbound,
    2,
  ],
  [
    'bind_interdomain to itself',
    0,
    ec.EVTCHNOP_bind_interdomain,
    bind(SELF, 1),
    () => after([ec.EVTCHNOP_alloc_unbound, alloc(SELF, SELF)]),
  ],
  // bind_virq
  ['bind_virq of number 24', 'EINVAL', ec.EVTCHNOP_bind_virq, virq(24, 0), host],
  ['bind_virq of a negative number', 'EINVAL', ec.EVTCHNOP_bind_virq, virq(0xffff_ffff, 0), host],
  ['bind_virq of a global one to vCPU 1', 'EINVAL', ec.EVTCHNOP_bind_virq, virq(2, 1), host],
  ['bind_virq to a vCPU that is not there', 'ENOENT', ec.EVTCHNOP_bind_virq, virq(0, 2), host],
  ['bind_virq of a global one by a guest', 'EBUSY', ec.EVTCHNOP_bind_virq, virq(2, 0), host],
  ['bind_virq of a global one by dom0', 0, ec.EVTCHNOP_bind_virq, virq(2, 0), host, 0],
  ['bind_virq of one per domain by a guest', 0, ec.EVTCHNOP_bind_virq, virq(11, 0), host],
  [
    'bind_virq twice',
    'EEXIST',
    ec.EVTCHNOP_bind_virq,
    virq(0, 0),
    () => after([ec.EVTCHNOP_bind_virq, virq(0, 0)]),
  ],
  ['bind_virq with every port taken', 'ENOSPC', ec.EVTCHNOP_bind_virq, virq(0, 0), full],
  ['bind_virq without memory', 'ENOMEM', ec.EVTCHNOP_bind_virq, virq(0, 0), noHeap],
  // bind_ipi
  ['bind_ipi to a vCPU that is not there', 'ENOENT', ec.EVTCHNOP_bind_ipi, ipi(2), host],
  ['bind_ipi with every port taken', 'ENOSPC', ec.EVTCHNOP_bind_ipi, ipi(0), full],
  // bind_pirq
  ['bind_pirq beyond the domain’s', 'EINVAL', ec.EVTCHNOP_bind_pirq, pirq(56), host],
  ['bind_pirq by a PV guest without permission', 'EPERM', ec.EVTCHNOP_bind_pirq, pirq(9), host, 2],
  [
    'bind_pirq twice',
    'EEXIST',
    ec.EVTCHNOP_bind_pirq,
    pirq(9),
    () => after([ec.EVTCHNOP_bind_pirq, pirq(9)]),
  ],
  ['bind_pirq with every port taken', 'ENOSPC', ec.EVTCHNOP_bind_pirq, pirq(9), full],
  // send
  ['send on a port beyond the table', 'EINVAL', ec.EVTCHNOP_send, port(64), host],
  ['send on a free port', 'EINVAL', ec.EVTCHNOP_send, port(5), host],
  ['send on port 0', 'EINVAL', ec.EVTCHNOP_send, port(0), host],
  ['send on a VIRQ', 'EINVAL', ec.EVTCHNOP_send, port(1), () => after([ec.EVTCHNOP_bind_virq, virq(0, 0)])],
  ['send on a PIRQ', 'EINVAL', ec.EVTCHNOP_send, port(1), () => after([ec.EVTCHNOP_bind_pirq, pirq(9)])],
  ['send on a channel of Xen’s own', 'EINVAL', ec.EVTCHNOP_send, port(1), xenAttached],
  ['send while nobody is bound: dropped', 0, ec.EVTCHNOP_send, port(1), oneUnbound],
  // close
  ['close of a port beyond the table', 'EINVAL', ec.EVTCHNOP_close, port(64), host],
  ['close of a free port', 'EINVAL', ec.EVTCHNOP_close, port(5), host],
  ['close of port 0', 'EINVAL', ec.EVTCHNOP_close, port(0), host],
  ['close of a channel of Xen’s own', 'EINVAL', ec.EVTCHNOP_close, port(1), xenAttached],
  // status
  ['status of nobody’s port', 'ESRCH', ec.EVTCHNOP_status, status(NOBODY, 1), host],
  ['status of a port beyond the table', 'EINVAL', ec.EVTCHNOP_status, status(SELF, 64), host],
  ['status of another guest’s port', 'EPERM', ec.EVTCHNOP_status, status(2, 1), host],
  ['status of another guest’s port that it does not have', 'EINVAL', ec.EVTCHNOP_status, status(2, 64), host],
  ['status of a free port: closed', 0, ec.EVTCHNOP_status, status(SELF, 5), host],
  ['status of a guest’s port by dom0', 0, ec.EVTCHNOP_status, status(1, 1), oneUnbound, 0],
  // bind_vcpu: the vCPU first.
  ['bind_vcpu to a vCPU that is not there', 'ENOENT', ec.EVTCHNOP_bind_vcpu, toVcpu(4000, 2), host],
  ['bind_vcpu of a port beyond the table', 'EINVAL', ec.EVTCHNOP_bind_vcpu, toVcpu(64, 1), host],
  ['bind_vcpu of a free port', 'EINVAL', ec.EVTCHNOP_bind_vcpu, toVcpu(5, 1), host],
  [
    'bind_vcpu of an IPI',
    'EINVAL',
    ec.EVTCHNOP_bind_vcpu,
    toVcpu(1, 1),
    () => after([ec.EVTCHNOP_bind_ipi, ipi(0)]),
  ],
  [
    'bind_vcpu of a per-vCPU VIRQ',
    'EINVAL',
    ec.EVTCHNOP_bind_vcpu,
    toVcpu(1, 1),
    () => after([ec.EVTCHNOP_bind_virq, virq(0, 0)]),
  ],
  ['bind_vcpu of a channel of Xen’s own', 'EINVAL', ec.EVTCHNOP_bind_vcpu, toVcpu(1, 1), xenAttached],
  ['bind_vcpu of an unbound port', 0, ec.EVTCHNOP_bind_vcpu, toVcpu(1, 1), oneUnbound],
  [
    'bind_vcpu of a per-domain VIRQ',
    0,
    ec.EVTCHNOP_bind_vcpu,
    toVcpu(1, 1),
    () => after([ec.EVTCHNOP_bind_virq, virq(11, 0)]),
  ],
  // unmask
  ['unmask of a port beyond the table', 'EINVAL', ec.EVTCHNOP_unmask, port(64), host],
  ['unmask of a free port: nothing', 0, ec.EVTCHNOP_unmask, port(5), host],
  // reset
  ['reset of nobody', 'ESRCH', ec.EVTCHNOP_reset, reset(NOBODY), host],
  ['reset of another guest', 'EPERM', ec.EVTCHNOP_reset, reset(2), host],
  ['reset of a running guest by dom0', 'EINVAL', ec.EVTCHNOP_reset, reset(1), host, 0],
  [
    'reset while one is under way',
    'EBUSY',
    ec.EVTCHNOP_reset,
    reset(SELF),
    () => withTable(host(), 1, { next: 64 }),
  ],
  ['reset', 0, ec.EVTCHNOP_reset, reset(SELF), oneUnbound],
  // FIFO
  ['init_control of a vCPU that is not there', 'ENOENT', ec.EVTCHNOP_init_control, control(0x40, 0, 2), host],
  ['init_control with an offset of 4032', 'EINVAL', ec.EVTCHNOP_init_control, control(0x40, 4032, 0), host],
  ['init_control with an offset of 4024', 0, ec.EVTCHNOP_init_control, control(0x40, 4024, 0), host],
  ['init_control with an odd offset', 'EINVAL', ec.EVTCHNOP_init_control, control(0x40, 4, 0), host],
  ['init_control in no memory', 'EINVAL', ec.EVTCHNOP_init_control, control(0x10_0000, 0, 0), host],
  ['init_control twice', 'EINVAL', ec.EVTCHNOP_init_control, control(0x41, 0, 0), fifo],
  [
    'init_control without memory',
    'ENOMEM',
    ec.EVTCHNOP_init_control,
    control(0x40, 0, 0),
    () => host({ heapExhausted: true }),
  ],
  [
    'init_control in a Xen without FIFO',
    'EOPNOTSUPP',
    ec.EVTCHNOP_init_control,
    control(0x40, 0, 0),
    () => host({ evtchnFifo: false }),
  ],
  ['expand_array before init_control', 'EOPNOTSUPP', ec.EVTCHNOP_expand_array, expand(0x50), host],
  ['expand_array in no memory', 'EINVAL', ec.EVTCHNOP_expand_array, expand(0x10_0000), fifo],
  [
    'the 129th expand_array',
    'ENOSPC',
    ec.EVTCHNOP_expand_array,
    expand(0x50),
    () =>
      after(
        [ec.EVTCHNOP_init_control, control(0x40, 0, 0)],
        ...new Array(128).fill([ec.EVTCHNOP_expand_array, expand(0x50)]),
      ),
  ],
  ['set_priority beyond the table', 'EINVAL', ec.EVTCHNOP_set_priority, priority(64, 0), host],
  ['set_priority with the 2-level ABI', 'ENOSYS', ec.EVTCHNOP_set_priority, priority(1, 0), oneUnbound],
  ['set_priority of a free port', 'EACCES', ec.EVTCHNOP_set_priority, priority(5, 0), fifo],
  [
    'set_priority 16',
    'EINVAL',
    ec.EVTCHNOP_set_priority,
    priority(1, 16),
    () => after([ec.EVTCHNOP_init_control, control(0x40, 0, 0)], [ec.EVTCHNOP_alloc_unbound, alloc(SELF, 0)]),
  ],
  [
    'set_priority 15',
    0,
    ec.EVTCHNOP_set_priority,
    priority(1, 15),
    () => after([ec.EVTCHNOP_init_control, control(0x40, 0, 0)], [ec.EVTCHNOP_alloc_unbound, alloc(SELF, 0)]),
  ],
  ['a command that does not exist', 'ENOSYS', 15, [], host],
];

const tables = (s: State): string => JSON.stringify([0, 1, 2].map((id) => s.records[ec.evtchnKey(id)]));

describe('errors of event-channel operations', () => {
  for (const [what, error, cmd, values, state, caller = 1] of CASES) {
    it(`${what}: ${error === 0 ? 'allowed' : `-${error} (${ERRNO[error]})`}`, () => {
      const before = state();
      const after = evtchnOp(before, caller, cmd, values);
      expect(after.rc).toBe(error === 0 ? 0 : -ERRNO[error]);
      if (error !== 0) expect(tables(after.state), 'it leaves no trace').toBe(tables(before));
    });
  }

  const commands = Object.keys(ec.EVTCHNOP_NAMES).map(Number);
  it.each(commands)('command %i with a pointer to nowhere is -EFAULT (14)', (cmd) => {
    expect(evtchnOp(host(), 1, cmd, [], NOWHERE).rc).toBe(-14);
  });
  it('an unknown command does not touch its argument: -ENOSYS (38) even with a pointer to nowhere', () => {
    expect(evtchnOp(host(), 1, 77, [], NOWHERE).rc).toBe(-38);
  });
});

describe('-EFAULT after the work is done (the comment in the source: “Cleaning up here would be a mess!”)', () => {
  /** Guest 1 runs on page tables that map its argument page for reading only. */
  function readOnly(): { readonly state: State; readonly va: bigint } {
    const state = host();
    const va = 0xffff_8880_0000_3000n;
    let next = 0x80;
    const { cr3, entries } = buildTables([{ va, gfn: ARGUMENT / 4096, pages: 1, rw: false }], () => next++);
    const domain = state.records[domainKey(1)] as object;
    let { ram } = evtchnOp(state, 1, 99, []).state;
    ram = ram.writable({} as never);
    for (const [frame, index, entry] of entries)
      ram = ram.store(ramAt(1, frame * 4096), l1_table.fields.l1e[index] as Field<bigint>, entry);
    return {
      va,
      state: { ...state, ram, records: { ...state.records, [domainKey(1)]: { ...domain, cr3 } } },
    };
  }
  it('bind_ipi in a page that may only be read: the port is taken all the same', () => {
    const { state, va } = readOnly();
    const answer: Answer = evtchnOp(state, 1, ec.EVTCHNOP_bind_ipi, ipi(1), va);
    expect(answer.rc).toBe(-14);
    expect((answer.state.records[ec.evtchnKey(1)] as ec.EvtchnTable).ports[1]).toMatchObject({
      state: 'ipi',
      vcpu: 1,
    });
  });
  it('send only reads: it succeeds there', () => {
    const { state, va } = readOnly();
    const bound = withTable(state, 1, {
      ports: [{ state: 'reserved' }, { state: 'ipi', number: 0, vcpu: 1 }],
    });
    expect(evtchnOp(bound, 1, ec.EVTCHNOP_send, port(1), va).rc).toBe(0);
  });
});

describe('a reset that is preempted', () => {
  it('answers nothing yet: the registers hold reset_cont (14), and the table where to go on', () => {
    const many = withTable(host(), 1, {
      ports: [{ state: 'reserved' }, ...new Array<ec.Evtchn>(70).fill({ state: 'ipi', number: 0, vcpu: 0 })],
      valid: 128,
    });
    const put = {
      ...many,
      records: { ...many.records, [softirqKey]: { pending: true, every: 0, looks: 0 } },
    };
    const { rc, state } = evtchnOp(put, 1, ec.EVTCHNOP_reset, reset(SELF));
    expect(rc).toBe(32);
    expect(state.records['cpu.d1.0']).toMatchObject({ rax: 32n, rdi: 14n, rsi: BigInt(ARGUMENT) });
    expect(state.records[ec.evtchnKey(1)]).toMatchObject({ next: 64 });
    expect(evtchnOp(state, 1, ec.EVTCHNOP_reset, reset(SELF)).rc, 'another reset meanwhile').toBe(-16);
    const calm = {
      ...state,
      records: { ...state.records, [softirqKey]: { pending: false, every: 0, looks: 0 } },
    };
    const rest = evtchnOp(calm, 1, ec.EVTCHNOP_reset_cont, reset(SELF));
    expect(rest.rc).toBe(0);
    expect(
      (rest.state.records[ec.evtchnKey(1)] as ec.EvtchnTable).ports.every((p) => p.state !== 'ipi'),
    ).toBe(true);
  });
  it('is -EAGAIN (11) when a port was opened behind it meanwhile', () => {
    // Port 3 was bound by the other vCPU while the reset was preempted at 64.
    const late = withTable(host(), 1, {
      ports: [
        { state: 'reserved' },
        { state: 'free' },
        { state: 'free' },
        { state: 'ipi', number: 0, vcpu: 1 },
      ],
      valid: 128,
      next: 64,
    });
    expect(evtchnOp(late, 1, ec.EVTCHNOP_reset_cont, reset(SELF)).rc).toBe(-11);
  });
});
