/** One port access through the device model: the states of the shared request, its price, and what nobody owns. */
import { describe, expect, it } from 'vitest';
import {
  call,
  charge,
  EMPTY_LEDGER,
  enabled,
  goto,
  line,
  Machine,
  Memory,
  maddr,
  model,
  type Procedure,
  procedure,
  program,
  rec,
  ret,
  run,
  type State,
  type StepRecord,
  startThreads,
} from '../../../engine/index.ts';
import {
  connectDeviceModel,
  deviceModelMechanism,
  deviceModelRecords,
  type PortCall,
} from '../../../engine/mechanisms/device-model.ts';
import { domainKey } from '../../../engine/mechanisms/domain.ts';
import {
  eventChannelMechanism,
  eventSendOpMechanism,
  evtchnKey,
  newEvtchnTable,
} from '../../../engine/mechanisms/event-channel.ts';
import { hypercallMechanism } from '../../../engine/mechanisms/hypercall.ts';
import { ioreq, ioreqMechanism, type PortAccess, vcpuIoKey } from '../../../engine/mechanisms/ioreq.ts';
import { irqKey, linuxEventsMechanism } from '../../../engine/mechanisms/linux-events.ts';
import { hvmInterrupts, pvInterrupts, upcallMechanism } from '../../../engine/mechanisms/upcall.ts';
import { newVcpu, vcpuKey } from '../../../engine/mechanisms/vcpu.ts';
import { xen } from '../../../engine/platforms/xen.ts';
import { callProcedure } from '../support/call.ts';

const PAGE = maddr(0x5000);
/** A device with one register at 0x100. */
const device = procedure<PortCall>('device', { source: model('a test'), world: 'device-model' }, [
  line('serve', 'the register', (m, l) => {
    if (l.read) return ret(rec<{ value: number }>(m, 'device').value);
    m.patch<{ value: number }>('device', { value: l.value });
    return ret();
  }),
]);

function play(accesses: readonly (Omit<PortAccess, 'value'> & { readonly value?: number })[]) {
  const guest: Procedure = procedure('guest', { source: model('a test'), world: 'kernel' }, [
    line('next', 'next', (_, l) => (Number(l.i ?? 0) < accesses.length ? undefined : ret())),
    line('access', 'access', (_m, l) => {
      const a = accesses[Number(l.i ?? 0)];
      l.i = Number(l.i ?? 0) + 1;
      return call(
        a?.dir === 'in' ? 'IN' : 'OUT',
        { port: a?.port ?? 0, size: a?.size ?? 1, value: a?.value ?? 0 },
        'v',
      );
    }),
    line('note', 'note', (m, l) => {
      m.patch<{ seen: unknown[] }>('seen', { seen: [...rec<{ seen: unknown[] }>(m, 'seen').seen, l.v] });
      return goto('next');
    }),
  ]);
  const idle = procedure('idle', { source: model('a test'), world: 'kernel' }, [
    line(
      'wait',
      'wait',
      () => goto('wait'),
      () => false,
    ),
  ]);
  const prog = program(
    [
      guest,
      idle,
      device,
      ...ioreqMechanism.procedures,
      ...deviceModelMechanism.procedures,
      ...eventChannelMechanism.procedures,
      ...eventSendOpMechanism.procedures,
      ...upcallMechanism.procedures,
      ...hypercallMechanism.procedures,
      ...linuxEventsMechanism.procedures,
    ],
    [
      {
        id: 'guest',
        domain: 1,
        start: { procedure: 'guest', world: 'guest-kernel' },
        interrupts: hvmInterrupts(1),
      },
      { id: 'qemu', domain: 0, start: { procedure: 'main_loop_wait', world: 'device-model' } },
      { id: 'dom0', domain: 0, start: { procedure: 'idle', world: 'backend' }, interrupts: pvInterrupts(0) },
    ],
    xen.domains,
  );
  const domain = (id: number, type: 'hvm' | 'pv') => ({
    id,
    type,
    p2m: [{ gfn: 0, mfn: id * 0x100, pages: 16, what: 'RAM' }],
    shared_info: maddr(0x1000 + id * 0x1000),
    grant_frames: maddr(0),
    nr_grant_entries: 0,
  });
  const start: State = {
    ram: Memory.empty,
    medium: Memory.empty,
    threads: startThreads(prog),
    last: null,
    records: {
      [domainKey(0)]: domain(0, 'pv'),
      [domainKey(1)]: domain(1, 'hvm'),
      [vcpuKey(0)]: newVcpu('pv', false),
      [vcpuKey(1)]: newVcpu('per-vcpu-vector', true),
      [evtchnKey(0)]: newEvtchnTable(),
      [evtchnKey(1)]: newEvtchnTable(),
      [irqKey(0)]: { handlers: {}, stack: 0x2f00 },
      device: { value: 0x1234 },
      seen: { seen: [] },
      ...deviceModelRecords({
        guest: 1,
        page: PAGE,
        buffered: maddr(0x6000),
        handlers: [{ first: 0x100, last: 0x103, handler: 'device' }],
      }),
    },
  };
  const m = new Machine(prog, start);
  connectDeviceModel(m, 1);
  const next = (s: State) =>
    s.last !== null && enabled(prog, s, s.last)
      ? s.last
      : prog.threads.find((t) => enabled(prog, s, t.id))?.id;
  // The device model goes to sleep before the story begins.
  const asleep = run(prog, { ...m.freeze(), last: 'qemu' }, (s) =>
    enabled(prog, s, 'qemu') ? 'qemu' : undefined,
  );
  let ledger = EMPTY_LEDGER;
  const records: StepRecord[] = [];
  const end = run(prog, { ...asleep, last: null }, next, (r) => {
    ledger = charge(ledger, r);
    records.push(r);
  });
  return { end, ledger, records, seen: rec<{ seen: unknown[] }>(end, 'seen').seen };
}

