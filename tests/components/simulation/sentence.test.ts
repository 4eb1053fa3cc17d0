import { describe, expect, it } from 'vitest';
import { written } from '@/components/simulation/model/format.ts';
import { lookAt } from '@/components/simulation/model/look.ts';
import { MAX_SENTENCE, sentence } from '@/components/simulation/model/sentence.ts';
import { privateChanges } from '@/components/simulation/model/touches.ts';
import { NAMES, runWith, WORKLOADS } from './support/runs.ts';

describe.each(WORKLOADS)('the sentence of each step, %j', async (raw) => {
  const { scenario, history } = await runWith(raw);
  const looks = Array.from({ length: Math.min(history.length, 3000) }, (_, i) =>
    lookAt(scenario, history, i + 1),
  );
  const said = looks.map((look) => ({ look, text: sentence(look.record, look.before, look.state, NAMES) }));

  it('fits into 140 characters and is one sentence', () => {
    for (const { text } of said) {
      expect(text.length).toBeLessThanOrEqual(MAX_SENTENCE);
      expect(text).toMatch(/^[^.]+ \([^)]+\): .+[.…]$/s);
    }
  });

  it('names who executed and where', () => {
    for (const { look, text } of said) {
      expect(text.startsWith(`${NAMES.thread(look.record?.thread ?? '')} (`)).toBe(true);
    }
  });

  it('gives the field and the new value of every write to shared memory, or says that there are more', () => {
    for (const { look, text } of said) {
      for (const e of look.record?.effects ?? []) {
        if (e.kind !== 'write') continue;
        const told =
          text.includes(e.place.field) && text.includes(written(e.place.layout, e.place.leaf, e.value));
        expect(told || / \d+ more\.$/.test(text), text).toBe(true);
      }
    }
  });

  it('gives old and new value of every private field with a plain value, or says that there are more', () => {
    for (const { look, text } of said) {
      for (const { field, old, value } of privateChanges(look.record, look.before, look.state)) {
        if (value === undefined) continue;
        const name = field.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
        const yes = value === 'yes' || value === 'no';
        const told = yes ? `${name}: ${value}` : `${name} ${old ?? 'unset'} to ${value}`;
        expect(text.includes(told) || / \d+ more\.$/.test(text), text).toBe(true);
      }
    }
  });

  it('uses no name with a capital inside that is not of the real code', () => {
    for (const { text } of said) expect(text).not.toMatch(/\b(interruptsOn|freeIds|domainType)\b/);
  });

  it('names no change after something that only was read or entered', () => {
    for (const { text } of said) expect(text).not.toMatch(/; (reads|enters|leaves) .*; [a-z_.]+ \S+ to /);
  });
});

it('says at the start that nothing has happened', async () => {
  const { scenario, history } = await runWith();
  const look = lookAt(scenario, history, 0);
  expect(sentence(look.record, look.before, look.state, NAMES)).toMatch(/nothing has been executed/);
});
