// The machine on a ring trace of random operations: two threads, calls three deep, shared bytes and private records.
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RING_AT, type RingTrace, ringTrace } from '@/engine/conformance/ring-drivers.ts';
import { slotsOf } from '@/engine/conformance/ring-records.ts';
import { Machine, run, type StepRecord, step } from '@/engine/core/machine.ts';
import { Memory } from '@/engine/core/memory.ts';
import { call, goto, line, model, procedure, ret } from '@/engine/core/procedure.ts';
import { type Key, program, rec, type State, startThreads } from '@/engine/core/state.ts';
import { traces } from '../tools/arbitraries.ts';
import type { Op, Shape } from '../tools/ring-model.ts';

type Sequence = { readonly shape: Shape; readonly list: readonly (readonly [Op, number])[] };

const PAYLOAD = { 'blkif.req': 'id=i, sector_number=8*i', 'blkif.rsp': 'id=i, status=0', tiny: 'u32 id=i' };
const SLOT = { blkif: 112, tiny: 4 };

function world({ shape, list }: Sequence): RingTrace {
  const slot = SLOT[shape.kind];
  const slots = slotsOf(shape.kind, slot, PAYLOAD);
  return ringTrace(
    slots,
    { nr_ents: shape.entries, slot, start: shape.start },
    list.map(([op, arg]) => ({ op, arg })),
  );
}

interface Taken {
  readonly states: readonly State[];
  readonly records: readonly StepRecord[];
}

function stepByStep({ program: prog, initial, next }: RingTrace): Taken {
  const states = [initial];
  const records: StepRecord[] = [];
  for (let state = initial; ; ) {
    const id = next(state);
    if (id === undefined) return { states, records };
    const done = step(prog, state, id);
    state = done.state;
    states.push(state);
    records.push(done.record);
  }
}

/** A state as text: everything that a stored copy of it would hold, the bytes by their checksums. */
const data = ({ ram, records, threads, last }: State): string =>
  JSON.stringify([ram.pages().map((p) => [p, crc32(ram.bytes(p * 4096, 4096))]), records, threads, last]);

const RUNS = { seed: 0x4d414348, numRuns: 60 };

describe('the machine', () => {
  it('does the same in one run as step by step, and records the same', () => {
    fc.assert(
      fc.property(traces(30), (t) => {
        const w = world(t);
        const single = stepByStep(w);
        const records: StepRecord[] = [];
        const end = run(w.program, w.initial, w.next, (r) => void records.push(r));
        expect(records).toEqual(single.records);
        expect(data(end)).toBe(data(single.states.at(-1) as State));
      }),
      RUNS,
    );
  });

  it('does the same however often a run is frozen', () => {
    fc.assert(
      fc.property(traces(25), fc.array(fc.boolean(), { minLength: 5, maxLength: 40 }), (t, pattern) => {
        const w = world(t);
        const { states } = stepByStep(w);
        const frozen: (readonly [number, State, string])[] = [];
        let n = 0;
        run(w.program, w.initial, w.next, (_, now) => {
          n++;
          if (!pattern[n % pattern.length]) return;
          const state = now();
          frozen.push([n, state, data(state)]);
        });
        for (const [at, state, then] of frozen) {
          expect(data(state)).toBe(then);
          expect(then).toBe(data(states[at] as State));
        }
      }),
      RUNS,
    );
  });

  it('leaves every state that it passed as it was', () => {
    fc.assert(
      fc.property(traces(15), (t) => {
        const w = world(t);
        const state = w.initial;
        const before = data(state);
        const { states } = stepByStep(w);
        const seen = states.map(data);
        run(w.program, state, w.next);
        stepByStep(w);
        expect(data(state)).toBe(before);
        expect(states.map(data).join()).toBe(seen.join());
      }),
      { ...RUNS, numRuns: 25 },
    );
  });

  it('changes no byte that the record of the step does not list', () => {
    fc.assert(
      fc.property(traces(25), (t) => {
        const { states, records } = stepByStep(world(t));
        for (const [i, record] of records.entries()) {
          const [a, b] = [states[i] as State, states[i + 1] as State];
          const listed = new Set<number>();
          for (const e of record.effects) {
            if (e.kind === 'write') for (let k = 0; k < e.place.size; k++) listed.add(e.place.at + k);
            if (e.kind === 'fill') for (let k = 0; k < e.size; k++) listed.add(e.at + k);
          }
          for (const [from, to] of a.ram.changedLines(b.ram)) {
            for (let at = from; at < to; at++) {
              if (a.ram.uint(at, 1) !== b.ram.uint(at, 1)) expect(listed).toContain(at);
            }
          }
        }
      }),
      RUNS,
    );
  });

  it('shares what a step does not touch', () => {
    const { states, records } = stepByStep(
      world({
        shape: { kind: 'blkif', entries: 8, start: 0 },
        list: [
          ['f.queue', 3],
          ['f.push', 0],
        ],
      }),
    );
    for (const [i, record] of records.entries()) {
      const [a, b] = [states[i] as State, states[i + 1] as State];
      const keys = record.effects.flatMap((e) => (e.kind === 'record' ? [e.key] : []));
      for (const key of Object.keys(a.records))
        expect(a.records[key] === b.records[key]).toBe(!keys.includes(key));
      for (const id of Object.keys(a.threads)) {
        if (id !== record.thread) expect(b.threads[id]).toBe(a.threads[id]);
      }
      if (!record.effects.some((e) => e.kind === 'write' || e.kind === 'fill'))
        expect(a.ram.changedLines(b.ram)).toEqual([]);
    }
    expect(states.at(-1)?.ram.uint(RING_AT, 4)).toBe(3);
  });
});

