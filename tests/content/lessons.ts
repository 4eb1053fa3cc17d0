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

/** A run that a tag names: the tag's own, or one of a list of runs within it. */
export interface NamedRun {
  readonly scenario: string;
  readonly params: string;
}

/** The runs that a tag names. @param own the lesson's scenario, where the tag names no other */
export function runsIn({ attributes }: Tag, own: string): readonly NamedRun[] {
  const scenario = attributes.scenario ?? own;
  const lists = [attributes.runs, attributes.against].join(' ');
  const listed = [...lists.matchAll(/\{[^{}]*\}/g)].map(([run]) => ({
    scenario: /scenario: '([^']*)'/.exec(run)?.[1] ?? scenario,
    params: /params: '([^']*)'/.exec(run)?.[1] ?? '',
  }));
  return [...('params' in attributes ? [{ scenario, params: attributes.params ?? '' }] : []), ...listed];
}

/**
 * Words of the trade, and the term that explains each. A lesson that uses one marks it, and nothing of it stands before
 * the mark.
 */
export const TRADE: readonly (readonly [word: RegExp, term: string])[] = [
  [/\bHVM guests?\b/, 'hvm'],
  [/\bdom0\b/, 'dom0'],
  [/\bhypervisor\b/, 'hypervisor'],
  [/\bQEMU\b|\bdevice models?\b/, 'device-model'],
  [/\bvCPUs?\b/, 'vcpu'],
  [/\bVM exits?\b/, 'vm-exit'],
  [/\bhypercalls?\b/, 'hypercall'],
  [/\binitrd\b/, 'initrd'],
  [/\bxenstore\b/, 'xenstore'],
  [/\bblkfront\b/, 'blkfront'],
  [/\bblkback\b/, 'blkback'],
  [/\bnetfront\b/, 'netfront'],
  [/\bevent channels?\b/i, 'event-channel'],
  [/\bsystem calls?\b/, 'system-call'],
  [/\bguest mode\b/, 'guest-mode'],
  [/\bguest-physical address\b/, 'guest-physical'],
  [/\bTLB\b/, 'tlb'],
  [/\bCR3\b/, 'cr3'],
  [/\bp2m\b/, 'p2m'],
  [/\bEPT violation\b/, 'ept-violation'],
  [/\bEPT misconfiguration\b/, 'ept-misconfiguration'],
  [/\bupcall\b/, 'upcall'],
];

/** What a reader sees of a lesson in order: its prose, and the attributes that are prose. Terms stay marked. */
export const readable = (body: string): string =>
  body
    .replace(/```[\s\S]*?```/g, ' ')
    .replace(/`[^`]*`/g, 'code')
    .replace(/<(?!Term\b)[A-Z]\w*\b[^>]*>/g, (tag) =>
      [...tag.matchAll(/\b(?:ask|intro|text|title)="([^"]*)"/g)].map(([, text]) => ` ${text} `).join(''),
    )
    .replace(/<\/(?!Term\b)[A-Z]\w*>/g, ' ');
