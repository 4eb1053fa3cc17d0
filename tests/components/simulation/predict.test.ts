import { describe, expect, it } from 'vitest';
import {
  askAt,
  asksOf,
  horizonOf,
  openAsk,
  optionsOf,
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

it('a verdict stays in sight until the next question', async () => {
  const { scenario, history } = await runWith();
  const asks = asksOf(scenario, history, 0);
  for (const [i, a] of asks.entries()) {
    expect(askAt(asks, a.reveal)?.step).toBe(
      Math.max(a.step, ...asks.filter((b) => b.step <= a.reveal).map((b) => b.step)),
    );
    if (i > 0) expect(askAt(asks, a.step - 1)).toBe(asks[i - 1]);
  }
});
