// The race as a widget: its addresses, its clocks, how it is moved through, what it counts and what it says.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { atOfTick, momentHref, racePairs, readRace, tickAt } from '@/components/simulation/race/address.ts';
import { stretchesOf } from '@/components/simulation/race/lanes.ts';
import { allCounts, plainCounts, ratioText } from '@/components/simulation/race/ledger.ts';
import { loadRace } from '@/components/simulation/race/load-race.ts';
import { ofSide, type RaceRun, raceOf } from '@/components/simulation/race/source.ts';
import { createRace, pairsOfRace } from '@/components/simulation/race/store.ts';
import { placeAt, raceSentence, standing, toldAtPlace } from '@/components/simulation/race/telling.ts';
import { race as declared, wordsOfRace } from '@/content/race/index.ts';
import { CLOCKS, type ClockId, COUNTERS, defaults, type RACE_MODES } from '@/engine/index.ts';
import { IDENTIFIER } from '../figure/count.ts';

const words = (text: string): number => text.trim().split(/\s+/).length;

const source = await loadRace(declared.sides);
const content = await wordsOfRace();
const runs = new Map<string, RaceRun>();
function running(count: number, queued: (typeof RACE_MODES)[number] = 'one-by-one'): RaceRun {
  const key = `${count} ${queued}`;
  const run = runs.get(key) ?? raceOf(source, { count, queued });
  runs.set(key, run);
  return run;
}
const ticks = (run: RaceRun, id: ClockId): readonly number[] =>
  Array.from({ length: run.clocks[id].length + 1 }, (_, t) => t);
/** The first tick after a goal, by goals. */
const startOf = (run: RaceRun, goal: string): number =>
  (run.clocks.goals.goals.find((g) => g.id === goal)?.from ?? 0) + 1;
const open = (query = '') => {
  const { problems, ...spec } = readRace(source, [...new URLSearchParams(query)]);
  return createRace(source, spec, content, problems);
};

const MANY = [
  [1, 'one-by-one'],
  [3, 'one-by-one'],
  [8, 'together'],
] as const;

describe.each(MANY)('%i writes %s', (count, queued) => {
  const run = running(count, queued);

  describe.each(CLOCKS)('by %s', (clock) => {
    it('find every tick again under its address', () => {
      for (const tick of ticks(run, clock)) {
        const pairs = Object.entries(racePairs(source, run, clock, tick));
        const read = readRace(source, pairs);
        expect(read.problems).toEqual([]);
        expect(read.params).toEqual({ count, queued });
        expect(read.clock).toBe(clock);
        expect(tickAt(run, clock, read.at)).toBe(tick);
        expect(tickAt(run, clock, atOfTick(run, clock, tick))).toBe(tick);
      }
    });

    it('say of every side what happened in the limits of a story', () => {
      for (const tick of ticks(run, clock))
        for (const [i, text] of content.sides.entries()) {
          const side = ofSide(run.sides, i);
          const place = placeAt({ run, clock, tick }, i);
          const { what, why, costs } = toldAtPlace(side, text, place);
          expect(what).toMatch(/^[A-Z].*[.?!]$/);
          expect(words(`${what} ${why}`)).toBeLessThanOrEqual(20);
          for (const said of [what, why, ...costs, standing(side, text, content, place)])
            expect(said).not.toMatch(IDENTIFIER);
        }
    });

    it('say so of a side that waits or is done, and of no other', () => {
      for (const tick of ticks(run, clock))
        for (const [i, text] of content.sides.entries()) {
          const place = placeAt({ run, clock, tick }, i);
          const said = standing(ofSide(run.sides, i), text, content, place);
          if (place.is === 'waiting') expect(said).toBe('waits: done with this goal');
          else if (place.is === 'done') expect(said).toMatch(/^finished: \d+ exits? into Xen$/);
          else expect(said).toBe('');
        }
    });

    it('count from tick to tick what the captions say, and in the end what the ledger does', () => {
      for (const [i, text] of content.sides.entries()) {
        const side = ofSide(run.sides, i);
        const sum: Record<string, number> = {};
        for (const tick of ticks(run, clock).slice(1)) {
          const place = placeAt({ run, clock, tick }, i);
          const moved = place.step !== placeAt({ run, clock, tick: tick - 1 }, i).step;
          if (!moved) continue;
          const [now, was] = [side.run.history.ledger(place.step), side.run.history.ledger(place.from)];
          for (const { id } of COUNTERS) sum[id] = (sum[id] ?? 0) + now[id] - was[id];
          const exits = now.X - was.X;
          const { what, costs } = toldAtPlace(side, text, place);
          // A fold may begin in the midst of a round: how many there were, the costs alone say.
          if (place.moment === 'back' && place.again > 0) expect(what).not.toMatch(/\d/);
          expect(costs.some((c) => c.startsWith(`+${exits} exit`))).toBe(exits > 0);
        }
        expect(sum).toEqual(side.run.history.ledger(side.run.history.length));
      }
    });

    it('draw a lane for each side, from the start to where it is done', () => {
      for (const [i] of run.sides.entries()) {
        const lane = stretchesOf(run.clocks[clock], i);
        expect(lane[0]?.from).toBe(0);
        expect(lane.at(-1)?.to).toBe(1);
        for (const [n, { from }] of lane.slice(1).entries()) expect(from).toBe(lane[n]?.to);
        const end = run.clocks[clock].places[i]?.findIndex((p) => p.is === 'done') ?? 0;
        expect(lane.findLast((s) => s.is !== 'done')?.to).toBeCloseTo(end / run.clocks[clock].length);
      }
    });
  });

  it('keep on the ledger a counter that only one side moves', () => {
    const moment = { run, clock: 'calls', tick: run.clocks.calls.length } as const;
    const rows = new Map(allCounts(moment).map((r) => [r.id, r.values]));
    const rings = queued === 'together' ? 1 : count;
    expect(rows.get('P')).toEqual([26 * count, 0]);
    expect(rows.get('X')).toEqual([26 * count, rings]);
    expect(rows.get('Hg')).toEqual([0, rings]);
    for (const values of rows.values()) expect(values.some((n) => n > 0)).toBe(true);
    expect(allCounts({ ...moment, tick: 0 }).map((r) => r.id)).toEqual([...rows.keys()]);
  });

  it('count few things in plain words: those that a story counts', () => {
    const rows = plainCounts({ run, clock: 'goals', tick: 0 }, content);
    expect(rows.map((r) => r.id)).toEqual(['X', 'Ig', 'Ct', 'K']);
    for (const { name } of rows) expect(name).not.toMatch(IDENTIFIER);
  });

  it('end by calls one after the other, the ring first', () => {
    const [emulated = [], ring = []] = run.clocks.calls.places;
    const done = (places: typeof ring) => places.findIndex((p) => p.is === 'done');
    expect(done(ring)).toBeLessThan(done(emulated));
    expect(done(emulated)).toBe(run.clocks.calls.length);
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
    [[4, 0, 2], '4 : 0 : 2'],
  ] as const)('of %j is %s', (values, text) => expect(ratioText(values)).toBe(text));
});

