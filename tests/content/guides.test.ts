// The guides for teachers: each moment is told in the story of its run, and what answers is the run's or a question's.
import { describe, expect, it } from 'vitest';
import { answerOf } from '../../app/_instructors/answers.ts';
import { GUIDES } from '../../content/guides/index.ts';
import { LABELS, WORDED_SCENARIOS } from '../../content/scenarios/index.ts';

describe.each(WORDED_SCENARIOS)('the guide for %s', (id) => {
  const { purpose, questions, misconceptions } = GUIDES[id];

  it('is short', () => {
    expect(purpose.split(/\s+/).length).toBeLessThanOrEqual(60);
    expect(purpose).toMatch(/^[A-Z].*\.$/);
    expect(questions).toHaveLength(3);
    expect([2, 3]).toContain(misconceptions.length);
  });

  it('asks in questions of at most twenty words, and states beliefs in sentences', () => {
    for (const { ask } of questions) {
      expect(ask).toMatch(/^[A-Zd].*\?$/);
      expect(ask.split(/\s+/).length, ask).toBeLessThanOrEqual(20);
    }
    for (const { belief } of misconceptions) expect(belief).toMatch(/^[A-Z][^?]*\.$/);
  });

  it('has an answer to each at a moment that the run tells, and none twice', async () => {
    const texts = await Promise.all(
      [...questions, ...misconceptions].map(async (asked) => (await answerOf(id, asked)).text),
    );
    for (const text of texts) expect(text).toMatch(/\.$/);
    expect(new Set(texts).size).toBe(texts.length);
    // A number that only a run can fill in is no answer here.
    expect(texts.filter((text) => /[{}]/.test(text))).toEqual([]);
  });

  it('replies to beliefs with what is said to one who chose wrongly', async () => {
    const { questions: asked } = await LABELS[id]();
    for (const { reply } of misconceptions)
      if (reply) expect(asked[reply[0]]?.options[reply[1]], reply.join('/')).toBeDefined();
  });
});

it('a moment that the story does not tell is refused', async () => {
  await expect(answerOf('block-io', { at: 'consumed' })).rejects.toThrow(/no moment consumed/);
  await expect(answerOf('block-io', { at: 'nowhere' })).rejects.toThrow(/no moment nowhere/);
  await expect(answerOf('block-io', { at: 'kicked', reply: ['exits', 'nothing'] })).rejects.toThrow(
    /no reply/,
  );
});
