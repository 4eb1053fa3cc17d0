// The laws of the levels (design: levels.md) over default and random parameters of every scenario: which steps a level
// stops at, what it keeps, what is said there, and what the still of the stage shows there.
import { describe, expect, it } from 'vitest';
import { type Run, runOf } from '../../components/simulation/model/run.ts';
import { loadScene } from '../../components/simulation/scenes/index.ts';
import { WORDED_SCENARIOS, type WordedScenario, wordsOf } from '../../content/scenarios/index.ts';
import { InputError, loadScenario, readParams, type Scenario } from '../../engine/index.ts';
import { rawOf, specsOf } from '../content/runs.ts';
import { LONG } from '../engine/support/counts.ts';
import { fullParams, someSpecs } from './any-params.ts';
import { LAWS, type Law, lawsOf } from './level-laws.tsx';

/** The same parameters each time, until somebody asks for others: `RINGSIDE_SEED=7 npm run unit -- tests/sweep/levels`. */
const SEED = Number(process.env.RINGSIDE_SEED ?? 0x1eaf);
/** Runs by chance, for each scenario. */
const CHANCE = LONG ? 120 : 12;
/** Faults of one law that are listed; the others are like them. */
const LISTED = 6;

/** Undefined for a combination that the scenario refuses. */
function opened(scenario: Scenario, spec: string): Run | undefined {
  try {
    return runOf(scenario, readParams(scenario.params, rawOf(spec)));
  } catch (e) {
    if (e instanceof InputError) return undefined;
    throw e;
  }
}

async function kept(id: WordedScenario) {
  const [scenario, words, scene] = await Promise.all([loadScenario(id), wordsOf(id), loadScene(id)]);
  if (!scene) throw new Error(`${id} has no scene`);
  const chance = someSpecs(scenario, SEED, CHANCE, fullParams(scenario.params));
  const faults = new Map<Law, string[]>(LAWS.map((law) => [law, []]));
  let accepted = 0;
  // The runs of the cover are drawn by the drawing's own test, at every step; here they are read and told.
  const specs = ['', ...chance, ...specsOf(id).slice(1)];
  for (const [nth, spec] of specs.entries()) {
    const run = opened(scenario, spec);
    if (!run) continue;
    const isDrawn = nth <= chance.length;
    if (isDrawn) accepted++;
    lawsOf({ run, words, scene }, isDrawn ? nth : undefined, (law, sentence) => {
      const list = faults.get(law);
      if (list && list.length < LISTED) list.push(`${spec || 'defaults'}: ${sentence}`);
    });
  }
  return { faults, accepted, tried: chance.length + 1 };
}

describe.each(WORDED_SCENARIOS)('the levels of %s, with any parameters', { timeout: 600_000 }, (id) => {
  let once: ReturnType<typeof kept> | undefined;
  const all = () => {
    once ??= kept(id);
    return once;
  };

  it('are looked at in most of the runs that were asked for', async () => {
    const { accepted, tried } = await all();
    expect(tried).toBeGreaterThan(CHANCE / 2);
    expect(accepted / tried).toBeGreaterThan(0.6);
  });

  it.each(LAWS)('%s', async (law) => {
    expect((await all()).faults.get(law)).toEqual([]);
  });
});
