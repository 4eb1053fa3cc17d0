// Names of files: on a disk that ignores case two that differ only in it are one, and a reader takes one for the other.
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../app/_tools/lib.mjs';

/** Path without extension, so that `Tone.module.css` and `tone.ts` count as one name. */
const stemOf = (file: string): string =>
  path.posix.join(path.posix.dirname(file), path.posix.basename(file).split('.')[0] ?? '');

/** Stems that are equal but for case. */
function collisions(files: readonly string[]): string[][] {
  const bySpelling = new Map<string, Set<string>>();
  for (const stem of files.map(stemOf)) {
    const same = bySpelling.get(stem.toLowerCase()) ?? new Set();
    bySpelling.set(stem.toLowerCase(), same.add(stem));
  }
  return [...bySpelling.values()].map((stems) => [...stems]).filter((stems) => stems.length > 1);
}

const files = ['app', 'components', 'engine', 'content', 'public', 'tests'].flatMap((top) =>
  fs
    .readdirSync(path.join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .map((file) => `${top}/${file.split(path.sep).join('/')}`),
);

it('no two files of a folder differ only in case, whatever their extensions', () => {
  expect(files.length).toBeGreaterThan(500);
  expect(collisions(files)).toEqual([]);
});

it('finds two that do', () => {
  expect(collisions(['a/Tone.module.css', 'a/tone.ts', 'b/tone.ts'])).toEqual([['a/Tone', 'a/tone']]);
});
