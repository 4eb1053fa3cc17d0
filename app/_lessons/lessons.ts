/** The lessons, read when pages are made. */
import fs from 'node:fs';
import path from 'node:path';
import type { ComponentType } from 'react';
import { type Frontmatter, readFrontmatter } from '@/content/frontmatter.ts';
import { RECORDED, type RecordedKey } from '@/content/recorded.ts';
import { hasWords, type WordedScenario } from '@/content/scenarios/index.ts';
import type { Source } from '@/content/source.ts';
import type { Term } from '@/content/term.ts';
import { FOLDER, type LessonAddress, lessonAddresses } from './addresses.ts';
import { loadBibliography } from './bibliography.ts';

export interface Lesson extends LessonAddress {
  readonly about: Frontmatter;
  readonly Text: ComponentType<{ readonly components: Readonly<Record<string, unknown>> }>;
  /** Sources by key, in the order in which the text first cites them. */
  readonly cited: ReadonlyMap<string, Source>;
  /** Terms by key, in the order in which the text first uses them. */
  readonly terms: ReadonlyMap<string, Term>;
  /** What its stage shows, in the order of the text: its own scenario first, those of single passages, the race. */
  readonly stages: readonly Stage[];
  /** Those about which a question of the text hides an outcome. */
  readonly asked: ReadonlySet<Stage>;
}

export type Stage = WordedScenario | typeof RACE;
/** On the stage of a lesson: the race of the comparison. */
export const RACE = 'race';

export async function loadLesson(address: LessonAddress): Promise<Lesson> {
  const { default: Text, frontmatter } = await import(`@/content/lessons/${address.folder}/index.mdx`);
  const { source: sourceBy, term } = await loadBibliography();
  const source = fs.readFileSync(path.join(FOLDER, address.folder, 'index.mdx'), 'utf8');
  const about = readFrontmatter(frontmatter);
  return {
    ...address,
    about,
    Text,
    cited: new Map(
      marks(source, 'Cite|Recorded')
        .map(([tag, key]) => keyOf(tag, key))
        .map((key) => [key, sourceBy(key)]),
    ),
    terms: new Map(marks(source, 'Term').map(([, key]) => [key, term(key)])),
    stages: stagesOf(source, about.scenario),
    asked: new Set(
      attributesOf(source, 'Predict').map((attributes) => scenarioIn(attributes) ?? about.scenario),
    ),
  };
}

export const loadLessons = (): Promise<readonly Lesson[]> => Promise.all(lessonAddresses().map(loadLesson));

/** The tags of these names in the text, with their keys. */
const marks = (source: string, tags: string): [string, string][] =>
  [...source.matchAll(new RegExp(`<(${tags})\\s[^>]*?k="([^"]+)"`, 'g'))].map(([, tag = '', key = '']) => [
    tag,
    key,
  ]);

/** The stage swaps to another scenario, or to the race, where a tag names one. */
function stagesOf(source: string, own: WordedScenario): readonly Stage[] {
  const named = attributesOf(source, 'Passage|Predict|Try').flatMap((attributes): Stage[] => {
    if (/(?:^|\s)race(?:\s|$)/.test(attributes.replace(/"[^"]*"/g, ''))) return [RACE];
    const id = scenarioIn(attributes);
    return id ? [id] : [];
  });
  return [...new Set([own, ...named])];
}

/** What the tags of these names say, each as it is written. */
const attributesOf = (source: string, tags: string): string[] =>
  [...source.matchAll(new RegExp(`<(?:${tags})\\s([^>]*)>`, 'g'))].map(([, attributes = '']) => attributes);

function scenarioIn(attributes: string): WordedScenario | undefined {
  const id = /(?:^|\s)scenario="([^"]+)"/.exec(attributes)?.[1];
  if (id !== undefined && !hasWords(id)) throw new Error(`There is no scenario ${id}.`);
  return id;
}

const keyOf = (tag: string, key: string): string =>
  tag === 'Recorded' ? RECORDED[key as RecordedKey].source : key;
