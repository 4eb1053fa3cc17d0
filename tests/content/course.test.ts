// The order in which things are learnt: it has everything that there is, once, and its pictures show what the runs have.
import { describe, expect, it } from 'vitest';
import { lengthOf } from '../../app/_simulation/length.ts';
import { LESSONS, SIMULATIONS } from '../../content/course.ts';
import { hasWords, WORDED_SCENARIOS } from '../../content/scenarios/index.ts';
import {
  History,
  instantiate,
  levelIndex,
  loadScenario,
  readAt,
  readParams,
  stepAt,
} from '../../engine/index.ts';
import { lessonFolders } from './lessons.ts';

const entries = SIMULATIONS.flatMap((part) => part.entries);
const order: readonly string[] = entries.map((e) => e.id);

describe('the simulations', () => {
  it('are all there, each once', () => {
    expect([...order].sort()).toEqual([...WORDED_SCENARIOS].sort());
  });

  it('have the parts before what is made of them', () => {
    for (const part of ['shared-ring', 'hypercall', 'event-channels'])
      expect(order.indexOf(part), part).toBeLessThan(order.indexOf('block-io'));
  });

  it.each(entries.map((e) => [e.id, e] as const))(
    '%s shows a moment that its run has',
    async (id, { at }) => {
      const scenario = await loadScenario(id);
      const history = new History(instantiate(scenario, readParams(scenario.params, {})));
      expect(stepAt(history, readAt(at))).toBeGreaterThan(0);
    },
  );

  it('are each told in one sentence of at most twenty words', () => {
    for (const { id, shows } of entries) {
      expect(shows.split(/\s+/).length, id).toBeLessThanOrEqual(20);
      expect(shows, id).toMatch(/^[A-Z][^.]*\.$/);
    }
  });

  it('say how long they take as the engine counts it', async () => {
    const scenario = await loadScenario('shared-ring');
    const index = levelIndex();
    const history = new History(instantiate(scenario, readParams(scenario.params, {})), [index.visit]);
    const { story } = index.done(history.occurrences, history.length, scenario.told);
    const length = await lengthOf('shared-ring');
    expect(length).toMatchObject({ level: 'story', steps: story.length });
    // A step takes a second and a half at least, and no telling is longer than twenty words.
    expect(length.minutes).toBeGreaterThanOrEqual((story.length * 1.5) / 60);
    expect(length.minutes).toBeLessThanOrEqual(Math.ceil((story.length * (1 + 20 / 3)) / 60));
  });

  it('have a length also before anything is told of them', async () => {
    for (const id of order) {
      if (!hasWords(id)) continue;
      const { steps, minutes } = await lengthOf(id);
      expect(steps, id).toBeGreaterThan(1);
      expect(minutes, id).toBeGreaterThan(0);
    }
  });
});

describe('the lessons', () => {
  const path = LESSONS.flatMap((part) => part.lessons);

  it('that are written are on the path, each once', () => {
    const written = lessonFolders().map((folder) => folder.replace(/^\d+-/, ''));
    expect(written.filter((slug) => !path.includes(slug))).toEqual([]);
    expect(new Set(path).size).toBe(path.length);
  });

  it('begin with what a hypervisor is', () => {
    expect(path[0]).toBe('what-a-hypervisor-is');
  });
});
