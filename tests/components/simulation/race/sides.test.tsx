// Races that no page has: the same writes through the ring on three platforms, and four sides. What a race declares is
// all that it needs.
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { racePairs, readRace, tickAt } from '@/components/simulation/race/address.ts';
import { loadRace } from '@/components/simulation/race/load-race.ts';
import { RacePoster } from '@/components/simulation/race/RacePoster.tsx';
import { ofSide, raceOf } from '@/components/simulation/race/source.ts';
import { placeAt, standing, toldAtPlace } from '@/components/simulation/race/telling.ts';
import { race as declared, wordsOfRace } from '@/content/race/index.ts';
import type { RaceWords } from '@/content/race/words.ts';
import { CLOCKS } from '@/engine/index.ts';

const ring = (platform: string) => ({
  scenario: 'block-io' as const,
  params: { platform },
  name: `A ring under ${platform.toUpperCase()}`,
  short: platform.toUpperCase(),
});
const three: RaceWords = { ...declared, sides: ['pv', 'pvh', 'pvhvm'].map(ring) };
const four: RaceWords = { ...declared, sides: [...declared.sides, ring('pv'), ring('pvh')] };
const params = { count: 2, queued: 'one-by-one' };

describe.each([
  { many: 3, race: three },
  { many: 4, race: four },
])('a race of $many', async ({ many, race }) => {
  const source = await loadRace(race.sides);
  const content = await wordsOfRace(race);
  const run = raceOf(source, params);

  it('gives each side the platform that it was declared with', () => {
    for (const [i, { params: wanted }] of race.sides.entries())
      if (wanted?.platform) expect(run.sides[i]?.run.history.instance.params.platform).toBe(wanted.platform);
  });

  it.each(CLOCKS)('finds every tick again by %s', (clock) => {
    for (let tick = 0; tick <= run.clocks[clock].length; tick++) {
      const read = readRace(source, Object.entries(racePairs(source, run, clock, tick)));
      expect(read.problems).toEqual([]);
      expect(tickAt(run, clock, read.at)).toBe(tick);
    }
  });

  it.each(CLOCKS)('says of each side what it did, by %s', (clock) => {
    for (let tick = 0; tick <= run.clocks[clock].length; tick += 3)
      for (const [i, words] of content.sides.entries()) {
        const place = placeAt({ run, clock, tick }, i);
        expect(toldAtPlace(ofSide(run.sides, i), words, place).what).not.toBe('');
      }
  });

  it.each(CLOCKS)('is drawn as so many stages, lanes and columns of the counts, by %s', (clock) => {
    const html = renderToStaticMarkup(
      <RacePoster
        uid="many"
        run={run}
        clock={clock}
        tick={Math.floor(run.clocks[clock].length / 2)}
        content={content}
        hrefOf={(id, query) => `/${id}${query}`}
      />,
    );
    expect(race.sides).toHaveLength(many);
    for (const { name, short } of race.sides) {
      expect(html).toContain(`aria-label="Stage: ${name}"`);
      expect(html.match(new RegExp(`<th scope="col"[^>]*>${short}</th>`, 'g'))).toHaveLength(2);
      expect(html.match(new RegExp(`<span[^>]*>${short}</span>`, 'g'))).toHaveLength(1);
    }
    expect(html).not.toMatch(/undefined|NaN/);
  });
});

it('a guest that has no VM exits is done with its calls to Xen', async () => {
  const source = await loadRace(three.sides);
  const content = await wordsOfRace(three);
  const run = raceOf(source, params);
  const end = { run, clock: 'calls', tick: run.clocks.calls.length } as const;
  const said = content.sides.map((words, i) =>
    standing(ofSide(run.sides, i), words, content, placeAt(end, i)),
  );
  expect(said).toEqual([
    'finished: 2 calls to Xen',
    'finished: 2 exits into Xen',
    'finished: 2 exits into Xen',
  ]);
});

describe('the number of sides', () => {
  it.each([1, 5])('cannot be %i', async (many) => {
    await expect(loadRace(Array.from({ length: many }, () => ({ scenario: 'block-io' })))).rejects.toThrow(
      `a race takes 2 to 4 sides, not ${many}`,
    );
  });
});