describe('an address of a race', () => {
  const goalOf = (query: string) => {
    const { run, clock, tick } = open(query).getState();
    return run.clocks[clock].places.map((places) => places[tick]?.goal);
  };

  it.each([
    ['', {}],
    ['at=start', {}],
    ['at=ring', { at: 'ring' }],
    ['at=work%2B2', { at: 'work+2' }],
    ['at=end', { at: 'end' }],
    ['clock=calls&at=call.17', { clock: 'calls', at: 'call.17' }],
    ['clock=calls&at=call', { clock: 'calls', at: 'call' }],
    [
      'count=4&queued=together&clock=calls&at=end',
      { count: '4', queued: 'together', clock: 'calls', at: 'end' },
    ],
  ])('%s is written back as %j', (query, pairs) => {
    const store = open(query);
    expect(store.getState().problems).toEqual([]);
    expect(pairsOfRace(store.getState())).toEqual(pairs);
  });

  it.each([
    ['kick', 'ring'],
    ['service', 'ring'],
    ['complete', 'tell'],
    ['kicked', 'ring'],
    ['transferred', 'work'],
    ['submit', 'fill'],
  ])('that names the moment %s opens where a side tells of it', (moment, goal) => {
    expect(goalOf(`at=${moment}`)).toEqual([goal, goal]);
  });

  it('that counts steps opens at the stop that contains them', () => {
    const { run, clock, tick } = open('at=submit%2B40').getState();
    const [emulated, ring] = run.clocks[clock].places.map((places) => places[tick]);
    // Forty lines on, the emulated side is on its way to wake QEMU; the ring has made its call.
    expect(Math.max(emulated?.step ?? 0, ring?.step ?? 0)).toBeGreaterThanOrEqual(46);
    expect(run.clocks[clock].places.some((places) => (places[tick - 1]?.step ?? 0) < 46)).toBe(true);
  });

  it.each([
    ['count=65', /count takes a whole number from 1 to 64/],
    ['queued=never', /queued takes one of one-by-one, together/],
    ['clock=sand', /clock takes one of goals, calls/],
    ['at=lunch', /no moment lunch/],
    ['at=kick.7', /no moment kick/],
    ['colour=red', /no parameter "colour"/],
  ])('%s is refused in one sentence, and the race is shown', (query, problem) => {
    const state = open(query).getState();
    expect(state.problems).toHaveLength(1);
    expect(state.problems[0]).toMatch(problem);
    expect(state.tick).toBe(0);
  });

  it('leads from each side to its own simulation, at the same step', () => {
    const run = running(1);
    const { places } = run.clocks.goals;
    const links = run.sides.map((side, i) =>
      momentHref((id, query) => `/${id}${query}`, side, places[i]?.[startOf(run, 'ring')]?.step ?? 0),
    );
    expect(links).toEqual([
      expect.stringMatching(/^\/emulated-io\?.*at=started/),
      expect.stringMatching(/^\/block-io\?.*at=decided/),
    ]);
  });
});

