// The bibliography, the glossary and the recorded figures: every key leads somewhere and every figure is in its file.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../app/_tools/lib.mjs';
import { GLOSSARY } from '../../content/glossary.ts';
import { RECORDED } from '../../content/recorded.ts';
import { SOURCES, type Source } from '../../content/sources.ts';
import { lessonFolders, readLesson } from './lessons.ts';

const sources: readonly (readonly [string, Source])[] = Object.entries(SOURCES);

describe('the bibliography', () => {
  it.each(sources)('%s leads to an address or to a file that the site serves', (_, { url }) => {
    if (url.startsWith('/')) expect(fs.existsSync(path.join(ROOT, 'public', url))).toBe(true);
    else expect(new URL(url).protocol).toBe('https:');
  });

  it.each(sources)('%s says what was read, where and at which revision', (_, source) => {
    expect(Object.values(source).every((text) => text.length > 2)).toBe(true);
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
  it.each(Object.entries(GLOSSARY))('%s is one sentence with a source', (_, { means, source }) => {
    expect(means).toMatch(/^[A-Z][^.?!]*(?:\.[^\s.?!][^.?!]*)*\.$/);
    expect(source in SOURCES).toBe(true);
  });

  it('holds only terms that a lesson uses', () => {
    const used = new Set(
      lessonFolders().flatMap((folder) =>
        readLesson(folder)
          .tags.filter((t) => t.name === 'Term')
          .map((t) => t.attributes.k),
      ),
    );
    expect(Object.keys(GLOSSARY).filter((key) => !used.has(key))).toEqual([]);
  });
});
