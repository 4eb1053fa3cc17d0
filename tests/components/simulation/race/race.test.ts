// The lock-step of several runs: what holds for every race, whatever its sides are made of.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOfTick, racePairs, readRace, tickAt } from '@/components/simulation/race/address.ts';
import { compareRows, ratioText } from '@/components/simulation/race/ledger.ts';
import { loadRace } from '@/components/simulation/race/load-race.ts';
import {
  lockstep,
  nextPhase,
  ofSide,
  type PhaseSpan,
  phaseOfTick,
  previousPhase,
  stepOf,
} from '@/components/simulation/race/lockstep.ts';
import { lookAtSegment } from '@/components/simulation/race/look.ts';
import { PROFILE_WIDTH } from '@/components/simulation/race/profile.ts';
import { phaseAt, raceSentence } from '@/components/simulation/race/sentences.ts';
import { type RaceRun, raceOf } from '@/components/simulation/race/source.ts';
import { createRace, pairsOfRace } from '@/components/simulation/race/store.ts';
import { race as declared, wordsOfRace } from '@/content/race/index.ts';
import { defaults, PHASES } from '@/engine/index.ts';
import { FIXTURE, racing } from './fixture.ts';

const race = (count: number, source = FIXTURE): RaceRun =>
  raceOf(source, { ...defaults(source.params), count });
const ticks = ({ lockstep: l }: RaceRun): number[] => Array.from({ length: l.length + 1 }, (_, t) => t);
const COUNTS = [1, 2, 5, 32];

describe.each(COUNTS.flatMap((count) => ([2, 3] as const).map((sides) => ({ count, sides }))))(
  'a race of $count writes between $sides',
  ({ count, sides: many }) => {
    const source = racing(many);
    const run = race(count, source);
    const { lockstep: l, sides } = run;

    it('has so many sides', () => expect(sides).toHaveLength(many));

    it('never goes back on any side while it goes forward', () => {
      for (const { segments } of sides)
        for (const t of ticks(run).slice(1))
          expect(stepOf(segments, t)).toBeGreaterThanOrEqual(stepOf(segments, t - 1));
    });

    it('reaches every boundary of a phase with all sides at once', () => {
      const { phases } = source.open({ count });
      expect(l.phases.map(({ id, nth }) => `${id}.${nth}`)).toEqual(
        phases.map(({ id, nth }) => `${id}.${nth}`),
      );
      for (const [i, phase] of l.phases.entries())
        for (const [side, { segments }] of sides.entries()) {
          expect(stepOf(segments, phase.from)).toBe(phases[i]?.steps[side]?.from);
          expect(stepOf(segments, phase.to)).toBe(phases[i]?.steps[side]?.to);
        }
    });

    it('stays inside a phase with all sides while it is between its boundaries', () => {
      const { phases } = source.open({ count });
      for (const t of ticks(run).slice(0, -1)) {
        const phase = phases[l.phases.findIndex((p) => p.from <= t && t < p.to)];
        for (const [side, { segments }] of sides.entries()) {
          expect(stepOf(segments, t)).toBeGreaterThanOrEqual(phase?.steps[side]?.from ?? Number.NaN);
          expect(stepOf(segments, t)).toBeLessThanOrEqual(phase?.steps[side]?.to ?? Number.NaN);
        }
      }
    });

    it('begins and ends with all sides together', () => {
      for (const { run: own, segments } of sides) {
        expect(stepOf(segments, 0)).toBe(0);
        expect(stepOf(segments, l.length)).toBe(own.history.length);
      }
    });

    it('moves at least one side with every tick', () => {
      for (const t of ticks(run).slice(1))
        expect(sides.some(({ segments }) => stepOf(segments, t) > stepOf(segments, t - 1))).toBe(true);
    });

    it('shows the same states on the way back as on the way there', () => {
      const seen = ticks(run).map((t) =>
        sides.map((side) => lookAtSegment(side, side.segments.at[t] ?? 0).state),
      );
      for (const t of ticks(run).reverse())
        for (const [i, side] of sides.entries())
          expect(lookAtSegment(side, side.segments.at[t] ?? 0).state).toBe(seen[t]?.[i]);
    });

    it('tells of a segment every effect of its steps, once', () => {
      for (const side of sides) {
        const { history } = side.run;
        const steps = Array.from(
          { length: history.length },
          (_, i) => history.record(i + 1)?.effects ?? [],
        ).flat();
        const shown = side.segments.ends.flatMap((_, n) => lookAtSegment(side, n).record?.effects ?? []);
        expect(shown).toEqual(steps);
      }
    });

    it('finds every tick again under its address', () => {
      for (const t of ticks(run)) expect(tickAt(l, atOfTick(l, t))).toBe(t);
    });

    it('keeps on the ledger a counter that only one side moves', () => {
      const rows = compareRows(run, l.length);
      const row = (id: string) => rows.find((r) => r.id === id);
      // Fixture: 27, 1 and 7 questions a write, each an exit and an access to the device model.
      const asked = [27 * count, count, 7 * count].slice(0, many);
      expect(row('X')?.values).toEqual(asked);
      expect(row('N')?.values).toEqual(asked);
      expect(rows.every((r) => r.values.some((n) => n > 0))).toBe(true);
      expect(compareRows(run, 0).map((r) => r.id)).toEqual(rows.map((r) => r.id));
    });

    it('adds up, tick by tick, to what the ledger of each side holds at the end', () => {
      const sum = new Map<string, number[]>();
      for (const t of ticks(run))
        for (const { id, added } of compareRows(run, t))
          sum.set(
            id,
            added.map((n, i) => n + (sum.get(id)?.[i] ?? 0)),
          );
      for (const { id, values } of compareRows(run, l.length)) expect(sum.get(id), id).toEqual(values);
    });
  },
);