// A small system of its own: what threads and listings may do.
interface Count {
  readonly n: number;
}
const COUNT: Key<Count> = 'count';

const twice = procedure<{ x: number }>('twice', { source: model('arithmetic') }, [
  line('double', 'return 2x', (_, l) => ret(l.x * 2)),
]);
const quiet = procedure('quiet', { source: model('a listing that just ends') }, [
  line('nothing', 'nothing', () => undefined),
]);
const main = procedure<{ x: number; y: number }>('main', { source: model('a program') }, [
  line('begin', 'x = 3', (_, l) => {
    l.x = 3;
  }),
  line('call', 'y = twice(x)', (_, l) => call('twice', { x: l.x }, 'y')),
  line('tail', 'quiet()', () => call('quiet')),
  line('note', 'n = y', (m, l) => m.patch(COUNT, { n: m.rec(COUNT).n + l.y })),
  line(
    'wait',
    'wait until n > 10',
    () => undefined,
    (s) => rec(s, COUNT).n > 10,
  ),
  line('again', 'if (n < 100) start over', (m) => (m.rec(COUNT).n < 100 ? goto('begin') : undefined)),
  line('last', 'quiet()', () => call('quiet')),
]);
const handler = procedure(
  'handler',
  { source: model('an interrupt'), world: 'hypervisor', via: 'interrupt' },
  [line('add', 'n += 100', (m) => m.patch(COUNT, { n: m.rec(COUNT).n + 100 }))],
);

function small(listings = [main, twice, quiet, handler]) {
  const prog = program(
    listings,
    [
      {
        id: 'only',
        domain: 1,
        start: { procedure: 'main', world: 'guest-kernel' },
        interrupts: [
          {
            name: 'tick',
            enter: 'handler',
            when: (s) => rec(s, COUNT).n > 0 && rec(s, COUNT).n < 100 && s.threads.only?.top?.line === 4,
          },
        ],
      },
    ],
    [{ id: 1, role: 'guest', kernel: 'guest-kernel' }],
  );
  const initial: State = {
    ram: Memory.empty,
    medium: Memory.empty,
    records: { [COUNT]: { n: 0 } satisfies Count },
    threads: startThreads(prog),
    last: null,
  };
  return { prog, initial };
}
const only = (s: State) => (s.threads.only?.top ? 'only' : undefined);

describe('a thread', () => {
  it('calls, receives, is interrupted while it waits, and returns through callers that have nothing left', () => {
    const { prog, initial } = small();
    const records: StepRecord[] = [];
    const end = run(prog, initial, only, (r) => void records.push(r));
    expect(records.map((r) => `${r.procedure}.${r.label}`)).toEqual([
      'main.begin',
      'main.call',
      'twice.double',
      'main.tail',
      'quiet.nothing',
      'main.note',
      'handler.add',
      'main.wait',
      'main.again',
      'main.last',
      'quiet.nothing',
    ]);
    expect(rec(end, COUNT).n).toBe(106);
    expect(end.threads.only?.top).toBeNull();
    const tick = records[6];
    expect(tick?.world).toBe('hypervisor');
    expect(tick?.effects.map((e) => e.kind)).toEqual(['call', 'cross', 'record', 'return', 'cross']);
    expect(records.at(-1)?.effects.map((e) => e.kind)).toEqual(['return', 'return']);
  });

  it('cannot disturb arguments that a listing hands over more than once', () => {
    const shared = { x: 3 };
    const greedy = procedure<{ x: number }>('twice', { source: model('writes to its argument') }, [
      line('double', 'x = 2x; return x', (_, l) => {
        l.x *= 2;
        return ret(l.x);
      }),
    ]);
    const caller = procedure<{ y: number; z: number }>('main', { source: model('calls twice') }, [
      line('one', 'y = twice(3)', () => call('twice', shared, 'y')),
      line('two', 'z = twice(3)', () => call('twice', shared, 'z')),
      line('note', 'n = y + z', (m, l) => m.patch(COUNT, { n: l.y + l.z })),
    ]);
    const { prog, initial } = small([caller, greedy, quiet, handler]);
    expect(rec(run(prog, initial, only), COUNT).n).toBe(12);
    expect(shared).toEqual({ x: 3 });
  });

  it('says what is missing', () => {
    const { prog, initial } = small();
    expect(() => step(prog, initial, 'nobody')).toThrow('there is no thread nobody');
    const over = run(prog, initial, only);
    expect(() => step(prog, over, 'only')).toThrow('thread only has finished');
    const lost = procedure('main', { source: model('a typo') }, [
      line('go', 'goto away', () => goto('away')),
    ]);
    const typo = small([lost, twice, quiet, handler]);
    expect(() => step(typo.prog, typo.initial, 'only')).toThrow('main has no line labelled away');
    const stray = procedure('main', { source: model('a typo') }, [
      line('go', 'call()', () => call('nowhere')),
    ]);
    const other = small([stray, twice, quiet, handler]);
    expect(() => step(other.prog, other.initial, 'only')).toThrow('there is no procedure nowhere');
    expect(() => new Machine(prog, initial).rec('nothing')).toThrow('there is no record nothing');
  });
});
