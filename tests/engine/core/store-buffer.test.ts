// Litmus tests of x86: Intel SDM vol. 3A 8.2.3.1 to 8.2.3.9, and Sewell et al., “x86-TSO” (CACM 53(7), 2010), section 2.
// Every state that each little program can reach is visited; what is allowed and what is not is as the manual has it.
import { describe, expect, it } from 'vitest';
import {
  apply,
  type Choice,
  choices,
  type Effect,
  type Flow,
  type Key,
  type Line,
  layout,
  line,
  type Machine,
  Memory,
  type MemoryModel,
  model,
  type Program,
  procedure,
  program,
  rec,
  type State,
  startThreads,
  u32,
  u64,
  withMemory,
} from '../../../engine/index.ts';
import { explore, reach } from '../support/explore.ts';

const V = layout('v', { x: u32, y: u32, wide: u64 }).fields;
type Name = 'x' | 'y';
type Registers = Readonly<Record<string, number>>;
const REGISTERS: Key<Registers> = 'registers';

type Code = (label: string) => Line;
const act =
  (text: string, run: (m: Machine) => Flow | void): Code =>
  (label) =>
    line(label, text, run);
const store = (name: Name, value: number): Code =>
  act(`${name} = ${value}`, (m) => m.store(0, V[name], value));
const load = (into: string, name: Name): Code =>
  act(`${into} = ${name}`, (m) => m.patch(REGISTERS, { [into]: m.load(0, V[name]) }));
const fence = (name: 'mb' | 'smp_mb' | 'wmb' | 'rmb'): Code => act(name, (m) => m.fence(name));
const xchg = (name: Name, value: number): Code =>
  act(`xchg(${name}, ${value})`, (m) => {
    m.lock();
    m.store(0, V[name], value);
  });
const emits = (e: Effect): Code => act(e.kind, (m) => m.emit(e));

function system(memory: MemoryModel, threads: Readonly<Record<string, readonly Code[]>>, cpu?: string) {
  const listings = Object.entries(threads).map(([id, code]) =>
    procedure(
      `run ${id}`,
      { source: model('a litmus test') },
      code.map((c, i) => c(`l${i}`)),
    ),
  );
  const prog: Program = withMemory(
    program(
      listings,
      Object.keys(threads).map((id) => ({
        id,
        domain: 1,
        start: { procedure: `run ${id}`, world: 'guest-kernel' as const },
        ...(cpu ? { cpu } : {}),
      })),
      [{ id: 1, role: 'guest', kernel: 'guest-kernel' }],
    ),
    memory,
  );
  const initial: State = {
    ram: Memory.empty,
    medium: Memory.empty,
    records: { [REGISTERS]: {} },
    threads: startThreads(prog),
    last: null,
  };
  return { prog, initial };
}

/** Every result that a program can have: `r1=0 r2=1`. */
function results(memory: MemoryModel, threads: Readonly<Record<string, readonly Code[]>>): string[] {
  const { prog, initial } = system(memory, threads);
  const out = explore(prog, initial).ends.map((s) =>
    Object.entries(rec(s, REGISTERS))
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([r, v]) => `${r}=${v}`)
      .join(' '),
  );
  return [...new Set(out)].sort();
}

