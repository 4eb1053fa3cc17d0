// Reads the lessons for the tests: as text, with their tags, without a bundler.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../app/_tools/lib.mjs';
import { GLOSSARY } from '../../content/glossary.ts';
import type { Source } from '../../content/source.ts';
import { SOURCES } from '../../content/sources.ts';
import type { Term } from '../../content/term.ts';

const FOLDER = path.join(ROOT, 'content', 'lessons');

export const lessonFolders = (): readonly string[] =>
  fs.readdirSync(FOLDER).filter((name) => fs.statSync(path.join(FOLDER, name)).isDirectory());

/** Everything that lessons may cite: what is shared, and what each lesson brings. Rows, so that a key may stand twice. */
export const allSources: readonly (readonly [string, Source])[] = await joined(SOURCES, 'sources');
export const allTerms: readonly (readonly [string, Term])[] = await joined(GLOSSARY, 'terms');

async function joined<T>(shared: Readonly<Record<string, T>>, name: string): Promise<[string, T][]> {
  const own = await Promise.all(
    lessonFolders().map(async (folder) => (await import(path.join(FOLDER, folder, `${name}.ts`)))[name]),
  );
  return [shared, ...own].flatMap((part) => Object.entries<T>(part));
}

export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface LessonText {
  readonly folder: string;
  /** The frontmatter, as lines of YAML. */
  readonly head: string;
  readonly body: string;
  readonly tags: readonly Tag[];
}

export function readLesson(folder: string): LessonText {
  const source = fs.readFileSync(path.join(FOLDER, folder, 'index.mdx'), 'utf8');
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? [];
  return { folder, head, body, tags: tagsIn(body) };
}

/** Attributes are texts or `{…}`; neither holds a `>` outside of quotes in a lesson. */
const TAG = /<([A-Z]\w*)((?:\s+\w+(?:=(?:"[^"]*"|\{(?:[^{}]|\{[^{}]*\})*\}))?)*)\s*\/?>/g;
const ATTRIBUTE = /(\w+)(?:=(?:"([^"]*)"|\{((?:[^{}]|\{[^{}]*\})*)\}))?/g;

export const tagsIn = (text: string): readonly Tag[] =>
  [...text.matchAll(TAG)].map(([, name = '', attributes = '']) => ({
    name,
    attributes: Object.fromEntries(
      [...attributes.matchAll(ATTRIBUTE)].map(([, key = '', quoted, braced]) => [
        key,
        quoted ?? braced ?? 'true',
      ]),
    ),
  }));

/** The `params` of every run that a text names, also within lists. */
export const paramsIn = (text: string): readonly string[] =>
  [...text.matchAll(/params(?:=|: )["']([^"']*)["']/g)].map(([, params = '']) => params);
