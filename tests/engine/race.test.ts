/** Systems side by side: the laws of both clocks, and the counts that the race is about. */
import { describe, expect, it } from 'vitest';
import {
  CLOCKS,
  callIndex,
  callsIn,
  goalAt,
  History,
  type InputError,
  instantiate,
  loadScenario,
  type RaceMode,
  type Racer,
  raceClock,
  raceParams,
  readParams,
  tickOfStep,
} from '../../engine/index.ts';

type Side = readonly [scenario: string, params: Readonly<Record<string, string>>];
const TWO: readonly Side[] = [
  ['emulated-io', {}],
  ['block-io', {}],
];

async function racersOf(sides: readonly Side[], count: number, mode: RaceMode): Promise<readonly Racer[]> {
  return Promise.all(
    sides.map(async ([id, params]) => {
      const scenario = await loadScenario(id);
      const calls = callIndex();
      const raw = { ...params, ...raceParams(count, mode) };
      const history = new History(instantiate(scenario, readParams(scenario.params, raw)), [calls.visit]);
      return { history, calls: calls.done() };
    }),
  );
}

const RACES: readonly {
  readonly name: string;
  readonly sides: readonly Side[];
  readonly count: number;
  readonly mode: RaceMode;
}[] = [
  { name: 'one write', sides: TWO, count: 1, mode: 'one-by-one' },
  { name: 'four, one by one', sides: TWO, count: 4, mode: 'one-by-one' },
  { name: 'four together', sides: TWO, count: 4, mode: 'together' },
  {
    name: 'other ways of the same two',
    sides: [
      ['emulated-io', { direct: 'off', apicv: 'off' }],
      ['block-io', { persistent: 'off', apicv: 'off' }],
    ],
    count: 2,
    mode: 'together',
  },
  {
    name: 'three guests on a ring',
    sides: (['pv', 'pvh', 'pvhvm'] as const).map((platform) => ['block-io', { platform }] as const),
    count: 2,
    mode: 'one-by-one',
  },
  {
    name: 'four of all kinds',
    sides: [...TWO, ['block-io', { platform: 'pv' }], ['emulated-io', { direct: 'off' }]],
    count: 3,
    mode: 'together',
  },
];

describe.each(RACES)('a race of $name', async ({ sides, count, mode }) => {
  const racers = await racersOf(sides, count, mode);

  describe.each(CLOCKS)('by %s', (id) => {
    const clock = raceClock(id, racers);

    it('has a place for every side at every tick, from the start to the end of each run', () => {
      expect(clock.places).toHaveLength(sides.length);
      for (const [i, places] of clock.places.entries()) {
        expect(places).toHaveLength(clock.length + 1);
        expect(places[0]?.step).toBe(0);
        expect(places.at(-1)).toMatchObject({ step: racers[i]?.history.length, is: 'done' });
      }
    });

    it('never goes back, and begins each move where the side stood', () => {
      for (const places of clock.places)
        for (const [t, place] of places.entries()) {
          if (t === 0) continue;
          const was = places[t - 1];
          expect(place.step).toBeGreaterThanOrEqual(was?.step ?? Number.NaN);
          if (place.step !== was?.step) expect(place.from).toBe(was?.step);
        }
    });

    it('goes on with one side at least, at each tick', () => {
      for (let t = 1; t <= clock.length; t++)
        expect(clock.places.some((places) => places[t]?.step !== places[t - 1]?.step)).toBe(true);
    });

    it('goes through the goals in one order, without a gap', () => {
      let at = 0;
      for (const { from, to } of clock.goals) {
        expect(from).toBe(at);
        at = to;
      }
      expect(clock.length - at).toBe(id === 'goals' ? 1 : 0);
      const order = clock.goals.map((g) => g.id);
      for (const places of clock.places) {
        const own = places.map((p) => (p.goal === undefined ? -1 : order.indexOf(p.goal)));
        expect(own).toEqual([...own].sort((a, b) => a - b));
      }
    });

    it('finds the tick of a step: the first at which its side stands there or beyond', () => {
      for (const [side, places] of clock.places.entries())
        for (let step = 0; step <= (racers[side]?.history.length ?? 0); step += 61) {
          const tick = tickOfStep(clock, side, step);
          expect(places[tick]?.step).toBeGreaterThanOrEqual(step);
          if (tick > 0) expect(places[tick - 1]?.step).toBeLessThan(step);
        }
    });
  });

  it('shows by goals every stop of every story, once, in its order', () => {
    const { places } = raceClock('goals', racers);
    for (const [i, { history }] of racers.entries()) {
      const shown = (places[i] ?? []).filter((p) => p.is !== 'waiting').map((p) => p.step);
      expect(shown).toEqual([0, ...history.stops.story.map((s) => s.step)]);
    }
  });

  it('keeps all sides at one goal: each is at it, or waits for the others', () => {
    const clock = raceClock('goals', racers);
    const order = clock.goals.map((g) => g.id);
    for (let t = 1; t < clock.length; t++) {
      const goal = goalAt(clock, t)?.id ?? '';
      for (const [i, places] of clock.places.entries()) {
        const { moment = '', is, again = 0, goal: own } = places[t] ?? {};
        expect(own).toBe(goal);
        if (is !== 'going' || again > 0) continue;
        // What belongs to a goal that was left, and comes late, is told with the goal that is there.
        const { goals = [] } = racers[i]?.history.instance.scenario.told ?? {};
        const of = goals.find((g) => g.moments.includes(moment))?.id ?? '';
        expect(order.indexOf(of)).toBeGreaterThanOrEqual(0);
        expect(order.indexOf(of)).toBeLessThanOrEqual(order.indexOf(goal));
      }
      expect(clock.places.some((places) => places[t]?.is === 'going')).toBe(true);
    }
  });

  it('waits only for others: whoever waits has done all of this goal', () => {
    const clock = raceClock('goals', racers);
    for (const { to } of clock.goals)
      for (const places of clock.places) {
        const first = places.slice(0, to + 1).findLastIndex((p) => p.is !== 'waiting');
        for (let t = first + 1; t <= to; t++) expect(places[t]?.step).toBe(places[first]?.step);
      }
  });

  it('has by calls as many ticks as the ledger of the one that calls most often', () => {
    const clock = raceClock('calls', racers);
    const called = racers.map(({ history }) => callsIn(history.ledger(history.length)));
    expect(racers.map((r) => r.calls.length)).toEqual(called);
    expect(clock.length).toBe(Math.max(1, ...called));
    for (const [i, { history }] of racers.entries()) {
      const { X } = history.ledger(history.length);
      // A guest with exits makes no call without one; one without them calls by hypercalls alone.
      if (X > 0) expect(called[i]).toBe(X);
      const end = clock.places[i]?.findIndex((p) => p.is === 'done');
      expect(end).toBe(Math.max(1, called[i] ?? 0));
    }
  });

  it('has made at each tick of that clock just so many calls on each side', () => {
    const { places, length } = raceClock('calls', racers);
    for (const [i, { history, calls }] of racers.entries())
      for (let t = 1; t <= length; t++) {
        const { step, is } = places[i]?.[t] ?? { step: 0 };
        expect(callsIn(history.ledger(step))).toBe(is === 'done' ? calls.length : t);
      }
  });

  it('stands by calls where something is told, wherever something is', () => {
    const { places } = raceClock('calls', racers);
    for (const [i, { history }] of racers.entries()) {
      const ids = new Set(history.instance.scenario.told?.goals.flatMap((g) => g.moments));
      for (const { step, moment } of places[i] ?? []) {
        if (moment === undefined) continue;
        expect(ids.has(moment)).toBe(true);
        expect(history.occurrences.some((o) => o.id === moment && o.step === step)).toBe(true);
      }
    }
  });
});

