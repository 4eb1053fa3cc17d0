// One sweep of each scenario: the runs of its cover and some by chance are executed once, and at each of their steps
// everything is checked that holds for all scenarios. `npm run test:long` sweeps the many runs of tests/wide instead.
import { describe, expect, it } from 'vitest';
import { WORDED_SCENARIOS, type WordedScenario } from '../../content/scenarios/index.ts';
import { loadScenario } from '../../engine/index.ts';
import { specsOf, wideOf } from '../content/runs.ts';
import { LONG } from '../engine/support/counts.ts';
import { someSpecs } from './any-params.ts';
import { CHECKS, executed, type Swept, sweep } from './sweep.ts';
import { MISHAPS, UNREACHED } from './unreached.ts';

/** Runs with parameters by chance, for each scenario. */
const CHANCE = LONG ? 150 : 4;

const swept = new Map<string, Promise<Swept>>();
/** The sweep of a scenario's cover: made once, by the test that comes first. */
const covered = (id: WordedScenario): Promise<Swept> => {
  const once = swept.get(id) ?? sweep(id, specsOf(id));
  swept.set(id, once);
  return once;
};

describe.each(WORDED_SCENARIOS)('%s, at every step of every run of its cover', (id) => {
  it('runs to its end', { timeout: 120_000 }, async () => {
    const { runs, steps } = await covered(id);
    // A spec that the scenario refuses would cover nothing.
    expect(runs).toBe(specsOf(id).length);
    expect(steps).toBeGreaterThan(100);
  });

  it.each(CHECKS)('%s', async (check) => {
    const { found } = await covered(id);
    expect(found.get(check)).toEqual([]);
  });

  it('comes to every moment that the scenario names', async () => {
    const { scenario, points } = await covered(id);
    const missing = scenario.moments.filter((m) => !points.has(`moment ${m.id}`));
    expect(missing.map((m) => m.id)).toEqual(MISHAPS[id] ?? []);
  });

  it('has words for exactly the threads that there are, brief enough for a token', async () => {
    const { words, threads } = await covered(id);
    expect(Object.keys(words.threads).sort()).toEqual([...threads].sort());
    for (const { short } of Object.values(words.threads)) expect(short.length).toBeLessThanOrEqual(10);
  });

  it('has words for every world in which a step is taken', async () => {
    const { words, points } = await covered(id);
    const worlds = [...points].flatMap((p) => /^\S+ in (\S+)$/.exec(p)?.[1] ?? []);
    expect(worlds.length).toBeGreaterThan(0);
    expect([...new Set(worlds)].filter((w) => !words.worlds[w])).toEqual([]);
  });

  it('has words for exactly the questions and options that come up, and a reply to each', async () => {
    const { scenario, words, points } = await covered(id);
    const { questions } = words;
    expect(Object.keys(questions).sort()).toEqual(scenario.questions.map((q) => q.id).sort());
    for (const [question, { options }] of Object.entries(questions)) {
      const prefix = `option ${question} `;
      const seen = [...points].filter((p) => p.startsWith(prefix)).map((p) => p.slice(prefix.length));
      expect(Object.keys(options).sort(), question).toEqual(seen.sort());
      for (const { text, reply } of Object.values(options)) {
        expect(text).not.toBe('');
        expect(reply.length).toBeGreaterThan(40);
      }
    }
  });
});

describe.each(WORDED_SCENARIOS)('%s, with parameters by chance', (id) => {
  it('keeps all of that', { timeout: 600_000 }, async () => {
    const chance = someSpecs(await loadScenario(id), 0x5853, CHANCE);
    const { found, points } = await sweep(id, LONG ? [...(await wideOf(id)), ...chance] : chance);
    expect([...found.values()].flat()).toEqual([]);
    // Those that were not among the many from which the cover was chosen may reach a little more.
    if (LONG) {
      const covers = await covered(id);
      const more = [...points].filter((p) => !covers.points.has(p));
      expect(more, 'npm run cover chooses anew').toEqual([]);
    }
  });
});

describe('the lines of all listings', () => {
  it('are executed, in a run or while its system is set up, or it is said why not', async () => {
    const lines = new Set((await Promise.all(WORDED_SCENARIOS.map(covered))).flatMap((s) => [...s.lines]));
    const never = [...lines].filter((line) => !executed.has(line));
    expect(never.sort()).toEqual(Object.values(UNREACHED).flat().sort());
    for (const why of Object.keys(UNREACHED)) expect(why).toMatch(/^[A-Z].{20,}\.$/);
  });
});
