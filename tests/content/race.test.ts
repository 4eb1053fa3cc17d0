// The words of the race against the engine's race: every phase, every side, every parameter, every platform.
import { describe, expect, it } from 'vitest';
import { DIFFERENCES, PARTS, ROLE_WORDS, SAME, SYSTEMS } from '../../content/race/compare.ts';
import { race, wordsOfRace } from '../../content/race/index.ts';
import { hasWords } from '../../content/scenarios/index.ts';
import { SOURCES } from '../../content/sources.ts';
import { loadPlatforms, loadScenario, PHASES, RACE_MODES } from '../../engine/index.ts';

const LIMIT = 40;
const words = (text: string): number => text.trim().split(/\s+/).length;

describe('the words of the race', () => {
  it('name every phase, the start and the end, and nothing else', () => {
    expect(Object.keys(race.phases).sort()).toEqual([...PHASES, 'start', 'end'].sort());
  });

  it(`say for each side why, in whole sentences of at most ${LIMIT} words`, () => {
    for (const { why } of Object.values(race.phases)) {
      expect(why).toHaveLength(race.sides.length);
      for (const text of why) {
        expect(text).toMatch(/^[A-Z].*[.]$/s);
        expect(words(text), text).toBeLessThanOrEqual(LIMIT);
      }
    }
  });

  it('name the sides briefly enough for the head of a column', () => {
    for (const { short } of race.sides) expect(short.length).toBeLessThanOrEqual(10);
  });

  it('word every way to submit', () => {
    expect(Object.keys(race.params.queued?.options ?? {})).toEqual([...RACE_MODES]);
    expect(Object.keys(race.params)).toEqual(['count', 'queued']);
  });

  it('name the threads and moments of all stories', async () => {
    const { sides } = await wordsOfRace();
    for (const { scenario, simulation } of sides) {
      const { moments } = await loadScenario(scenario);
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
