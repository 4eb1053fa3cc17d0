// A reader's way through the levels (design: levels, laws 3 and 6): the moment is kept, and the address names the level.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pairsOf } from '@/components/simulation/model/address.ts';
import { aimAt, aimsOf, stepFrom } from '@/components/simulation/model/levels.ts';
import { queryOf } from '@/components/simulation/model/query.ts';
import { createPlayer, type PlayerStore } from '@/components/simulation/store.ts';
import { DEPTHS, loadScenario, type RawParams, readSpec } from '@/engine/index.ts';

const open = async (pairs: RawParams = {}): Promise<PlayerStore> => {
  const scenario = await loadScenario('shared-ring');
  return createPlayer(scenario, readSpec(scenario, Object.entries(pairs)).spec);
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('where an address opens', () => {
  it('is the story, at the event in the title, when it says nothing', async () => {
    const { level, step, run } = (await open()).getState();
    expect(level).toBe('story');
    expect(step).toBe(run.history.opens);
  });

  it('is the lines where it counts single steps: it was made when all were shown', async () => {
    const { level, step, run } = (await open({ at: 'published+1' })).getState();
    expect(level).toBe('lines');
    expect(step).toBe((run.history.find('published') ?? 0) + 1);
  });

  it('is the level that it names, at the stop that contains the step', async () => {
    const { level, step, run } = (await open({ at: 'published+1', level: 'story' })).getState();
    expect(level).toBe('story');
    expect(step).toBe(run.history.find('decided'));
  });

  it('is found again from any step of any level', async () => {
    for (const level of DEPTHS) {
      const store = await open({ level, requests: '3', batch: '2' });
      const { run, goTo } = store.getState();
      for (let n = 0; ; n = stepFrom(run, level, n, 1)) {
        goTo(n);
        const query = queryOf(pairsOf(store.getState()));
        const { spec, problems } = readSpec(run.scenario, new URLSearchParams(query));
        expect(problems).toEqual([]);
        expect(createPlayer(run.scenario, spec).getState()).toMatchObject({ level, step: n });
        if (n === run.history.length) break;
      }
    }
  });
});

describe('changing the level', () => {
  it('keeps the moment on the way down, and leads to the step that contains the line on the way up', async () => {
    const store = await open({ at: 'taken' });
    const { step, setLevel, stepBy } = store.getState();
    setLevel('lines');
    expect(store.getState()).toMatchObject({ level: 'lines', step });
    stepBy(1);
    setLevel('story');
    expect(store.getState().step).toBe(store.getState().run.history.find('answered'));
  });

  it('opens what is folded where it begins', async () => {
    const store = await open({ requests: '6', slots: '2', batch: '2' });
    const { run, goTo, setLevel } = store.getState();
    const i = run.history.stops.story.findIndex((s) => s.again > 0);
    expect(i).toBeGreaterThan(0);
    goTo(run.history.stops.story[i]?.step ?? 0);
    setLevel('lines');
    expect(store.getState().step).toBe((run.history.stops.story[i - 1]?.step ?? 0) + 1);
  });
});

describe('moving at the level of the story', () => {
  it('goes from stop to stop, and from aim to aim', async () => {
    const store = await open();
    const { run, stepBy, nextChapter, previousChapter } = store.getState();
    stepBy(1);
    stepBy(1);
    expect(store.getState().step).toBe(run.history.find('published'));
    nextChapter();
    expect(aimAt(run, store.getState().step)).toBe('ring');
    previousChapter();
    expect(store.getState().step).toBe(run.history.find('published'));
  });

  it('plays to the end of an aim and waits there', async () => {
    const store = await open();
    const { run, togglePlay } = store.getState();
    const [first, second] = aimsOf(run);
    togglePlay();
    vi.advanceTimersByTime(60_000);
    const { step, playing } = store.getState();
    expect(playing).toBe(false);
    expect(step).toBeGreaterThan(run.history.opens);
    expect(aimAt(run, step)).toBe(first?.id);
    expect(stepFrom(run, 'story', step, 1)).toBe(second?.step);
    togglePlay();
    vi.advanceTimersByTime(60_000);
    expect(store.getState().playing).toBe(false);
    expect(aimAt(run, store.getState().step)).toBe(second?.id);
  });
});

describe('moving at the level of lines', () => {
  it('goes to where the same thread executes next', async () => {
    const store = await open({ at: 'rung', level: 'lines' });
    const { run, threadBy, step } = store.getState();
    threadBy(1);
    const next = store.getState().step;
    expect(next).toBeGreaterThan(step);
    const { threads } = run.history;
    expect(threads.indexOf(threads[step - 1] as string, step)).toBe(next - 1);
    threadBy(-1);
    expect(store.getState().step).toBe(step);
  });
});

describe('a part of a run', () => {
  const bounds = (store: PlayerStore) => {
    const { from, to } = store.getState().range;
    return [from, to];
  };

  it('is from a moment to a moment, and nothing outside of it is reached', async () => {
    const store = await open({ from: 'published', to: 'rung' });
    const { run } = store.getState();
    const ends = [run.history.find('published'), run.history.find('rung')];
    expect(bounds(store)).toEqual(ends);
    for (const level of DEPTHS) {
      store.getState().setLevel(level);
      store.getState().goTo(0);
      expect(store.getState().step).toBe(ends[0]);
      store.getState().stepBy(-1);
      store.getState().previousChapter();
      expect(store.getState().step).toBe(ends[0]);
      store.getState().goTo(Number.POSITIVE_INFINITY);
      store.getState().stepBy(1);
      store.getState().nextChapter();
      expect(store.getState().step).toBe(ends[1]);
    }
  });

  it('is a chapter by its id, to the last step before the next', async () => {
    const { run } = (await open()).getState();
    const [first, second, third] = aimsOf(run);
    const store = await open({ from: second?.id ?? '', to: second?.id ?? '' });
    const [from, to] = bounds(store);
    expect(from).toBe(second?.step);
    expect(to).toBeLessThan(third?.step ?? 0);
    expect(aimAt(run, to ?? 0)).toBe(second?.id);
    expect(bounds(await open({ to: first?.id ?? '' }))[0]).toBe(0);
  });

  it('opens at its beginning where it has not the event in the title, and ends by itself when it plays', async () => {
    const store = await open({ from: 'rung' });
    expect(store.getState().step).toBe(store.getState().run.history.find('rung'));
    const short = await open({ from: 'published', to: 'rung' });
    for (let i = 0; i < 9; i++) {
      if (!short.getState().playing) short.getState().togglePlay();
      vi.advanceTimersByTime(60_000);
      if (short.getState().step === short.getState().range.to) break;
    }
    expect(short.getState()).toMatchObject({ step: short.getState().range.to, playing: false });
    short.getState().togglePlay();
    expect(short.getState().step).toBe(short.getState().range.from);
    short.getState().dispose();
  });

  it('travels with the address, and one that this run has not is said and left out', async () => {
    const store = await open({ from: 'published', to: 'rung', panels: 'counts', controls: 'steps' });
    expect(pairsOf(store.getState())).toMatchObject({ from: 'published', to: 'rung', panels: 'counts' });
    const lost = (await open({ from: 'nowhere' })).getState();
    expect(lost.range.from).toBe(0);
    expect(lost.problems).toEqual([expect.stringContaining('nowhere')]);
    const turned = (await open({ from: 'rung', to: 'published' })).getState();
    expect(turned.range.to).toBe(turned.run.history.length);
    expect(turned.problems).toEqual([expect.stringContaining('published')]);
  });

  it('asks only what it answers', async () => {
    const { asks, range } = (await open({ mode: 'predict', to: 'published' })).getState();
    expect(asks.every((a) => a.reveal <= range.to)).toBe(true);
  });
});
