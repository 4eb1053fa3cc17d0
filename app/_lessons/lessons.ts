/** The lessons on disk. A folder's name gives a lesson its place and its address: `13-a-block-write-end-to-end`. */
import fs from 'node:fs';
import path from 'node:path';
import type { ComponentType } from 'react';
import { type Frontmatter, readFrontmatter } from '@/content/frontmatter.ts';
import type { TermKey } from '@/content/glossary.ts';
import { RECORDED, type RecordedKey } from '@/content/recorded.ts';
import type { SourceKey } from '@/content/sources.ts';

const FOLDER = path.join(process.cwd(), 'content', 'lessons');
const NAME = /^(\d+)-([a-z0-9-]+)$/;

export interface LessonAddress {
  readonly folder: string;
  readonly number: number;
  readonly slug: string;
}

export interface Lesson extends LessonAddress {
  readonly about: Frontmatter;
  readonly Text: ComponentType<{ readonly components: Readonly<Record<string, unknown>> }>;
  /** Sources in the order in which the text first cites them. */
  readonly cited: readonly SourceKey[];
  /** Terms in the order in which the text first uses them. */
  readonly terms: readonly TermKey[];
}

export const lessonAddresses = (): readonly LessonAddress[] =>
  fs
    .readdirSync(FOLDER)
    .flatMap((folder) => {
      const [, number, slug] = NAME.exec(folder) ?? [];
      return number && slug ? [{ folder, number: Number(number), slug }] : [];
    })
    .sort((a, b) => a.number - b.number);

export async function loadLesson(address: LessonAddress): Promise<Lesson> {
  const { default: Text, frontmatter } = await import(`@/content/lessons/${address.folder}/index.mdx`);
  const source = fs.readFileSync(path.join(FOLDER, address.folder, 'index.mdx'), 'utf8');
  return {
    ...address,
    about: readFrontmatter(frontmatter),
    Text,
    cited: unique(marks(source, 'Cite|Recorded').map(([tag, key]) => sourceOf(tag, key))),
    terms: unique(marks(source, 'Term').map(([, key]) => key as TermKey)),
  };
}

export const loadLessons = (): Promise<readonly Lesson[]> => Promise.all(lessonAddresses().map(loadLesson));

/** The tags of these names in the text, with their keys. */
const marks = (source: string, tags: string): [string, string][] =>
  [...source.matchAll(new RegExp(`<(${tags})\\s[^>]*?k="([^"]+)"`, 'g'))].map(([, tag = '', key = '']) => [
    tag,
    key,
  ]);

const sourceOf = (tag: string, key: string): SourceKey =>
  tag === 'Recorded' ? RECORDED[key as RecordedKey].source : (key as SourceKey);

const unique = <T>(all: readonly T[]): readonly T[] => [...new Set(all)];
