/** What lessons may cite and introduce: the sources and terms that are shared, and those that each lesson brings. */
import { GLOSSARY } from '@/content/glossary.ts';
import type { Source, Sources } from '@/content/source.ts';
import { SOURCES } from '@/content/sources.ts';
import type { Term, Terms } from '@/content/term.ts';
import { lessonAddresses } from './addresses.ts';

interface Bibliography {
  /** Throws where the key is nobody's. */
  readonly source: (key: string) => Source;
  readonly term: (key: string) => Term;
}

let joined: Promise<Bibliography> | undefined;

export function loadBibliography(): Promise<Bibliography> {
  joined ??= join();
  return joined;
}

async function join(): Promise<Bibliography> {
  let sources: Sources = SOURCES;
  let terms: Terms = GLOSSARY;
  for (const { folder } of lessonAddresses()) {
    const [own, introduced] = await Promise.all([
      import(`@/content/lessons/${folder}/sources.ts`),
      import(`@/content/lessons/${folder}/terms.ts`),
    ]);
    sources = { ...sources, ...own.sources };
    terms = { ...terms, ...introduced.terms };
  }
  return { source: (key) => entry(sources, key), term: (key) => entry(terms, key) };
}

function entry<T>(all: Readonly<Record<string, T>>, key: string): T {
  const found = all[key];
  if (!found) throw new Error(`There is no source and no term ${key}.`);
  return found;
}
