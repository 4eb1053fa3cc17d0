// Every lesson against its schema, the engine and the bibliography: it cannot point at what does not exist, and it
// cannot state a number that nobody counted.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Frontmatter, readFrontmatter } from '../../content/frontmatter.ts';
import { RECORDED, type RecordedKey } from '../../content/recorded.ts';
import { COUNTERS, DEPTHS, depthOfStep, History, readAt, type Scenario, stepAt } from '../../engine/index.ts';
import { unsupportedFigures } from './figures.ts';
import { parseHead } from './frontmatter.ts';
import {
  allSources,
  allTerms,
  lessonFolders,
  readable,
  readLesson,
  runsIn,
  type Tag,
  TRADE,
  tagsIn,
} from './lessons.ts';
import { instanceBy, scenarioNamed } from './runs.ts';

/** Words a minute, read with attention to a picture. */
const PACE = 220;
/** Words that the stage says at each stop. */
const CAPTION = 20;

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
  const scenarios = new Map<string, Scenario>();
  beforeAll(async () => {
    about = readFrontmatter(parseHead(lesson.head));
    const named = lesson.tags.flatMap((t) => [
      t.attributes.scenario ?? about.scenario,
      ...runsIn(t, about.scenario).map((r) => r.scenario),
    ]);
    for (const id of new Set(named)) scenarios.set(id, await scenarioNamed(id));
  });
  /** The run that a tag is about. */
  const runOf = ({ attributes: { scenario: id = about.scenario, params = '' } }: Tag) => {
    const scenario = scenarios.get(id) as Scenario;
    const history = new History(instanceBy(scenario, params));
    return { key: `${id} ${params}`, scenario, history, stops: history.stops };
  };
  const stepOf = (tag: Tag, at: string): number | undefined => stepAt(runOf(tag).history, readAt(at));
  /** The passages that show a run, without those that show the race. */
  const passages = () => tags('Passage').filter((t) => !('race' in t.attributes));

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

  it('brings the stage to moments that their runs have, in the order of each run', () => {
    const shown = passages().map((t) => ({ run: runOf(t).key, step: stepOf(t, t.attributes.at ?? '') }));
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter((s) => s.step === undefined)).toEqual([]);
    for (const run of new Set(shown.map((s) => s.run))) {
      const steps = shown.filter((s) => s.run === run).map((s) => s.step ?? 0);
      expect(steps, run).toEqual([...steps].sort((x, y) => x - y));
    }
  });

  it('has an address of its own for each passage', () => {
    const ids = tags('Passage').map(({ attributes: { id, at } }) => id ?? at ?? 'race');
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it('stands on what the story tells, or says at which level', () => {
    const places = [...passages(), ...tags('Predict')].filter((t) => !t.attributes.level);
    const untold = places.flatMap((t) => {
      const { scenario, stops } = runOf(t);
      const step = stepOf(t, t.attributes.at ?? t.attributes.reveals ?? '') ?? 0;
      return scenario.told && depthOfStep(stops, step) !== 'story' ? [t.attributes] : [];
    });
    expect(untold).toEqual([]);
    const levels: readonly string[] = DEPTHS;
    const named = lesson.tags.flatMap((t) => t.attributes.level ?? []);
    expect(named.filter((level) => !levels.includes(level))).toEqual([]);
  });

  it('runs the engine with parameters that it takes', () => {
    for (const { scenario: id, params } of lesson.tags.flatMap((t) => runsIn(t, about.scenario))) {
      const scenario = scenarios.get(id) as Scenario;
      expect(() => instanceBy(scenario, params), params).not.toThrow();
    }
  });

  it('counts with counters that there are', () => {
    const ids: readonly string[] = COUNTERS.map((c) => c.id);
    expect(tags('Ledger').filter((t) => !ids.includes(t.attributes.counter ?? ''))).toEqual([]);
  });

  it('asks for at least two predictions, and shows nothing of an outcome before it is revealed', () => {
    const asked = tags('Predict');
    expect(asked.length).toBeGreaterThanOrEqual(2);
    for (const tag of asked) {
      const { question: id, nth, reveals = '' } = tag.attributes;
      const { key, scenario, history } = runOf(tag);
      const question = scenario.questions.find((q) => q.id === id);
      const step = question && history.find(question.moment, Number(nth ?? 1));
      const outcome = stepOf(tag, reveals);
      expect(step, id).toBeGreaterThan(0);
      expect(outcome, `${id} reveals ${reveals}`).toBeGreaterThan(step ?? 0);
      const before = lesson.tags
        .slice(0, lesson.tags.indexOf(tag))
        .filter((t) => t.name === 'Passage' && t.attributes.at && runOf(t).key === key)
        .map((t) => stepOf(t, t.attributes.at ?? '') ?? 0);
      expect(Math.max(0, ...before), `shown before ${id}`).toBeLessThan(outcome ?? 0);
    }
  });

  it('shows each change at a moment that its run has', () => {
    const lost = tags('Try').filter((t) => stepOf(t, t.attributes.at ?? 'end') === undefined);
    expect(lost.map((t) => t.attributes)).toEqual([]);
  });

  it('explains each word of the trade where it first stands', () => {
    const text = readable(lesson.body);
    const unexplained = TRADE.flatMap(([word, term]) => {
      const first = word.exec(text.replace(/<[^>]*>/g, (tag) => ' '.repeat(tag.length)));
      const mark = new RegExp(`<Term k="${term}">[^<]*</Term>`).exec(text);
      if (!first) return [];
      return mark && first.index >= mark.index ? [] : [`${first[0]}: ${term}`];
    });
    expect(unexplained).toEqual([]);
  });

  it('marks each term once', () => {
    const marked = keys('Term');
    expect(marked.filter((k, i) => marked.indexOf(k) !== i)).toEqual([]);
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

  it('takes six to twelve minutes, and about as long as it says', () => {
    const words = readable(lesson.body)
      .replace(/<[^>]*>/g, ' ')
      .split(/\s+/)
      .filter(Boolean).length;
    const minutes = (words + CAPTION * (tags('Passage').length + tags('Predict').length)) / PACE;
    expect(minutes).toBeGreaterThanOrEqual(6);
    expect(minutes).toBeLessThanOrEqual(12);
    expect(Math.abs(minutes - about.minutes)).toBeLessThanOrEqual(3);
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
    ['the name of a processor', 'It runs on CPU 0, and vCPU 1 sleeps.', 0],
    ['code', 'The value `0xf3` and\n\n```c\nx = 3;\n```', 0],
  ])('%s', (_, text, found) => {
    expect(unsupportedFigures(text)).toHaveLength(found);
  });
});
