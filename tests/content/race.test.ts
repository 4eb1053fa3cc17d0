// The words of the race against the engine's race: every goal, every side, both clocks, every parameter, every platform.
import { describe, expect, it } from 'vitest';
import { loadRace } from '../../components/simulation/race/load-race.ts';
import { DIFFERENCES, PARTS, ROLE_WORDS, SAME, SYSTEMS } from '../../content/race/compare.ts';
import { race, wordsOfRace } from '../../content/race/index.ts';
import { hasWords } from '../../content/scenarios/index.ts';
import { SOURCES } from '../../content/sources.ts';
import { CLOCKS, loadPlatforms, loadScenario, readParam, writeParam } from '../../engine/index.ts';
import { IDENTIFIER } from '../components/simulation/figure/count.ts';

const words = (text: string): number => text.trim().split(/\s+/).length;

describe('the words of the race', () => {
  it('name every goal that its stories have, and nothing else', async () => {
    const told = await Promise.all(race.sides.map(async (s) => (await loadScenario(s.scenario)).told));
    const goals = new Set(told.flatMap((t) => t?.goals.map((g) => g.id) ?? []));
    expect(Object.keys(race.goals).sort()).toEqual([...goals].sort());
  });

  it('say of each clock in at most twenty words what its width is, and that it is not time', () => {
    expect(Object.keys(race.clocks)).toEqual([...CLOCKS]);
    for (const { means } of Object.values(race.clocks)) {
      expect(means).toMatch(/^[A-Z].*Width is .*, not time\.$/);
      expect(words(means)).toBeLessThanOrEqual(20);
      expect(means).not.toMatch(IDENTIFIER);
    }
  });

  it('name the sides briefly enough for the head of a column', () => {
    for (const { short } of race.sides) expect(short.length).toBeLessThanOrEqual(10);
  });

  it('offer values that the race takes, the defaults among them', async () => {
    const { params } = await loadRace(race.sides);
    expect(race.handles.map((h) => h.param)).toEqual(params.map((p) => p.id));
    for (const { param, values } of race.handles) {
      const schema = params.find((p) => p.id === param);
      if (!schema) continue;
      for (const [value] of values) expect(() => readParam(schema, value)).not.toThrow();
      expect(values.map(([value]) => value)).toContain(writeParam(schema.default));
    }
  });

  it('bring what is told of all stories, and the names of their moments', async () => {
    const { sides } = await wordsOfRace();
    for (const { scenario, simulation } of sides) {
      const { moments, told } = await loadScenario(scenario);
      const named = told?.goals.flatMap((g) => g.moments) ?? [];
      expect(['start', 'end', ...named].filter((m) => !simulation.story?.[m])).toEqual([]);
      expect(moments.map((m) => m.id).filter((m) => !simulation.moments[m])).toEqual([]);
    }
  });
});

describe('the comparison', () => {
  it('says a part for every role of the platforms that it compares', async () => {
    const { ROLES, xenHvmEmulated, xenPvhvm } = await loadPlatforms();
    expect(Object.keys(ROLE_WORDS)).toEqual([...ROLES]);
    for (const { id } of [xenHvmEmulated, xenPvhvm])
      expect(Object.keys(PARTS[id] ?? {}).sort()).toEqual([...ROLES].sort());
  });

  it('says of each side how it differs, with a source', () => {
    for (const { what, sides, sources } of DIFFERENCES) {
      expect(sides, what).toHaveLength(race.sides.length);
      expect(sources.length, what).toBeGreaterThan(0);
      expect(sources.filter((key) => !(key in SOURCES))).toEqual([]);
    }
  });

  it('speaks in whole sentences', () => {
    for (const text of [...SAME, ...DIFFERENCES.flatMap((d) => d.sides)])
      expect(text).toMatch(/^[A-Za-z].*[.]$/s);
  });

  it('lists eight systems, and leads to those that there are', () => {
    expect(SYSTEMS).toHaveLength(8);
    for (const { at } of SYSTEMS)
      if (at) expect(hasWords(at.replace(/^\/simulations\/|\?.*$/g, ''))).toBe(true);
  });
});
