import { describe, expect, it } from 'vitest';
import {
  asksOf,
  horizonOf,
  openAsk,
  optionsOf,
  shownAt,
  verdictOf,
} from '@/components/simulation/model/predict.ts';
import { blockIo } from '@/content/scenarios/block-io.ts';
import { runWith, WORKLOADS } from './support/runs.ts';

describe.each(WORKLOADS)('predictions, %j', async (raw) => {
  const { scenario, history } = await runWith(raw);
  const asks = asksOf(scenario, history, 0);

  it('are asked in the order of the run, each before what it reveals', () => {
    expect(asks.length).toBeGreaterThan(0);
    expect(asks.map((a) => a.step)).toEqual(asks.map((a) => a.step).sort((a, b) => a - b));
    for (const a of asks) expect(a.reveal).toBeGreaterThan(a.step);
  });

  it('have the answer of the engine among their options, and words for each option', () => {
    for (const a of asks) {
      const options = optionsOf(history, a);
      const right = verdictOf(history, a, { [a.key]: options[0]?.id ?? '' })?.right;
      expect(options.map((o) => o.id)).toContain(right);
      for (const o of options) expect(blockIo.questions[a.question.id]?.options[o.id]?.reply).toBeTruthy();
    }
  });

  it('let nobody look past an open question', () => {
    let answers: Record<string, string> = {};
    for (const a of asks) {
      expect(horizonOf(asks, answers, history.length)).toBe(openAsk(asks, answers)?.step);
      answers = { ...answers, [a.key]: 'x' };
    }
    expect(horizonOf(asks, answers, history.length)).toBe(history.length);
  });
});

it('numbers stand in order of size, so that their order tells nothing', async () => {
  const { scenario, history } = await runWith();
  const exits = asksOf(scenario, history, 0).find((a) => a.question.id === 'exits');
  const values = exits ? optionsOf(history, exits).map((o) => Number(o.value)) : [];
  expect(values).toEqual([...values].sort((a, b) => a - b));
});

it('a verdict stays in sight until the next question is answered', async () => {
  const { scenario, history } = await runWith();
  const asks = asksOf(scenario, history, 0);
  let answers: Record<string, string> = {};
  for (const [i, a] of asks.entries()) {
    expect(shownAt(asks, answers, a.step).at(-1)).toBe(a);
    if (i > 0) expect(shownAt(asks, answers, a.step - 1)).toEqual([asks[i - 1]]);
    answers = { ...answers, [a.key]: 'x' };
    expect(shownAt(asks, answers, a.reveal)).toContain(a);
  }
});

it('two questions in a row: the verdict on the first stands before the second', async () => {
  const { scenario, history } = await runWith();
  const [one] = asksOf(scenario, history, 0);
  if (!one) throw new Error('there is a question');
  const two = { ...one, key: 'two', step: one.reveal, reveal: one.reveal + 1 };
  expect(shownAt([one, two], {}, one.step)).toEqual([one]);
  expect(shownAt([one, two], { [one.key]: 'x' }, two.step)).toEqual([one, two]);
  expect(shownAt([one, two], { [one.key]: 'x', two: 'y' }, two.step)).toEqual([two]);
});
