/**
 * Writes the index of files and symbols that tests/content/citations.test.ts resolves citations against. It holds
 * names and nothing else. Run it when a listing cites a file that is new:
 *
 *   npx tsx tests/tools/symbol-index.ts xen=<tree> linux=<tree> qemu=<tree> sdm=<text of the manual’s contents>
 *
 * A tree is the unpacked source of the revision that content/sources.ts states.
 */
import fs from 'node:fs';
import path from 'node:path';
import { SOURCES } from '../../content/sources.ts';
import { citationsOfBibliography, citationsOfListings } from '../content/citations.ts';
import { INDEX_FILE, SEPARATOR } from '../content/symbol-index.ts';
import { definitions } from './definitions.mjs';

const paths = Object.fromEntries(process.argv.slice(2).map((a) => a.split('=') as [string, string]));
const PROJECTS = { Xen: 'xen', Linux: 'linux', QEMU: 'qemu' } as const;
const SDM = 'sdm-ept';

/** Constants stand in the index where they are an interface; elsewhere they would be most of it. */
const wanted = (file: string, name: string) =>
  /\/public\/|\.(pandoc|md|rst)$/.test(file) || !/^_*[A-Z][A-Z0-9_]*$/.test(name);

/** Chapters that the model rests on, and the volume that each is in. */
const VOLUMES: Record<string, string> = { 4: '3A', 6: '3A' };
for (let chapter = 24; chapter <= 30; chapter++) VOLUMES[chapter] = '3C';

function sectionsOf(contents: string): string[] {
  const found = new Map<string, string>();
  const entry = /(?<![\d.])((\d+)(?:\.\d+)+) ([A-Z][A-Za-z0-9 ,/()“”’'®™-]+?) ?(?:\. ?){2,}/g;
  for (const [, number = '', chapter = '', title = ''] of contents.matchAll(entry))
    if (VOLUMES[chapter] && !found.has(number))
      found.set(number, `vol. ${VOLUMES[chapter]} ${number}: ${title}`);
  return [...found.values()];
}

async function main(): Promise<void> {
  const cited = [...(await citationsOfListings()), ...citationsOfBibliography()];
  const out = [
    '# Names of files and of what they define, made by tests/tools/symbol-index.ts. No code is copied here.',
  ];
  for (const [project, key] of Object.entries(PROJECTS)) {
    const tree = paths[key];
    if (!tree) throw new Error(`where is the source of ${project}? ${key}=<path>`);
    const revision = Object.values(SOURCES).find((s) => s.project === project)?.revision;
    out.push('', `[${project} ${revision}]`);
    const files = new Set(cited.filter((c) => c.project === project).flatMap((c) => c.files));
    for (const file of [...files].sort()) {
      const at = path.join(tree, file);
      if (!fs.existsSync(at)) {
        console.error(`${project} has no ${file}`);
        continue;
      }
      const names = definitions(file, fs.readFileSync(at, 'utf8')).filter((n) => wanted(file, n));
      out.push(`${file}: ${names.join(SEPARATOR)}`);
    }
  }
  if (!paths.sdm) throw new Error('where are the contents of the SDM? sdm=<path>');
  out.push('', `[Intel SDM ${SOURCES[SDM].revision}]`, ...sectionsOf(fs.readFileSync(paths.sdm, 'utf8')));
  fs.writeFileSync(INDEX_FILE, `${out.join('\n')}\n`);
}

await main();
