import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pairsOf, queryOf } from '@/components/simulation/model/address.ts';
import { createPlayer, horizon, type PlayerStore } from '@/components/simulation/store.ts';
import { loadScenario, type RawParams, readSpec, stepAt } from '@/engine/index.ts';

const open = async (pairs: RawParams = {}): Promise<PlayerStore> => {
  const scenario = await loadScenario('block-io');
  return createPlayer(scenario, readSpec(scenario, Object.entries({ level: 'lines', ...pairs })).spec);
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('moving through a run', () => {
  it('starts paused, at the address', async () => {
    const store = await open({ at: 'published+2' });
    const { step, playing, run } = store.getState();
    expect(playing).toBe(false);
    expect(step).toBe((run.history.find('published') ?? 0) + 2);
  });

  it('never leaves the run', async () => {
    const store = await open();
    store.getState().stepBy(-1);
    expect(store.getState().step).toBe(0);
    store.getState().goTo(Number.POSITIVE_INFINITY);
    expect(store.getState().step).toBe(store.getState().run.history.length);
    store.getState().stepBy(1);
    expect(store.getState().step).toBe(store.getState().run.history.length);
  });

  it('a step on its own travels; steps in a hurry do not', async () => {
    const store = await open();
    store.getState().stepBy(1);
    expect(store.getState().travel).toBe(true);
    vi.advanceTimersByTime(30);
    store.getState().stepBy(1);
    expect(store.getState().travel).toBe(false);
    vi.advanceTimersByTime(500);
    store.getState().stepBy(1);
    expect(store.getState().travel).toBe(true);
  });

  it('plays to the end, stops there, and plays again from the start', async () => {
    const store = await open({ at: 'end' });
    const { length } = store.getState().run.history;
    store.getState().goTo(length - 2);
    store.getState().togglePlay();
    vi.advanceTimersByTime(60_000);
    expect(store.getState()).toMatchObject({ step: length, playing: false });
    expect(vi.getTimerCount()).toBe(0);
    store.getState().togglePlay();
    expect(store.getState()).toMatchObject({ step: 0, playing: true });
    store.getState().dispose();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('paused costs nothing: no timer waits', async () => {
    const store = await open();
    store.getState().togglePlay();
    store.getState().pause();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says so when the address names a moment that this run has not', async () => {
    const store = await open({ at: 'mapped', persistent: 'on' });
    expect(store.getState().step).toBe(0);
    expect(store.getState().problems).toHaveLength(1);
  });
});

describe('parameters', () => {
  it('a new run starts at the beginning', async () => {
    const store = await open({ at: 'end' });
    const { apply, run } = store.getState();
    expect(apply({ ...run.params, persistent: false })).toBeUndefined();
    expect(store.getState().step).toBe(0);
    expect(store.getState().run).not.toBe(run);
  });

  it('what the scenario refuses leaves everything as it was, in its own words', async () => {
    const store = await open();
    const before = store.getState();
    expect(before.apply({ ...before.run.params, platform: 'pvh', delivery: 'intx' })).toMatch(/no INTx/);
    expect(store.getState()).toBe(before);
  });
});

describe('predicting', () => {
  it('stops at the question, and goes on to what it reveals once it is answered', async () => {
    const store = await open({ mode: 'predict' });
    store.getState().togglePlay();
    vi.advanceTimersByTime(600_000);
    const [ask] = store.getState().asks;
    expect(store.getState()).toMatchObject({ step: ask?.step, playing: false });
    store.getState().goTo(Number.POSITIVE_INFINITY);
    expect(store.getState().step).toBe(ask?.step);
    store.getState().answer(ask?.key ?? '', 'none');
    vi.advanceTimersByTime(10_000);
    expect(store.getState()).toMatchObject({ step: ask?.reveal, playing: false, revealing: undefined });
  });

  it('an answer is final', async () => {
    const store = await open({ mode: 'predict' });
    const key = store.getState().asks[0]?.key ?? '';
    store.getState().answer(key, 'none');
    store.getState().answer(key, 'counted');
    expect(store.getState().answers[key]).toBe('none');
  });

  it('leaving and coming back asks anew, from here on', async () => {
    const store = await open({ at: 'consumed' });
    store.getState().setMode('predict');
    const { asks, step } = store.getState();
    expect(asks.every((a) => a.step >= step)).toBe(true);
    expect(horizon(store.getState())).toBe(asks[0]?.step);
    store.getState().setMode('watch');
    expect(horizon(store.getState())).toBe(store.getState().run.history.length);
  });
});

it('the address of any step opens that step', async () => {
  const store = await open({ requests: 'w0+8=abc*2', queued: '2' });
  const { scenario, history } = store.getState().run;
  for (let n = 0; n <= history.length; n += 7) {
    store.getState().goTo(n);
    const query = queryOf(pairsOf(store.getState()));
    const { spec, problems } = readSpec(scenario, new URLSearchParams(query));
    expect(problems).toEqual([]);
    expect(stepAt(history, spec.at)).toBe(n);
    expect(spec.params).toEqual(store.getState().run.params);
  }
});
