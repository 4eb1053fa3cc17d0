// The bibliography, the glossary and the recorded figures: every key leads somewhere and every figure is in its file.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../app/_tools/lib.mjs';
import { RECORDED } from '../../content/recorded.ts';
import { SOURCES } from '../../content/sources.ts';
import { allSources, allTerms, lessonFolders, readLesson } from './lessons.ts';

describe('the bibliography', () => {
  it.each(allSources)('%s leads to an address or to a file that the site serves', (_, { url }) => {
    if (url.startsWith('/')) expect(fs.existsSync(path.join(ROOT, 'public', url))).toBe(true);
    else expect(new URL(url).protocol).toBe('https:');
  });

  it.each(allSources)('%s says what was read, where and at which revision', (_, source) => {
    expect(Object.values(source).every((text) => text.length > 2)).toBe(true);
  });
});

/** Files that cite by key, as text: prose, pages, words. The lists of sources themselves do not count. */
const citing = ['content', 'app'].flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|mdx)$/.test(file) && !/(^|\/)sources\.ts$/.test(file))
    .map((file) => fs.readFileSync(path.join(ROOT, folder, file), 'utf8')),
);

describe('keys', () => {
  it.each([
    ['sources', allSources.map(([key]) => key)],
    ['terms', allTerms.map(([key]) => key)],
  ])('of %s are unique among what is shared and what lessons bring', (_, keys) => {
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  it('are cited somewhere', () => {
    const uncited = allSources.filter(
      ([key]) => !citing.some((text) => text.includes(`'${key}'`) || text.includes(`"${key}"`)),
    );
    expect(uncited.map(([key]) => key)).toEqual([]);
  });

  it('that a lesson brings are its own: it cites each of them', async () => {
    for (const folder of lessonFolders()) {
      const { body } = readLesson(folder);
      const { sources } = await import(path.join(ROOT, 'content', 'lessons', folder, 'sources.ts'));
      const { terms } = await import(path.join(ROOT, 'content', 'lessons', folder, 'terms.ts'));
      const used = `${body}${JSON.stringify(terms)}`;
      expect(Object.keys(sources).filter((key) => !used.includes(`"${key}"`))).toEqual([]);
      expect(Object.keys(terms).filter((key) => !body.includes(`<Term k="${key}"`))).toEqual([]);
    }
  });
});

describe('recorded figures', () => {
  it.each(Object.entries(RECORDED))('%s is what its file says', (_, { value, source, at }) => {
    const file = path.join(ROOT, 'public', SOURCES[source].url);
    const recording: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    const found = at.map((keys) =>
      keys.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], recording),
    );
    const numbers = found.filter((n) => typeof n === 'number');
    expect(numbers).toHaveLength(at.length);
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
    expect(value).toBe(least === most ? least : `${least} to ${most}`);
  });
});

describe('the glossary', () => {
  it.each(allTerms)('%s is one sentence with a source', (_, { means, source }) => {
    expect(means).toMatch(/^[A-Z][^.?!]*(?:\.[^\s.?!][^.?!]*)*\.$/);
    expect(allSources.map(([key]) => key)).toContain(source);
  });

  it('holds only terms that a lesson uses', () => {
    const used = new Set(
      lessonFolders().flatMap((folder) =>
        readLesson(folder)
          .tags.filter((t) => t.name === 'Term')
          .map((t) => t.attributes.k),
      ),
    );
    expect(allTerms.filter(([key]) => !used.has(key))).toEqual([]);
  });
});
