import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pairsOf } from '@/components/simulation/model/address.ts';
import { SKIPPED, verdictOf } from '@/components/simulation/model/predict.ts';
import { queryOf } from '@/components/simulation/model/query.ts';
import { isRunOf } from '@/components/simulation/model/run.ts';
import { horizon, isAsking, isWaiting, isWithheld, REASON } from '@/components/simulation/model/withhold.ts';
import { createPlayer, type PlayerStore } from '@/components/simulation/store.ts';
import { loadScenario, type RawParams, readSpec, stepAt, wayOf } from '@/engine/index.ts';

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

describe('another way through the same parameters', () => {
  const read = async (pairs: RawParams) => {
    const scenario = await loadScenario('shared-ring');
    return { scenario, spec: readSpec(scenario, Object.entries(pairs)).spec };
  };
  const plain = { requests: '2' };
  const broken = { ...plain, schedule: 'p*18.c*27.p*17', without: 'final-check' };

  it('is another run, and is the address of what is shown', async () => {
    const { scenario, spec } = await read(plain);
    const store = createPlayer(scenario, spec);
    const wanted = (await read(broken)).spec;
    expect(isRunOf(store.getState().run, spec)).toBe(true);
    expect(isRunOf(store.getState().run, wanted)).toBe(false);
    store.getState().apply(wanted.params, undefined, wayOf(wanted));
    expect(isRunOf(store.getState().run, wanted)).toBe(true);
    expect(store.getState().run.history.find('lost')).toBeDefined();
    expect(pairsOf(store.getState())).toMatchObject(broken);
  });

  it('is left when the parameters change in the picture', async () => {
    const { scenario, spec } = await read(broken);
    const store = createPlayer(scenario, spec);
    const { apply, run } = store.getState();
    apply({ ...run.params, requests: 3 });
    expect(store.getState().run.history.instance.way).toEqual({});
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

  it('a question that is skipped shows what it hides, and counts as no prediction', async () => {
    const store = await open({ mode: 'predict' });
    store.getState().goTo(Number.POSITIVE_INFINITY);
    expect(store.getState().refused).toBe(true);
    const [ask] = store.getState().asks;
    store.getState().skip();
    vi.advanceTimersByTime(10_000);
    const { step, answers, run, refused } = store.getState();
    expect({ step, refused }).toEqual({ step: ask?.reveal, refused: false });
    expect(ask && verdictOf(run.history, ask, answers)).toMatchObject({ chosen: SKIPPED, correct: false });
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

describe('a question of the text beside it', () => {
  const held = async (at = 'kicked', level = 'story') => {
    const store = await open({ at, level });
    const skip = vi.fn();
    store.getState().withhold({ skip });
    const { step, run } = store.getState();
    return { store, step, length: run.history.length, skip };
  };

  it('keeps every way forward before its outcome, and says so once for each question', async () => {
    const { store, step } = await held();
    const ways = [
      () => store.getState().stepBy(1),
      () => store.getState().goTo(Number.POSITIVE_INFINITY, 'slider'),
      () => store.getState().nextChapter(),
      () => store.getState().threadBy(1),
      () => store.getState().togglePlay(),
    ];
    for (const way of ways) {
      store.getState().withhold({ skip: () => {} });
      expect(store.getState().refused).toBe(false);
      way();
      vi.advanceTimersByTime(60_000);
      expect(store.getState()).toMatchObject({ step, refused: true, playing: false });
    }
    const before = store.getState();
    before.stepBy(1);
    expect(store.getState()).toEqual(before);
  });

  it('lets the reader go back, and play again as far as it, where the reason is said', async () => {
    const { store, step } = await held();
    store.getState().stepBy(-1);
    expect(store.getState()).toMatchObject({ refused: false });
    expect(isWaiting(store.getState())).toBe(false);
    store.getState().togglePlay();
    vi.advanceTimersByTime(60_000);
    expect(store.getState()).toMatchObject({ step, playing: false, refused: true });
  });

  it('is passed at no level', async () => {
    const { store, step } = await held();
    for (const level of ['lines', 'mechanism', 'story'] as const) {
      store.getState().setLevel(level);
      expect(store.getState().step).toBeLessThanOrEqual(step);
      store.getState().goTo(Number.POSITIVE_INFINITY);
      expect(store.getState().step).toBeLessThanOrEqual(step);
    }
  });

  it('refuses a run with other parameters: it is about this one', async () => {
    const { store } = await held();
    const { run, apply } = store.getState();
    expect(apply({ ...run.params, persistent: false })).toBe(REASON);
    expect(store.getState().run).toBe(run);
  });

  it('is skipped by the text that asks, and afterwards holds nothing', async () => {
    const { store, length, skip } = await held();
    store.getState().skip();
    expect(skip).toHaveBeenCalledOnce();
    store.getState().withhold(undefined);
    expect(isWithheld(store.getState())).toBe(false);
    store.getState().goTo(Number.POSITIVE_INFINITY);
    expect(store.getState()).toMatchObject({ step: length, refused: false });
  });

  it('withholds totals from the beginning, and nothing else until the reader comes to it', async () => {
    const store = await open({ level: 'story' });
    store.getState().setPending(true);
    expect(isWithheld(store.getState())).toBe(true);
    expect(isAsking(store.getState())).toBe(false);
    store.getState().goTo(Number.POSITIVE_INFINITY);
    expect(store.getState()).toMatchObject({ step: store.getState().run.history.length, refused: false });
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
