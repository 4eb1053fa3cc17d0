// Reads the index of files and symbols, and judges a citation by it.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Citation } from './citations.ts';

export const INDEX_FILE = fileURLToPath(new URL('./symbol-index.txt', import.meta.url));
/** Between two names: headings of documents have spaces and commas in them. */
export const SEPARATOR = '|';

export interface SymbolIndex {
  /** Project to the revision that was read. */
  readonly revisions: ReadonlyMap<string, string>;
  /** “project file” to what the file defines; “Intel SDM section” to its title. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

/** Throws when a line has no place. */
export function readIndex(text = fs.readFileSync(INDEX_FILE, 'utf8')): SymbolIndex {
  const revisions = new Map<string, string>();
  const names = new Map<string, readonly string[]>();
  let project = '';
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const head = /^\[(Xen|Linux|QEMU|Intel SDM) (.+)\]$/.exec(line);
    if (head?.[1] && head[2]) {
      project = head[1];
      revisions.set(project, head[2]);
      continue;
    }
    const colon = line.indexOf(': ');
    if (colon < 0 || !project) throw new Error(`not a line of the index: ${line.slice(0, 60)}`);
    names.set(`${project} ${line.slice(0, colon)}`, line.slice(colon + 2).split(SEPARATOR));
  }
  return { revisions, names };
}

/** What is wrong with a citation: files that do not exist, names that none of its files has, files that add nothing. */
export function faultsOf({ project, files, names }: Citation, index: SymbolIndex): string[] {
  const at = (file: string) => index.names.get(`${project} ${file}`);
  const missing = files.filter((f) => !at(f)).map((f) => `${project} has no ${f}`);
  if (project === 'Intel SDM')
    return [
      ...missing,
      ...files.flatMap((f, i) => {
        const title = at(f)?.[0];
        return title === undefined || title.toLowerCase() === names[i]?.toLowerCase()
          ? []
          : [`${f} is “${title}”, not “${names[i]}”`];
      }),
    ];
  const has = (file: string, name: string) =>
    at(file)?.some((n) => (name.endsWith('*') ? n.startsWith(name.slice(0, -1)) : n === name)) ?? false;
  return [
    ...missing,
    ...names.filter((n) => !files.some((f) => has(f, n))).map((n) => `${n} is not in ${files.join(', ')}`),
    ...files.filter((f) => at(f) && !names.some((n) => has(f, n))).map((f) => `nothing cited is in ${f}`),
  ];
}