describe('phases', () => {
  const run = race(3);
  const l = run.lockstep;
  const runs = run.sides.map((side) => side.run);

  it('are gone through one by one, forwards and backwards', () => {
    const there = [0];
    while ((there.at(-1) ?? 0) < l.length) there.push(nextPhase(l, there.at(-1) ?? 0));
    expect(there).toEqual([...l.phases.map((p) => p.from), l.length]);
    const back = [l.length];
    while ((back.at(-1) ?? 0) > 0) back.push(previousPhase(l, back.at(-1) ?? 0));
    expect(back.reverse()).toEqual(there);
  });

  it('begin at their boundary', () => {
    for (const phase of l.phases) expect(phaseOfTick(l, phase.from)).toBe(phase);
  });

  const broken: readonly [string, (p: PhaseSpan[]) => PhaseSpan[]][] = [
    ['a gap', (p) => p.slice(1)],
    ['an end too early', (p) => p.slice(0, -1)],
    ['an overlap', (p) => [...p.slice(0, 1), ...p]],
  ];
  it.each(broken)('with %s are refused', (_, breaks) => {
    const { phases } = FIXTURE.open({ count: 3 });
    expect(() => lockstep(runs, breaks([...phases]))).toThrow(/side 0/);
  });

  it('may be empty on one side', () => {
    const { history } = ofSide(runs, 0);
    const { length } = ofSide(runs, 1).history;
    const l2 = lockstep(runs, [
      {
        id: 'submit',
        nth: 1,
        steps: [
          { from: 0, to: 40 },
          { from: 0, to: length },
        ],
      },
      {
        id: 'submit',
        nth: 2,
        steps: [
          { from: 40, to: history.length },
          { from: length, to: length },
        ],
      },
    ]);
    expect(stepOf(ofSide(l2.segments, 1), l2.phases[0]?.to ?? -1)).toBe(length);
    expect(stepOf(ofSide(l2.segments, 1), l2.length)).toBe(length);
  });
});

describe('the ratio', () => {
  it.each([
    [[0, 0], undefined],
    [[26, 1], '26 : 1'],
    [[26, 0], '26 : 0'],
    [[0, 3], '0 : 3'],
    [[832, 2], '416 : 1'],
    [[28, 3], '9.3 : 1'],
    [[1, 4], '1 : 4'],
    [[26, 1, 2], '26 : 1 : 2'],
    [[0, 0, 0], undefined],
    [[4, 0, 2], '4 : 0 : 2'],
  ] as const)('of %j is %s', (values, text) => expect(ratioText(values)).toBe(text));
});

describe('the address of a race', () => {
  const spec = (query: string) => readRace(FIXTURE, [...new URLSearchParams(query)]);

  it('reads back what it wrote, for every count, order and tick', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom('one', 'all'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, queued, part) => {
          const params = { count, queued };
          const { lockstep: l } = raceOf(FIXTURE, params);
          const tick = Math.round(part * l.length);
          const pairs = racePairs(FIXTURE, params, l, tick);
          const read = spec(new URLSearchParams(pairs).toString());
          expect(read.problems).toEqual([]);
          expect(read.spec.params).toEqual(params);
          expect(tickAt(l, read.spec.at)).toBe(tick);
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });

  it('opens a race at the moment it names', () => {
    const { spec: s, problems } = spec('count=2&at=kick.2%2B3');
    const store = createRace(FIXTURE, s, problems);
    expect(pairsOfRace(store.getState())).toEqual({ count: '2', at: 'kick.2+3' });
  });

  it.each([
    ['count=65', /count takes a whole number from 1 to 64/],
    ['queued=never', /queued takes one of one, all/],
    ['at=lunch', /no phase lunch/],
    ['colour=red', /no parameter "colour"/],
  ])('with %s says what is wrong and shows the default', (query, sentence) => {
    const { spec: s, problems } = spec(query);
    const { problems: said, tick } = createRace(FIXTURE, s, problems).getState();
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(sentence);
    expect(tick).toBe(0);
  });
});

