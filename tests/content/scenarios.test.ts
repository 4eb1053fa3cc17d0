// The words of each scenario against the engine's scenario of the same id: nothing unsaid, nothing said of nothing. What
// is said of its steps is checked at every step, in tests/sweep.
import { beforeAll, describe, expect, it } from 'vitest';
import { textsOf } from '../../content/narration/listing.ts';
import { ABOUT, WORDED_SCENARIOS, wordsOf } from '../../content/scenarios/index.ts';
import type { ScenarioAbout, ScenarioWords } from '../../content/scenarios/words.ts';
import { SOURCES } from '../../content/sources.ts';
import { History, instantiate, readParams, SCENARIO_IDS, type Scenario } from '../../engine/index.ts';
import { lessonFolders } from './lessons.ts';
import { play, scenarioNamed } from './runs.ts';

const LIMIT = 40;

/** The lines of all scenarios: a mechanism's words are shared by the stories that it is part of. */
const everywhere: readonly string[] = (
  await Promise.all(
    SCENARIO_IDS.map(async (id) => {
      const scenario = await scenarioNamed(id);
      const { program } = instantiate(scenario, readParams(scenario.params, {}));
      return [...program.procedures.values()].flatMap((p) => p.lines.map((l) => `${p.name}.${l.label}`));
    }),
  )
).flat();

it('has words for every scenario of the engine', () => {
  expect([...WORDED_SCENARIOS].sort()).toEqual([...SCENARIO_IDS].sort());
});

describe.each(WORDED_SCENARIOS)('the words of %s', (id) => {
  let words: ScenarioWords;
  let about: ScenarioAbout;
  let scenario: Scenario;
  beforeAll(async () => {
    words = await wordsOf(id);
    about = await ABOUT[id]();
    scenario = await scenarioNamed(id);
  });

  it('give no reason for a line that does not exist', () => {
    const lines = new Set(everywhere);
    expect(Object.keys(words.narration).filter((key) => !lines.has(key))).toEqual([]);
    expect(Object.values(about.explainedBy).filter((key) => !lines.has(key))).toEqual([]);
  });

  it(`give each reason in whole sentences of at most ${LIMIT} words`, () => {
    const texts = Object.entries(words.narration).flatMap(([line, why]) =>
      textsOf(why).map((text): [string, string] => [line, text]),
    );
    const long = texts.filter(([, why]) => why.split(/\s+/).length > LIMIT);
    const broken = texts.filter(([, why]) => !/^[“A-Z0-9].*[.?!]”?$/su.test(why));
    expect(long).toEqual([]);
    expect(broken.filter(([, why]) => !/^(blkfront|blkback|dom0|x86) /.test(why))).toEqual([]);
  });

  it('have a text of its own for each line that the default run looks at and passes over', () => {
    const claimed = new Set<string>();
    play(scenario, '', ({ procedure, label, effects }) => {
      const why = words.narration[`${procedure}.${label}`];
      if (effects.some((e) => e.kind === 'passed') && typeof why === 'string')
        claimed.add(`${procedure}.${label}`);
    });
    expect([...claimed]).toEqual([]);
  });

  it('call it the same on its page and in the widget', () => {
    expect(about.title).toBe(words.title);
  });

  it('name every moment, and no other', () => {
    const ids = ['start', ...scenario.moments.map((m) => m.id), 'end'];
    expect(Object.keys(words.moments).sort()).toEqual(ids.sort());
    expect(Object.keys(about.explainedBy).filter((m) => !(m in words.moments))).toEqual([]);
  });

  it('label every parameter and every option, and no other', () => {
    expect(Object.keys(words.params).sort()).toEqual(scenario.params.map((p) => p.id).sort());
    for (const p of scenario.params) {
      const options = p.kind === 'choice' ? [...p.options].sort() : [];
      expect(Object.keys(words.params[p.id]?.options ?? {}).sort(), p.id).toEqual(options);
    }
  });

  it('show an option’s value where the engine gives one', () => {
    const history = new History(instantiate(scenario, readParams(scenario.params, {})));
    for (const question of scenario.questions) {
      const step = history.find(question.moment) ?? 0;
      for (const { id: option, value } of question.options({ history, step })) {
        const text = words.questions[question.id]?.options[option]?.text ?? '';
        expect(text.includes('{value}'), `${question.id}.${option}`).toBe(value !== undefined);
      }
    }
  });

  it('say where the model is a model, and name sources that there are', () => {
    expect(about.model.length).toBeGreaterThanOrEqual(3);
    const cited = [...about.inTheSource, ...about.model.flatMap((m) => m.sources)];
    expect(cited.filter((key) => !(key in SOURCES))).toEqual([]);
  });

  it('lead to a lesson that there is, if they lead to one', () => {
    const { lesson } = about;
    if (lesson !== undefined)
      expect(lessonFolders().map((folder) => folder.replace(/^\d+-/, ''))).toContain(lesson);
  });
});
