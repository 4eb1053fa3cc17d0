// Schedules made by hand: their text, and that a history executes them and finds every state again.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Choice,
  choices,
  cpusOf,
  History,
  InputError,
  instantiate,
  loadScenario,
  MAX_CHOICES,
  MAX_TURNS,
  perform,
  readParams,
  readSchedule,
  readSpec,
  type Schedule,
  scheduleOf,
  type Turn,
  type Way,
  writeSchedule,
  writeSpec,
} from '../../engine/index.ts';
import { expectLaws } from './support/laws.ts';

const turn: fc.Arbitrary<Turn> = fc.record({
  kind: fc.constantFrom('line' as const, 'interrupt' as const, 'drain' as const),
  name: fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/),
  times: fc.integer({ min: 1, max: 50 }),
});
const anything: fc.Arbitrary<Turn> = fc.oneof(
  turn,
  fc.integer({ min: 1, max: 50 }).map((times) => ({ kind: 'default' as const, name: '', times })),
);
/** Without neighbours that are one turn. */
const schedules: fc.Arbitrary<Schedule> = fc
  .array(anything, { minLength: 1, maxLength: 20 })
  .filter((all) => all.every((t, i) => t.kind !== all[i + 1]?.kind || t.name !== all[i + 1]?.name));

describe('the text of a schedule', () => {
  it('reads back as what was written', () => {
    fc.assert(
      fc.property(schedules, (s) => {
        expect(readSchedule(writeSchedule(s))).toEqual(s);
      }),
    );
  });

  it('is short, and needs no escape in the query of an address but for its signs', () => {
    const text = writeSchedule([
      { kind: 'default', name: '', times: 120 },
      { kind: 'line', name: 'b', times: 3 },
      { kind: 'line', name: 'f', times: 1 },
      { kind: 'drain', name: 'b', times: 1 },
      { kind: 'interrupt', name: 'g', times: 1 },
    ]);
    expect(text).toBe('_*120.b*3.f.~b.!g');
    // RFC 3986, 3.4: what a query may hold as it is.
    expect(text).toMatch(/^[A-Za-z0-9\-._~!$&'()*+,;=:@/?]*$/);
  });

  it('adds up neighbours that are one turn', () => {
    expect(writeSchedule(readSchedule('b.b*2.~b.b'))).toBe('b*3.~b.b');
  });

  it.each(['', '.', 'b..f', 'b*0', 'b*-1', 'b*', '~', '!', '_b', 'b f', '~_', 'b*1e3', 'ü'])(
    'refuses %j in one sentence',
    (text) => {
      expect(() => readSchedule(text)).toThrow(InputError);
      expect(() => readSchedule(text)).toThrow(/^schedule takes choices such as .*, not ".*"\.$/);
    },
  );

  it('has bounds', () => {
    const long = Array.from({ length: MAX_TURNS + 1 }, (_, i) => (i % 2 ? 'b' : 'f')).join('.');
    for (const text of [long, `b*${MAX_CHOICES}.f`, `${long}${'.b'.repeat(1_000_000)}`])
      expect(() => readSchedule(text)).toThrow(`at most ${MAX_TURNS} turns and ${MAX_CHOICES} choices.`);
  });
});

const scenario = await loadScenario('block-io');

describe('a run with a schedule of its own', () => {
  const params = readParams(scenario.params, {});
  const play = (text: string, way: Way = {}): History =>
    new History(instantiate(scenario, params, { ...way, ...(text && { schedule: readSchedule(text) }) }));
  const plain = play('');

  it('is the default run where the schedule says what the default schedule does', () => {
    const same = play('_*40');
    expect(same.length).toBe(plain.length);
    expect(same.threads).toEqual(plain.threads);
    expect(same.occurrences).toEqual(plain.occurrences);
    const [first, ...others] = plain.threads;
    const times = others.findIndex((t) => t !== first) + 1;
    expect(play(`${first}*${times}`).occurrences).toEqual(plain.occurrences);
  });

  /** The first step before which somebody else could have moved, and that choice. */
  const fork = (): readonly [number, Choice] => {
    for (let n = 0; n < plain.length; n++) {
      const other = choices(plain.instance.program, plain.state(n)).find(
        (c) => c.kind !== 'drain' && c.thread !== plain.threads[n],
      );
      if (other) return [n, other];
    }
    throw new Error('nobody else can ever move');
  };

  it('makes its own choices first, and then goes on by the default schedule to the same end', () => {
    const [n, choice] = fork();
    const turns = scheduleOf(plain.instance.program, [choice]);
    const other = play(`_*${n}.${writeSchedule(turns)}`);
    expect(other.moves[n]).toEqual(choice);
    expect(other.threads.slice(0, n)).toEqual(plain.threads.slice(0, n));
    expect(other.threads[n]).not.toBe(plain.threads[n]);
    expect(other.find('completed')).toBeDefined();
    expect(other.ledger(other.length).K).toBe(plain.ledger(plain.length).K);
  });

  it('finds every state again, forward and back', () => {
    const other = play('g*20.~g.g*30', { memory: 'tso' });
    let state = other.state(0);
    for (let n = 1; n <= other.length; n++) {
      const done = perform(other.instance.program, state, other.moves[n - 1] ?? '');
      state = done.state;
      expect(other.record(n)?.effects).toEqual(done.record.effects);
      expect(other.record(n)?.thread).toBe(other.threads[n - 1]);
    }
    for (let n = other.length; n > 0; n -= 50)
      expect(other.state(n).threads).toEqual(play('g*20.~g.g*30', { memory: 'tso' }).state(n).threads);
  });

  it('under tso lets each store reach memory before anything else, if it is not told otherwise', () => {
    const tso = play('', { memory: 'tso' });
    const drains = tso.moves.filter((m) => typeof m === 'object' && m.kind === 'drain');
    expect(drains.length).toBeGreaterThan(10);
    expect(tso.length).toBe(plain.length + drains.length);
    expect(tso.occurrences.map((o) => o.id)).toEqual(plain.occurrences.map((o) => o.id));
    expect(tso.ledger(tso.length)).toEqual(plain.ledger(plain.length));
  });

  it.each([
    ['x', 'schedule: nobody is called "x" here; there are guest, blkback, dom0, disk.'],
    ['d', 'schedule: "d" may be dom0 or disk.'],
    ['g.disk', 'schedule: its choice 2, disk, is not possible: disk sleeps.'],
    ['!g', 'schedule: its choice 1, !g, is not possible: no interrupt of guest is pending.'],
    ['~g', 'schedule: its choice 1, ~g, is not possible: without memory=tso no store waits.'],
    ['_*9999', /^schedule: its choice \d+, _, is not possible: the run is over\.$/],
    ['g*9999', /^schedule: its choice \d+, g, is not possible: guest sleeps\.$/],
  ])('says why %j is not possible', (text, sentence) => {
    expect(() => play(text)).toThrow(InputError);
    expect(() => play(text)).toThrow(sentence);
  });

  it('says that a buffer is empty', () => {
    expect(() => play('~g', { memory: 'tso' })).toThrow(
      'schedule: its choice 1, ~g, is not possible: the store buffer of guest is empty.',
    );
  });

  it('is written as briefly as it can be from any choices that were made, and leads to the same state', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 80 }), (picks) => {
        const instance = instantiate(scenario, params, { memory: 'tso' });
        let state = instance.initial;
        const made: Choice[] = [];
        for (const pick of picks) {
          const all = choices(instance.program, state);
          const choice = all[pick % all.length];
          if (!choice) break;
          made.push(choice);
          state = perform(instance.program, state, choice).state;
        }
        const schedule = scheduleOf(instance.program, made);
        const history = new History(instantiate(scenario, params, { memory: 'tso', schedule }));
        expect(history.state(made.length).records).toEqual(state.records);
        expect(history.state(made.length).buffers).toEqual(state.buffers);
        expect(readSchedule(writeSchedule(schedule))).toEqual(schedule);
      }),
      { seed: 0x53434844, numRuns: 12 },
    );
  });

  it('is part of the address', () => {
    const pairs = Object.entries({ memory: 'tso', schedule: 'g*3.~g', at: 'end' });
    const { spec, problems } = readSpec(scenario, pairs);
    expect(problems).toEqual([]);
    expect(spec).toMatchObject({
      memory: 'tso',
      schedule: [{ kind: 'line', name: 'g', times: 3 }, { kind: 'drain' }],
    });
    expect(writeSpec(scenario, spec)).toEqual(Object.fromEntries(pairs));
    const bad = readSpec(scenario, Object.entries({ memory: 'arm', schedule: 'b*0' }));
    expect(bad.problems).toHaveLength(2);
    expect(bad.spec).not.toHaveProperty('memory');
    expect(bad.spec).not.toHaveProperty('schedule');
    expect(writeSpec(scenario, readSpec(scenario, [['memory', 'sc']]).spec)).toEqual({});
  });

  it.each(['', 'g*20.~g.g*30'])('with store buffers keeps every law that scenarios keep, %j', (text) => {
    const history = expectLaws(scenario, params, {
      memory: 'tso',
      ...(text && { schedule: readSchedule(text) }),
    });
    expect(history.length).toBeGreaterThan(plain.length);
  });

  it('names each processor once', () => {
    expect(cpusOf(plain.instance.program)).toEqual(['guest', 'blkback', 'dom0', 'disk']);
  });
});
