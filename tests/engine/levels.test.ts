// Three levels of one run (design: levels). That each is a part of the next, tests/sweep/levels.test.ts says of any run.
import { describe, expect, test } from 'vitest';
import {
  defaults,
  depthOfStep,
  fromOf,
  History,
  instantiate,
  loadScenario,
  neighbour,
  SCENARIO_IDS,
  type Stop,
} from '@/engine/index.ts';
import { instanceOf, wideOf } from '../content/runs.ts';

const RUNS = 6;

/** The default run of a scenario, and some spread over those that reach all its lines. */
async function runsOf(id: (typeof SCENARIO_IDS)[number]) {
  const scenario = await loadScenario(id);
  const specs = await wideOf(id);
  const stride = Math.max(1, Math.floor(specs.length / RUNS));
  const instances = [
    instantiate(scenario, defaults(scenario.params)),
    ...specs.filter((_, i) => i % stride === 0).map((spec) => instanceOf(scenario, spec)),
  ];
  return instances.flatMap((instance) => {
    if (!instance) return [];
    const history = new History(instance);
    return [{ history, stops: history.stops }];
  });
}

const steps = (stops: readonly Stop[]): readonly number[] => stops.map((s) => s.step);

describe.each(SCENARIO_IDS)('the levels of %s', async (id) => {
  const runs = await runsOf(id);

  test('tell every moment in full the first time', () => {
    for (const { history, stops } of runs) {
      const again = (list: readonly Stop[], step: number) => list.find((s) => s.step === step)?.again;
      const { told } = history.instance.scenario;
      const moments = new Set(told?.goals.flatMap((g) => g.moments));
      const first = history.occurrences.filter((o) => o.nth === 1);
      expect(first.some((o) => moments.has(o.id))).toBe(told !== undefined);
      for (const { id, step } of first) {
        expect(again(stops.mechanism, step), id).toBeDefined();
        if (!moments.has(id)) continue;
        expect(again(stops.story, step), id).toBe(0);
        expect(again(stops.mechanism, step), id).toBe(0);
      }
    }
  });

  test('go on and back over the same stops', () => {
    for (const { history, stops } of runs)
      for (const depth of ['story', 'mechanism'] as const) {
        const there: number[] = [];
        for (let n = 0; n < history.length; ) {
          n = neighbour(stops, depth, n, 1, history.length);
          there.push(n);
        }
        const back: number[] = [];
        for (let n = history.length; n > 0; ) {
          back.push(n);
          n = neighbour(stops, depth, n, -1, history.length);
        }
        expect(there).toEqual(back.reverse());
        expect(there).toEqual(steps(stops[depth]));
        for (const [i, n] of there.entries()) expect(fromOf(stops, depth, n)).toBe(there[i - 1] ?? 0);
      }
  });

  test('name for each step the shallowest level that stops there', () => {
    const { history, stops } = runs[0] as (typeof runs)[number];
    const [story, mechanism] = [new Set(steps(stops.story)), new Set(steps(stops.mechanism))];
    for (let n = 1; n <= history.length; n++)
      expect(depthOfStep(stops, n)).toBe(story.has(n) ? 'story' : mechanism.has(n) ? 'mechanism' : 'lines');
  });
});
