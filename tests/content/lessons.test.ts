// Every lesson against its schema, the engine and the bibliography: it cannot point at what does not exist, and it
// cannot state a number that nobody counted.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Frontmatter, readFrontmatter } from '../../content/frontmatter.ts';
import { RECORDED, type RecordedKey } from '../../content/recorded.ts';
import {
  COUNTERS,
  History,
  instantiate,
  readAt,
  readParams,
  type Scenario,
  stepAt,
} from '../../engine/index.ts';
import { unsupportedFigures } from './figures.ts';
import { parseHead } from './frontmatter.ts';
import { allSources, allTerms, lessonFolders, paramsIn, readLesson, tagsIn } from './lessons.ts';
import { rawOf, scenarioNamed } from './runs.ts';

/** Words a minute, read with attention to a picture. */
const PACE = 220;

const folders = lessonFolders();
const SOURCES = new Map(allSources);
const TERMS = new Map(allTerms);

it('orders lessons by number, each once, each with an address of its own', () => {
  const parts = folders.map((folder) => /^(\d+)-([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(folder));
  expect(parts.every(Boolean)).toBe(true);
  expect(new Set(parts.map((p) => p?.[1])).size).toBe(folders.length);
  expect(new Set(parts.map((p) => p?.[2])).size).toBe(folders.length);
});

describe.each(folders)('lesson %s', (folder) => {
  const lesson = readLesson(folder);
  const tags = (name: string) => lesson.tags.filter((t) => t.name === name);
  const keys = (name: string) => tags(name).map((t) => t.attributes.k ?? '');
  let about: Frontmatter;
  let scenario: Scenario;
  beforeAll(async () => {
    about = readFrontmatter(parseHead(lesson.head));
    scenario = await scenarioNamed(about.scenario);
  });
  const historyOf = (params = ''): History =>
    new History(instantiate(scenario, readParams(scenario.params, rawOf(params))));

  it('has a head by the schema', () => {
    expect(about.title.length).toBeGreaterThan(0);
  });

  it('lists exactly the sources that it cites', () => {
    const cited = [...keys('Cite'), ...keys('Recorded').map((k) => RECORDED[k as RecordedKey]?.source)];
    expect([...new Set(cited)].sort()).toEqual([...about.sources].sort());
  });

  it('cites sources, recordings and terms that there are', () => {
    expect(keys('Cite').filter((k) => !SOURCES.has(k))).toEqual([]);
    expect(keys('Recorded').filter((k) => !(k in RECORDED))).toEqual([]);
    expect(keys('Term').filter((k) => !TERMS.has(k))).toEqual([]);
  });

  it('brings the stage to moments that the run has, in their order', () => {
    const history = historyOf();
    const steps = tags('Passage').map(({ attributes }) => stepAt(history, readAt(attributes.at ?? '')));
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.filter((s) => s === undefined)).toEqual([]);
    expect(steps).toEqual([...steps].sort((a, b) => (a ?? 0) - (b ?? 0)));
    expect(new Set(tags('Passage').map((t) => t.attributes.at)).size).toBe(steps.length);
  });

  it('runs the engine with parameters that it takes', () => {
    for (const params of paramsIn(lesson.body)) {
      expect(() => readParams(scenario.params, rawOf(params)), params).not.toThrow();
    }
  });

  it('counts with counters that there are', () => {
    const ids: readonly string[] = COUNTERS.map((c) => c.id);
    expect(tags('Ledger').filter((t) => !ids.includes(t.attributes.counter ?? ''))).toEqual([]);
  });

  it('asks for at least two predictions, of questions that the run comes to', () => {
    const asked = tags('Predict');
    expect(asked.length).toBeGreaterThanOrEqual(2);
    for (const { attributes } of asked) {
      const question = scenario.questions.find((q) => q.id === attributes.question);
      const step =
        question && historyOf(attributes.params).find(question.moment, Number(attributes.nth ?? 1));
      expect(step, attributes.question).toBeGreaterThan(0);
    }
  });

  it('climbs the ladder: a worked run, withheld reasons, predictions, something to change, sources, a quiz', () => {
    const counts = Object.fromEntries(
      ['StageLesson', 'Passage', 'Why', 'Predict', 'Try', 'InTheSource', 'Quiz'].map((n) => [
        n,
        tags(n).length,
      ]),
    );
    expect(Object.entries(counts).filter(([, n]) => n === 0)).toEqual([]);
    expect(lesson.body.split('<Why')[0]).toContain('<Passage');
  });

  it('opens with a question', () => {
    const opening = lesson.body.split('\n## ')[0] ?? '';
    expect(opening).toMatch(/\?/);
  });

  it('gives each quiz question one right answer, and an explanation with every answer', () => {
    const questions = lesson.body.match(/<Question[\s\S]*?<\/Question>/g) ?? [];
    expect(questions.length).toBeGreaterThanOrEqual(3);
    for (const question of questions) {
      const answers = tagsIn(question).filter((t) => t.name === 'Answer');
      expect(answers.length).toBeGreaterThanOrEqual(2);
      expect(answers.filter((a) => a.attributes.right === 'true')).toHaveLength(1);
      expect(question).not.toMatch(/<Answer[^>]*>\s*<\/Answer>/);
    }
  });

  it('states no number that nobody counted, recorded or published', () => {
    expect(unsupportedFigures(lesson.body)).toEqual([]);
  });

  it('takes about as long as it says', () => {
    const words = lesson.body.replace(/<[^>]*>|```[\s\S]*?```/g, ' ').split(/\s+/).length;
    expect(words / PACE).toBeLessThanOrEqual(about.minutes);
    expect(words / PACE).toBeGreaterThan(about.minutes / 3);
  });
});

describe('the rule for numbers', () => {
  it.each([
    ['a bare count', 'A write takes 26 accesses.', 1],
    ['a percentage', 'It is 40 % faster.', 1],
    ['a number in a question', '<Why ask="Why 3 exits?">\n\nBecause.\n\n</Why>', 1],
    ['a recorded figure', 'It takes <Recorded k="x">accesses</Recorded>.', 0],
    ['a count of the engine', 'It takes <Ledger counter="X" unit="exit" />.', 0],
    ['a cited figure', 'It has <Cite k="x">32 slots</Cite>.', 0],
    ['a figure with a source behind it', 'The count is 0.<Cite k="x" /> So it is.', 0],
    ['a figure one sentence away from the source', 'The count is 0. So it is.<Cite k="x" />', 1],
    ['a name with a digit', 'dom0 runs on x86-64.', 0],
    ['code', 'The value `0xf3` and\n\n```c\nx = 3;\n```', 0],
  ])('%s', (_, text, found) => {
    expect(unsupportedFigures(text)).toHaveLength(found);
  });
});
