// What newcomers are told (design: three levels): each told moment has its sentence, and the limits of a story hold in
// every text and by default. tests/sweep/levels.test.ts holds what is said and drawn in any run.
import { describe, expect, test } from 'vitest';
import { wordsIn } from '@/components/simulation/model/sentence.ts';
import { LABELS, WORDED_SCENARIOS } from '@/content/scenarios/index.ts';
import type { Telling } from '@/content/scenarios/words.ts';
import {
  COUNTERS,
  defaults,
  History,
  instantiate,
  loadScenario,
  readParam,
  writeParam,
} from '@/engine/index.ts';
import { IDENTIFIER } from '../components/simulation/figure/count.ts';

const sentencesOf = ({ what, why, again, cases = [] }: Telling): readonly string[] => [
  [what, why].filter(Boolean).join(' '),
  ...(again ? [again] : []),
  ...cases.map((c) => [c.what, c.why].filter(Boolean).join(' ')),
];

describe.each(WORDED_SCENARIOS)('the story of %s', async (id) => {
  const scenario = await loadScenario(id);
  const labels = await LABELS[id]();
  const { told } = scenario;
  const moments = told?.goals.flatMap((g) => g.moments) ?? [];

  test('tells moments that the scenario has, each for one goal', () => {
    expect(told, 'the scenario says what is told').toBeDefined();
    expect(new Set(moments).size).toBe(moments.length);
    const known = scenario.moments.map((m) => m.id);
    expect(moments.filter((m) => !known.includes(m))).toEqual([]);
    expect(told?.once?.filter((m) => !moments.includes(m)) ?? []).toEqual([]);
    expect(['start', ...moments]).toContain(told?.opens);
  });

  test('has a sentence for its start, its end and each moment, and a name for each goal', () => {
    expect(Object.keys(labels.story ?? {}).sort()).toEqual(['start', 'end', ...moments].sort());
    expect(told?.goals.filter((g) => !labels.goals?.[g.id])).toEqual([]);
  });

  test('says what happened and why in at most twenty words, without a name of the code', () => {
    const all = Object.entries(labels.story ?? {}).flatMap(([key, telling]) =>
      sentencesOf(telling).map((text) => ({ key, text })),
    );
    expect(all.filter(({ text }) => wordsIn(text) > 20)).toEqual([]);
    expect(all.filter(({ text }) => IDENTIFIER.test(text))).toEqual([]);
    expect(all.filter(({ text }) => !/^[A-Z{].*[.?!]$/.test(text))).toEqual([]);
  });

  test('has 8 to 24 steps by default, and its mechanism at most 90', () => {
    const { story, mechanism } = new History(instantiate(scenario, defaults(scenario.params))).stops;
    expect(story.length).toBeGreaterThanOrEqual(8);
    expect(story.length).toBeLessThanOrEqual(24);
    expect(mechanism.length).toBeLessThanOrEqual(90);
  });

  test('counts at most four things and has at most three handles, whose values the scenario takes', () => {
    expect(labels.counts?.length ?? 0).toBeLessThanOrEqual(4);
    expect(labels.counts?.filter((c) => !COUNTERS.some((k) => k.id === c)) ?? []).toEqual([]);
    expect(labels.handles?.length).toBeGreaterThanOrEqual(1);
    expect(labels.handles?.length).toBeLessThanOrEqual(3);
    for (const { param, values } of labels.handles ?? []) {
      const schema = scenario.params.find((p) => p.id === param);
      expect(schema, param).toBeDefined();
      if (!schema) continue;
      for (const [value] of values) expect(() => readParam(schema, value)).not.toThrow();
      expect(values.map(([value]) => value)).toContain(writeParam(schema.default));
    }
  });

  test('calls each thread by a plain name that fits on its token', () => {
    for (const thread of Object.values(labels.threads)) {
      expect(thread.plain, thread.name).toBeDefined();
      expect(thread.plain?.length).toBeLessThanOrEqual(16);
    }
  });
});