const states = (records: readonly StepRecord[]): number[] =>
  records.flatMap((r) =>
    r.effects.flatMap((e) =>
      e.kind === 'write' && e.place.layout === 'ioreq' && e.place.leaf === 'state'
        ? [Number(e.value) & 0xf]
        : [],
    ),
  );

describe('a port access that the device model serves', () => {
  it.each(['in', 'out'] as const)('%s: READY, INPROCESS, IORESP_READY, NONE', (dir) => {
    const { records } = play([{ dir, port: 0x100, size: 2, value: 7 }]);
    expect(states(records)).toEqual([0, 1, 2, 3, 0]);
  });
  it('costs what the ledger of the facts says (mmu-and-peers §6.1 D4 a to e)', () => {
    const one = { X: 1, N: 1, Ib: 1, Ct: 1, S: 4, Hb: 1, P: 1, Hg: 0, Ig: 0 };
    expect(play([{ dir: 'in', port: 0x100, size: 2 }]).ledger).toMatchObject(one);
    expect(play([{ dir: 'out', port: 0x100, size: 2, value: 1 }]).ledger).toMatchObject(one);
    const six = play(
      Array.from({ length: 6 }, () => ({ dir: 'out' as const, port: 0x100, size: 1, value: 1 })),
    );
    expect(six.ledger).toMatchObject({ X: 6, N: 6, Ib: 6, Ct: 6, S: 24, Hb: 6, P: 6 });
  });
  it('reads what was written, in the width of the access', () => {
    const { seen, end } = play([
      { dir: 'out', port: 0x100, size: 4, value: 0xdeadbeef },
      { dir: 'in', port: 0x100, size: 4 },
      { dir: 'in', port: 0x100, size: 2 },
      { dir: 'in', port: 0x100, size: 1 },
      { dir: 'out', port: 0x100, size: 1, value: 0x1ff },
      { dir: 'in', port: 0x100, size: 2 },
    ]);
    expect([seen[1], seen[2], seen[3], seen[5]]).toEqual([0xdeadbeef, 0xbeef, 0xef, 0xff]);
    expect(rec(end, vcpuIoKey(1)).trace).toHaveLength(6);
    expect(end.ram.load(PAGE, ioreq.fields.state) & 0xf).toBe(0);
  });
});

describe('a port that nobody owns', () => {
  it('reads all ones and swallows a write, inside Xen: one exit and nothing else', () => {
    const { seen, ledger } = play([
      { dir: 'in', port: 0x200, size: 1 },
      { dir: 'in', port: 0x200, size: 2 },
      { dir: 'in', port: 0x200, size: 4 },
      { dir: 'out', port: 0x200, size: 4, value: 1 },
    ]);
    expect(seen.slice(0, 3)).toEqual([0xff, 0xffff, 0xffffffff]);
    expect(ledger).toMatchObject({ X: 4, N: 0, Ib: 0, Ct: 0, S: 0, Hb: 0 });
  });
  it('is one that no single range of the device model holds whole', () => {
    expect(play([{ dir: 'in', port: 0x102, size: 4 }]).ledger).toMatchObject({ X: 1, N: 0 });
  });
});

describe('wait_for_io', () => {
  // Xen common/ioreq.c: a state that goes backwards or is unknown is “weird”, and the domain is crashed.
  it.each([
    ['unknown', 9],
    ['unknown', 4],
  ])('a state that is %s (%i) crashes the domain', (_, state) => {
    const base: State = {
      ram: Memory.empty,
      medium: Memory.empty,
      records: {
        ...deviceModelRecords({ guest: 1, page: PAGE, buffered: maddr(0x6000), handlers: [] }),
        [vcpuKey(1)]: newVcpu('per-vcpu-vector', true),
      },
      threads: {},
      last: null,
    };
    const m = new Machine(program([], []), base);
    m.store(PAGE, ioreq.fields.state, state);
    const done = callProcedure(
      ioreqMechanism.procedures,
      { ...m.freeze(), threads: {} },
      'wait_for_io',
      { dom: 1 },
      {
        domain: 1,
        world: 'hypervisor',
      },
    );
    expect(done.value).toBe(false);
    expect(rec(done.state, vcpuIoKey(1)).crashed).toBe(true);
  });
});
