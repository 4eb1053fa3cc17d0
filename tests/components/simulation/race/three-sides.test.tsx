// A race that no page has: the same writes through the ring on three platforms. What a race declares is all that it needs.
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { atOfTick, racePairs, readRace, tickAt } from '@/components/simulation/race/address.ts';
import { compareRows } from '@/components/simulation/race/ledger.ts';
import { loadRace } from '@/components/simulation/race/load-race.ts';
import { ofSide, stepOf } from '@/components/simulation/race/lockstep.ts';
import { RacePoster } from '@/components/simulation/race/RacePoster.tsx';
import { raceSentence, segmentAt, segmentText } from '@/components/simulation/race/sentences.ts';
import { raceOf } from '@/components/simulation/race/source.ts';
import { race as declared, wordsOfRace } from '@/content/race/index.ts';
import type { RaceWords } from '@/content/race/words.ts';

const three: RaceWords = {
  ...declared,
  title: 'One disk write, three guests',
  sides: (['pv', 'pvh', 'pvhvm'] as const).map((platform) => ({
    scenario: 'block-io',
    params: { platform },
    name: `A ring under ${platform.toUpperCase()}`,
    short: platform.toUpperCase(),
  })),
  phases: Object.fromEntries(
    Object.entries(declared.phases).map(([id, { name, why }]) => [
      id,
      { name, why: [why[1] ?? '', why[1] ?? '', why[1] ?? ''] },
    ]),
  ),
};

const source = await loadRace(three.sides);
const content = await wordsOfRace(three);
const params = { count: 2, queued: 'one-by-one' };
const run = raceOf(source, params);
const { lockstep: l, sides } = run;
const all = Array.from({ length: l.length + 1 }, (_, t) => t);

describe('a race of three', () => {
  it('gives each side the platform that it was declared with', () => {
    expect(sides.map((s) => s.run.history.instance.params.platform)).toEqual(['pv', 'pvh', 'pvhvm']);
  });

  it('begins, ends and arrives at every phase with all sides together', () => {
    for (const { run: own, segments } of sides) {
      expect(stepOf(segments, 0)).toBe(0);
      expect(stepOf(segments, l.length)).toBe(own.history.length);
    }
    const { phases } = source.open(params);
    for (const [i, { to }] of l.phases.entries())
      expect(sides.map(({ segments }) => stepOf(segments, to))).toEqual(phases[i]?.steps.map((s) => s.to));
  });

  it('keeps a ledger of each: no VM exit under PV, and a notification on every platform for every write', () => {
    const rows = new Map(compareRows(run, l.length).map((r) => [r.id, r.values]));
    expect(rows.get('X')?.[0]).toBe(0);
    expect(rows.get('X')?.[1]).toBeGreaterThan(0);
    expect(rows.get('X')?.[2]).toBeGreaterThan(0);
    for (const [i, { run: own }] of sides.entries())
      for (const [id, values] of rows) expect(values[i]).toBe(own.history.ledger(own.history.length)[id]);
    const sent = sides.map(
      ({ run: own }) =>
        own.history.occurrences.filter((o) => own.scenario.phases?.kick.includes(o.id)).length > 0,
    );
    expect(sent).toEqual([true, true, true]);
  });

  it('says of each segment what its own side did', () => {
    for (const t of all.filter((_, i) => i % 5 === 0)) {
      const text = raceSentence(run, content, t);
      for (const { short } of three.sides) expect(text).toContain(`${short}: `);
      for (const [i, side] of sides.entries())
        expect(segmentText(side, ofSide(content.sides, i), segmentAt(side, t)).text).not.toBe('');
    }
  });

  it('finds every tick again under the address that it writes', () => {
    for (const t of all) {
      expect(tickAt(l, atOfTick(l, t))).toBe(t);
      const pairs = Object.entries(racePairs(source, params, l, t));
      const read = readRace(source, pairs);
      expect(read.problems).toEqual([]);
      expect(read.spec.params).toEqual(params);
      expect(tickAt(l, read.spec.at)).toBe(t);
    }
  });

  it('is drawn as three stages, three columns of the bill and three flights', () => {
    const html = renderToStaticMarkup(
      <RacePoster uid="three" run={run} tick={Math.floor(l.length / 2)} content={content} />,
    );
    for (const { name, short } of three.sides) {
      expect(html).toContain(`aria-label="Stage: ${name}"`);
      expect(html.match(new RegExp(`<th scope="col"[^>]*>${short}</th>`, 'g'))).toHaveLength(1);
    }
    expect(html.match(/preserveAspectRatio="none"/g)).toHaveLength(3);
    expect(html).not.toMatch(/undefined|NaN/);
  });
});

describe('the number of sides', () => {
  const side = { scenario: 'block-io' };
  it.each([1, 5])('cannot be %i', async (many) => {
    await expect(loadRace(Array.from({ length: many }, () => side))).rejects.toThrow(
      `a race takes 2 to 4 sides, not ${many}`,
    );
  });
});
