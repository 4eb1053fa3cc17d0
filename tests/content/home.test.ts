// The front page against the engine: it asks what the run answers, and replies to every guess.
import { describe, expect, it } from 'vitest';
import { wayOf } from '../../app/_home/counts.ts';
import { isRight } from '../../components/home/guess.ts';
import { callsOf } from '../../components/home/way.ts';
import { home } from '../../content/home/index.ts';
import { RECORDED } from '../../content/recorded.ts';
import { type EmulatedIoView, History, instantiate, loadScenario, readParams } from '../../engine/index.ts';

const { guesses } = home.race;
const wordsIn = (text: string): number => text.trim().split(/\s+/).length;

describe.each(home.ways.map((way) => [way.scenario, way] as const))('the question of %s', (id, words) => {
  it('has one right answer among the guesses', async () => {
    const count = callsOf(await wayOf(id));
    expect(guesses.filter((guess) => isRight(guess, count))).toHaveLength(1);
  });

  it('has a reply to each guess, and says right to the right one alone', async () => {
    const count = callsOf(await wayOf(id));
    const replies: Readonly<Record<string, string>> = words.replies;
    expect(Object.keys(replies)).toEqual(guesses.map((g) => g.id));
    for (const guess of guesses)
      expect(/^Right\b/.test(replies[guess.id] ?? ''), guess.id).toBe(isRight(guess, count));
  });

  it('is told in captions of at most twenty words, without a count of its own', () => {
    for (const text of [words.start, words.call, words.disk, words.end, ...Object.values(words.replies)]) {
      expect(wordsIn(text), text).toBeLessThanOrEqual(20);
      expect(text).not.toMatch(/\d/);
    }
  });
});

describe('what is counted', () => {
  it('is what a real Xen counted for one write', async () => {
    expect(callsOf(await wayOf('emulated-io'))).toBe(RECORDED['ide-accesses-one-write'].value);
    expect(callsOf(await wayOf('block-io'))).toBe(RECORDED['pvhvm-notifications-one-write'].value);
  });

  it('has calls on both sides of the disk’s work where the guest must ask how it went, and none where it is told', async () => {
    expect((await wayOf('emulated-io')).after).toBeGreaterThan(0);
    expect((await wayOf('block-io')).after).toBe(0);
  });

  // "The command fills half of the calls. The rest ask."
  it('is reads for one half, on the emulated side', async () => {
    const scenario = await loadScenario('emulated-io');
    const history = new History(instantiate(scenario, readParams(scenario.params, {})));
    const { accesses } = scenario.inspect(history.state(history.length)) as EmulatedIoView;
    expect(accesses.filter((a) => a.dir === 'in')).toHaveLength(accesses.length / 2);
  });
});

describe('the guesses', () => {
  it('do not overlap', () => {
    for (const [i, guess] of guesses.entries()) expect(guess.from).toBeGreaterThan(guesses[i - 1]?.to ?? -1);
  });
});