describe('processors with store buffers', () => {
  const passing = (...between: Code[]) => ({
    p0: [store('x', 1), ...between, load('r1', 'y')],
    p1: [store('y', 1), ...between, load('r2', 'x')],
  });

  it('let a load pass an earlier store to another place (8.2.3.4), which sequential consistency does not', () => {
    expect(results('tso', passing())).toEqual(['r1=0 r2=0', 'r1=0 r2=1', 'r1=1 r2=0', 'r1=1 r2=1']);
    expect(results('sc', passing())).toEqual(['r1=0 r2=1', 'r1=1 r2=0', 'r1=1 r2=1']);
  });

  it.each(['mb', 'smp_mb'] as const)('do not after %s', (name) => {
    expect(results('tso', passing(fence(name)))).not.toContain('r1=0 r2=0');
  });

  it.each(['wmb', 'rmb'] as const)(
    'still do after %s, which orders stores or loads among themselves',
    (name) => {
      expect(results('tso', passing(fence(name)))).toContain('r1=0 r2=0');
    },
  );

  it('do not let a load pass a locked instruction (8.2.3.9)', () => {
    const locked = {
      p0: [xchg('x', 1), load('r1', 'y')],
      p1: [xchg('y', 1), load('r2', 'x')],
    };
    expect(results('tso', locked)).not.toContain('r1=0 r2=0');
  });

  it.each([
    { kind: 'exit', reason: 18, name: 'VMCALL' },
    { kind: 'interrupt', vector: 0xf3, how: 'callback' },
    { kind: 'port', dir: 'out', port: 0x1f7, size: 1, value: 0 },
    { kind: 'wake', thread: 'p1' },
  ] satisfies Effect[])('have nothing left in their buffer after $kind (11.10)', (effect) => {
    expect(results('tso', passing(emits(effect)))).not.toContain('r1=0 r2=0');
  });

  it('may keep a store through SYSCALL, which is not serialising (8.3)', () => {
    const call: Effect = { kind: 'hypercall', number: 32, name: 'event_channel_op', op: 'send' };
    expect(results('tso', passing(emits(call)))).toContain('r1=0 r2=0');
  });

  it('do not reorder stores with stores, or loads with loads (8.2.3.2)', () => {
    const MP = { p0: [store('x', 1), store('y', 1)], p1: [load('r1', 'y'), load('r2', 'x')] };
    expect(results('tso', MP)).toEqual(['r1=0 r2=0', 'r1=0 r2=1', 'r1=1 r2=1']);
  });

  it('do not reorder stores with earlier loads (8.2.3.3)', () => {
    const LB = { p0: [load('r1', 'x'), store('y', 1)], p1: [load('r2', 'y'), store('x', 1)] };
    expect(results('tso', LB)).not.toContain('r1=1 r2=1');
  });

  it('load what they have stored before anybody else can (8.2.3.5)', () => {
    const forwarding = {
      p0: [store('x', 1), load('r1', 'x'), load('r2', 'y')],
      p1: [store('y', 1), load('r3', 'y'), load('r4', 'x')],
    };
    const all = results('tso', forwarding);
    expect(all).toContain('r1=1 r2=0 r3=1 r4=0');
    for (const result of all) expect(result).toMatch(/r1=1 .*r3=1/);
  });

  it('show their stores to all others in one order (8.2.3.7)', () => {
    const IRIW = {
      p0: [store('x', 1)],
      p1: [store('y', 1)],
      p2: [load('r1', 'x'), load('r2', 'y')],
      p3: [load('r3', 'y'), load('r4', 'x')],
    };
    expect(results('tso', IRIW)).not.toContain('r1=1 r2=0 r3=1 r4=0');
  });

  it('forward the bytes of several stores to one load', () => {
    const { prog, initial } = system('tso', {
      p0: [
        act('wide', (m) => m.store(0, V.wide, 0x1122334455667788n)),
        act('low', (m) => m.store(V.wide.offset, V.x, 0xdeadbeef)),
        act('read', (m) => void m.load(0, V.wide)),
      ],
    });
    const made: Choice[] = [1, 2].map(() => ({ kind: 'line', thread: 'p0' }));
    const state = reach(prog, initial, made);
    const { record } = apply(prog, state, { kind: 'line', thread: 'p0' });
    expect(record.effects[0]).toMatchObject({ kind: 'read', value: 0x11223344deadbeefn });
    expect(state.ram.load(0, V.wide)).toBe(0n);
  });

  it('share their buffer among the threads that run on them', () => {
    const threads = { p0: [store('x', 1)], p1: [load('r', 'x')] };
    const own = system('tso', threads);
    const one = system('tso', threads, 'cpu0');
    const made: Choice[] = ['p0', 'p1'].map((thread) => ({ kind: 'line', thread }));
    expect(rec(reach(own.prog, own.initial, made), REGISTERS)).toEqual({ r: 0 });
    expect(rec(reach(one.prog, one.initial, made), REGISTERS)).toEqual({ r: 1 });
  });
});

describe('a step', () => {
  const { prog, initial } = system('tso', { p0: [store('x', 1), fence('mb')], p1: [load('r', 'x')] });
  const [stored] = [reach(prog, initial, [{ kind: 'line', thread: 'p0' }])];

  it('records that a store waits, and then that it reached memory', () => {
    const first = apply(prog, initial, { kind: 'line', thread: 'p0' });
    expect(first.record.effects).toMatchObject([{ kind: 'write', value: 1, old: 0, buffered: true }]);
    expect(first.state.ram.load(0, V.x)).toBe(0);
    expect(first.state.buffers).toMatchObject({ p0: [{ at: 0, what: 'v.x' }] });
    const drained = apply(prog, first.state, { kind: 'drain', cpu: 'p0' });
    expect(drained.record).toMatchObject({ thread: 'p0', procedure: 'store buffer', label: 'drain' });
    expect(drained.record.effects).toEqual([{ kind: 'drain', at: 0, size: 4, what: 'v.x' }]);
    expect(drained.state.ram.load(0, V.x)).toBe(1);
    expect(drained.state.buffers).toEqual({});
    expect(drained.state.threads).toBe(first.state.threads);
  });

  it('of a barrier brings what waits to memory before the barrier is passed', () => {
    const { record, state } = apply(prog, stored, { kind: 'line', thread: 'p0' });
    expect(record.effects.map((e) => e.kind)).toEqual(['drain', 'fence', 'return']);
    expect(state.ram.load(0, V.x)).toBe(1);
  });

  it('is offered for each thread and each buffer that is not empty, and refused where it is not possible', () => {
    expect(choices(prog, initial)).toEqual([
      { kind: 'line', thread: 'p0' },
      { kind: 'line', thread: 'p1' },
    ]);
    expect(choices(prog, stored)).toContainEqual({ kind: 'drain', cpu: 'p0' });
    expect(() => apply(prog, initial, { kind: 'drain', cpu: 'p0' })).toThrow(
      'a drain of the store buffer of p0 is not possible here',
    );
    const done = reach(prog, stored, [{ kind: 'line', thread: 'p1' }]);
    expect(() => apply(prog, done, { kind: 'line', thread: 'p1' })).toThrow(
      'a line of p1 is not possible here',
    );
  });
});