describe('what the race shows', () => {
  it('one write: 26 calls on one side and one on the other, and the first is done when the other has begun', async () => {
    const clock = raceClock('calls', await racersOf(TWO, 1, 'one-by-one'));
    expect(clock.length).toBe(26);
    expect(clock.places.map((places) => places.findIndex((p) => p.is === 'done'))).toEqual([26, 1]);
  });
  it('one write by goals: the six goals of a request, in the steps of the longer stories', async () => {
    const clock = raceClock('goals', await racersOf(TWO, 1, 'one-by-one'));
    expect(clock.goals.map((g) => g.id)).toEqual(['fill', 'publish', 'ring', 'work', 'answer', 'tell']);
    // At each goal the side that has more to tell of it sets the pace.
    const [emulated, block] = await racersOf(TWO, 1, 'one-by-one');
    const told = (r: typeof emulated) => r?.history.stops.story.length ?? 0;
    expect(clock.length).toBeGreaterThanOrEqual(Math.max(told(emulated), told(block)) - 1);
    expect(clock.length).toBeLessThan(told(emulated) + told(block));
  });
  it('32 writes together: 832 port accesses on one side, none and one bell on the other', async () => {
    const [emulated, block] = (await racersOf(TWO, 32, 'together')).map(({ history: h }) =>
      h.ledger(h.length),
    );
    expect(emulated).toMatchObject({ P: 832, X: 832, N: 832, Hg: 0, Ig: 32, M: 0 });
    expect(block).toMatchObject({ P: 0, N: 0, Hg: 1, Ib: 1, Ig: 1, K: 32 });
  });
  it('32 writes one by one: 832 again, and 32 bells', async () => {
    const [emulated, block] = (await racersOf(TWO, 32, 'one-by-one')).map(({ history: h }) =>
      h.ledger(h.length),
    );
    expect(emulated).toMatchObject({ P: 832 });
    expect(block).toMatchObject({ P: 0, Hg: 32, Ig: 32 });
  });
  it.each([0, 65, 1.5, Number.NaN])('refuses %s writes in one sentence', (count) => {
    expect(() => raceParams(count, 'together')).toThrowError(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(/^A race takes .*\.$/),
      }) as InputError,
    );
  });
});
