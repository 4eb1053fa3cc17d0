// The order in which things are learnt: it has everything that there is, once, and its pictures show what the runs have.
import { describe, expect, it } from 'vitest';
import { lengthOf } from '../../app/_simulation/length.ts';
import { LESSONS, SIMULATIONS } from '../../content/course.ts';
import { WORDED_SCENARIOS } from '../../content/scenarios/index.ts';
import { stepsOf } from '../engine/support/levels.ts';
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
      const steps = await stepsOf(id);
      expect(Number(steps.at(at))).toBeGreaterThan(0);
    },
  );

  it('are each told in one sentence of at most twenty words', () => {
    for (const { id, shows } of entries) {
      expect(shows.split(/\s+/).length, id).toBeLessThanOrEqual(20);
      expect(shows, id).toMatch(/^[A-Z][^.]*\.$/);
    }
  });

  it('say how long they take as the engine counts it', async () => {
    const { story, opens } = await stepsOf('shared-ring');
    expect(opens).toBe(0);
    const length = await lengthOf('shared-ring');
    expect(length).toMatchObject({ level: 'story', steps: story.length });
    // A step takes a second and a half at least, and no telling is longer than twenty words.
    expect(length.minutes).toBeGreaterThanOrEqual((story.length * 1.5) / 60);
    expect(length.minutes).toBeLessThanOrEqual(Math.ceil((story.length * (1 + 20 / 3)) / 60));
  });

  it.each(entries.map((e) => e.id))('%s has a length', async (id) => {
    const { steps, minutes } = await lengthOf(id);
    expect(steps).toBeGreaterThan(1);
    expect(minutes).toBeGreaterThan(0);
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