describe('a race that plays unasked', () => {
  const open = () => createRace(FIXTURE, readRace(FIXTURE, []).spec);

  it('stops when it is out of sight, and for good when the reader does anything', () => {
    const store = open();
    store.getState().playUnasked();
    expect(store.getState()).toMatchObject({ playing: true, unasked: true });
    store.getState().rest();
    expect(store.getState()).toMatchObject({ playing: false, unasked: true });
    store.getState().playUnasked();
    store.getState().stepBy(1);
    expect(store.getState().unasked).toBe(false);
    store.getState().rest();
    expect(store.getState().playing).toBe(true);
    store.getState().pause();
    store.getState().dispose();
    expect(store.getState().playing).toBe(false);
  });
});

describe('the controls', () => {
  const open = () => createRace(FIXTURE, readRace(FIXTURE, []).spec);

  it('step, jump and never leave the race', () => {
    const store = open();
    const { stepBy, nextChapter, goTo, previousChapter } = store.getState();
    stepBy(-1);
    expect(store.getState().tick).toBe(0);
    stepBy(2);
    expect(store.getState().tick).toBe(2);
    nextChapter();
    expect(phaseOfTick(store.getState().run.lockstep, store.getState().tick)?.id).toBe('kick');
    goTo(Number.POSITIVE_INFINITY);
    expect(store.getState().tick).toBe(store.getState().run.lockstep.length);
    stepBy(1);
    expect(store.getState().tick).toBe(store.getState().run.lockstep.length);
    previousChapter();
    expect(phaseOfTick(store.getState().run.lockstep, store.getState().tick)?.id).toBe('complete');
  });

  it('apply other parameters from the start, or say why not and change nothing', () => {
    const store = open();
    store.getState().stepBy(3);
    expect(store.getState().apply({ count: 13, queued: 'one' })).toBe('Thirteen is refused.');
    expect(store.getState().tick).toBe(3);
    expect(store.getState().apply({ count: 2, queued: 'one' })).toBeUndefined();
    expect(store.getState().tick).toBe(0);
    expect(store.getState().run.lockstep.phases).toHaveLength(8);
  });
});

const source = await loadRace(declared.sides);
const content = await wordsOfRace();

describe.each([
  { count: 1, queued: 'one-by-one', ports: 26, notifications: 1 },
  { count: 4, queued: 'one-by-one', ports: 104, notifications: 4 },
  { count: 4, queued: 'together', ports: 104, notifications: 1 },
])('$count writes $queued, emulated against the ring', ({ count, queued, ports, notifications }) => {
  const run = raceOf(source, { count, queued });
  const { lockstep: l, scale } = run;

  it('cost what they cost on a real machine, and the ledger shows both sides of every counter', () => {
    const rows = new Map(compareRows(run, l.length).map((r) => [r.id, r.values]));
    expect(rows.get('P')).toEqual([ports, 0]);
    expect(rows.get('X')?.[0]).toBe(ports);
    expect(rows.get('Hg')).toEqual([0, notifications]);
  });

  it('go through the four phases of every write, both sides in step', () => {
    expect(l.phases.map((p) => `${p.id}.${p.nth}`)).toEqual(
      Array.from({ length: count }, (_, i) => PHASES.map((p) => `${p}.${i + 1}`)).flat(),
    );
  });

  it('have a sentence for every tick, of which both sides are part', () => {
    for (const t of ticks(run).filter((_, i) => i % 7 === 0)) {
      const text = raceSentence(run, content, t);
      expect(text).toContain('Emulated: ');
      expect(text).toContain('Ring: ');
      expect(content.phases[phaseAt(run, t)]).toBeDefined();
    }
  });

  it('lie on the scrubber in order, and each tick is found where it lies', () => {
    expect(scale.at(0)).toBe(0);
    expect(scale.at(l.length)).toBeCloseTo(1);
    for (const t of ticks(run)) {
      expect(scale.tickAt(scale.at(t))).toBe(t);
      if (t > 0) expect(scale.at(t)).toBeGreaterThan(scale.at(t - 1));
    }
  });

  it('draw a flight for either side that begins and ends with the race', () => {
    for (const { paths } of run.sides.map((s) => s.profile)) {
      const strokes = paths.flatMap(({ d }) => [...d.matchAll(/M(\d+) [\d.]+h(\d+)/g)]);
      const starts = strokes.map((m) => Number(m[1]));
      const ends = strokes.map((m) => Number(m[1]) + Number(m[2]));
      expect(Math.min(...starts)).toBe(0);
      if (queued === 'one-by-one') expect(Math.max(...ends)).toBe(PROFILE_WIDTH);
    }
  });
});