describe('a race is moved through', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('by ticks, by goals, and never beyond its ends', () => {
    const store = open();
    const { stepBy, goTo, nextChapter, previousChapter } = store.getState();
    stepBy(-1);
    expect(store.getState().tick).toBe(0);
    const starts: string[] = [];
    for (let i = 0; i < 6; i++) {
      nextChapter();
      const { run, tick } = store.getState();
      starts.push(run.clocks.goals.places[0]?.[tick]?.goal ?? '');
    }
    expect(starts).toEqual(['fill', 'publish', 'ring', 'work', 'answer', 'tell']);
    nextChapter();
    expect(store.getState().tick).toBe(store.getState().run.clocks.goals.length);
    stepBy(1);
    expect(store.getState().tick).toBe(store.getState().run.clocks.goals.length);
    previousChapter();
    expect(pairsOfRace(store.getState())).toEqual({ at: 'tell' });
    goTo(Number.POSITIVE_INFINITY);
    expect(pairsOfRace(store.getState())).toEqual({ at: 'end' });
  });

  it('keeps its moment when the clock is changed, and comes back to it', () => {
    const store = open('at=work');
    const emulated = () => {
      const { run, clock, tick } = store.getState();
      return placeAt({ run, clock, tick }, 0).step;
    };
    const before = emulated();
    store.getState().setClock('calls');
    expect(emulated()).toBeGreaterThanOrEqual(before);
    expect(pairsOfRace(store.getState())).toEqual({ clock: 'calls', at: 'call.18' });
    store.getState().setClock('goals');
    expect(['work', 'answer', 'tell']).toContain(placeAt({ ...store.getState() }, 0).goal);
    store.getState().goTo(Number.POSITIVE_INFINITY);
    store.getState().setClock('calls');
    expect(pairsOfRace(store.getState())).toEqual({ clock: 'calls', at: 'end' });
  });

  it('by itself: with time to read what is new, and fast where only counts move', () => {
    const store = open('clock=calls&at=call.2');
    store.getState().togglePlay();
    vi.advanceTimersByTime(200);
    expect(store.getState().tick).toBe(3);
    vi.advanceTimersByTime(3000);
    const rushed = store.getState().tick;
    expect(rushed).toBeGreaterThan(8);
    vi.advanceTimersByTime(60_000);
    expect(store.getState()).toMatchObject({ tick: 26, playing: false });

    const many = open('count=64&clock=calls&at=call.30');
    many.getState().togglePlay();
    vi.advanceTimersByTime(20_000);
    expect(many.getState()).toMatchObject({ tick: 1664, playing: false });

    const slow = open();
    slow.getState().togglePlay();
    vi.advanceTimersByTime(200);
    vi.advanceTimersByTime(1400);
    expect(slow.getState().tick).toBe(1);
    vi.advanceTimersByTime(300_000);
    expect(slow.getState()).toMatchObject({ tick: slow.getState().run.clocks.goals.length, playing: false });
  });

  it('with other parameters, from where it stands, or says why not and changes nothing', () => {
    const store = open('at=end');
    expect(store.getState().apply({ count: 99, queued: 'one-by-one' })).toMatch(/^A race takes/);
    expect(store.getState().run.params).toEqual(defaults(source.params));
    expect(store.getState().apply({ count: 4, queued: 'together' })).toBeUndefined();
    expect(pairsOfRace(store.getState())).toEqual({ count: '4', queued: 'together', at: 'end' });
  });
});

it('a listener hears of every side what it did, and that it waits or is done', () => {
  const run = running(1);
  const ring = startOf(run, 'ring');
  const say = (clock: ClockId, tick: number) => raceSentence(content, { run, clock, tick });
  expect(say('goals', 0)).toMatch(/^Pretended: .+ Shared: .+/);
  expect(say('goals', ring)).toMatch(/^Ring if needed\. Pretended: .+ Shared: .+/);
  expect(say('goals', ring + 1)).toMatch(
    /^Ring if needed\. Pretended: waits: done with this goal\. Shared: .+/,
  );
  expect(say('calls', 1)).toMatch(/Shared: Every request has its answer\. .* finished: 1 exit into Xen\.$/);
  expect(say('calls', 2)).toMatch(/Shared: finished: 1 exit into Xen\.$/);
});
