// What a story says of its costs: what is counted is explained once, where it is first paid after the opening.
import { describe, expect, it } from 'vitest';
import { lookAt } from '@/components/simulation/model/look.ts';
import { toldOf } from '@/components/simulation/model/telling.ts';
import { wayNote } from '@/components/simulation/model/way-note.ts';
import { openPoster } from '@/components/simulation/poster/open-poster.ts';
import { COUNT_KEYS } from '@/content/scenarios/counts.ts';
import { wordsOf } from '@/content/scenarios/index.ts';
import { fromOf, SCENARIO_IDS } from '@/engine/index.ts';

const key = COUNT_KEYS.X;
if (key === undefined) throw new Error('An exit is not explained.');

describe.each(SCENARIO_IDS)('the story of %s', async (id) => {
  const words = await wordsOf(id);
  const { run } = await openPoster(id, []);
  const { history } = run;
  const costs = history.stops.story
    .filter((s) => s.step >= history.opens)
    .map((s) => {
      const from = fromOf(history.stops, 'story', s.step);
      const paid = history.ledger(s.step).X - history.ledger(from).X;
      const look = lookAt(run.scenario, history, s.step, from);
      return { paid, said: toldOf(words, run, look, 'story').costs };
    });

  it('explains the first exit where it is paid, and no other', () => {
    const exits = words.counts?.includes('X') ? costs.filter((c) => c.paid > 0) : [];
    for (const [i, { said }] of exits.entries())
      expect(
        said.some((cost) => cost.endsWith(key)),
        said.join(', '),
      ).toBe(i === 0);
    const explained = costs.filter((c) => c.said.some((cost) => cost.endsWith(key)));
    expect(explained.length).toBe(exits.length > 0 ? 1 : 0);
  });
});

it('the sentence about an exit says what the processor does', () => {
  expect(key).toMatch(/^the processor .+ Xen$/);
});

describe('a run that is not the scenario’s own', () => {
  it('says so, and says at its end that a wake-up was lost', async () => {
    const pairs = { requests: '2', schedule: 'p*18.c*27.p*17', without: 'final-check' };
    const { run } = await openPoster('shared-ring', Object.entries(pairs));
    const { history } = run;
    expect(wayNote(history.instance.way)).toEqual([
      'Left out on purpose: the last look before sleep.',
      'Order chosen by hand.',
    ]);
    const look = lookAt(run.scenario, history, history.length, history.length - 1);
    const words = await wordsOf('shared-ring');
    expect(toldOf(words, run, look, 'story').what).toContain('Nobody will ever ring');
  });

  it('says nothing of one that is', async () => {
    const { run } = await openPoster('shared-ring', []);
    expect(wayNote(run.history.instance.way)).toEqual([]);
    const { history } = run;
    const look = lookAt(run.scenario, history, history.length, history.length - 1);
    expect(toldOf(await wordsOf('shared-ring'), run, look, 'story').what).toContain(
      'Every request is answered',
    );
  });
});
