// The standalone embed: what its bundle takes of each table, and what it hears of its host's address and messages.
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fieldsOf, secretOf } from '../../app/_embed/host.ts';
import { onlyRow } from '../../app/_tools/embed/bundle.mjs';
import { withoutTexts } from '../../app/_tools/embed/late-texts.mjs';
import { SCENARIO_IDS } from '../../engine/index.ts';

const TABLES = ['engine/scenarios', 'components/simulation/scenes', 'content/scenarios'];

describe('the bundle of an embed', () => {
  it.each(TABLES)('takes of %s the one row, and fetches no other', (folder) => {
    const text = fs.readFileSync(`${folder}/index.ts`, 'utf8');
    for (const id of SCENARIO_IDS) {
      const only = onlyRow(text, id);
      expect(only).toMatch(new RegExp(`^import \\* as own from '\\./${id}(/index)?\\.ts';`));
      const others = SCENARIO_IDS.filter((other) => other !== id);
      expect(others.filter((other) => new RegExp(`^  '?${other}'?: `, 'm').test(only))).toEqual([]);
    }
  });
});

describe('what comes late', () => {
  it('is the text of a line where it is one literal, in any quotes and over several lines', () => {
    const texts: string[] = [];
    const source = `line('a', 'x = "1"', run), line(\n  'b',\n  "it's",\n  run), line('c', \`p \\\`q\\\`\`, run)`;
    expect(withoutTexts(source, texts)).toBe("line('a', 0, run), line('b', 1,\n  run), line('c', 2, run)");
    expect(texts).toEqual([`'x = "1"'`, `"it's"`, '`p \\`q\\``']);
  });

  it('is no text that is made of others, and none by which a copy is known', () => {
    const texts: string[] = [];
    for (const source of [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a source
      "line('a', `x${y}`, run)",
      "line('b', 'copy_from_guest(op)', run)",
      "outline('c', 'd', e)",
    ])
      expect(withoutTexts(source, texts)).toBe(source);
    expect(texts).toEqual([]);
  });

  it('is most of what listings say', () => {
    const texts: string[] = [];
    for (const name of ['blkfront', 'blkback', 'upcall'])
      withoutTexts(fs.readFileSync(`engine/mechanisms/${name}.ts`, 'utf8'), texts);
    expect(texts.length).toBeGreaterThan(100);
  });
});

describe('what an embed hears', () => {
  it('is the secret of WordPress, also behind a hash of its own, and no other text', () => {
    expect(secretOf('#?secret=aBc123')).toBe('aBc123');
    expect(secretOf('#s=state#?secret=aBc123')).toBe('aBc123');
    expect(secretOf('#?secret=<b>')).toBeUndefined();
    expect(secretOf('')).toBeUndefined();
  });

  it('is an object, JSON or a bare word, and of anything else nothing', () => {
    expect(fieldsOf({ type: 'a' })).toEqual({ type: 'a' });
    expect(fieldsOf('{"type":"a"}')).toEqual({ type: 'a' });
    expect(fieldsOf('ready')).toEqual({ type: 'ready' });
    for (const odd of [null, undefined, 3, '3', 'null']) expect(fieldsOf(odd)).toEqual({});
  });
});
