// Every place of real code that this site names: the source of each listing, and each entry of the bibliography.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../app/_tools/lib.mjs';
import {
  InputError,
  instantiate,
  loadScenario,
  type Procedure,
  readParams,
  SCENARIO_IDS,
} from '../../engine/index.ts';
import { allSources } from './lessons.ts';

/** A claim that these names stand in these files of a project; of a manual, that these sections have these titles. */
export interface Citation {
  readonly by: string;
  readonly project: string;
  readonly files: readonly string[];
  readonly names: readonly string[];
}

const CODE = new Set(['Xen', 'Linux', 'QEMU']);

const modulesUnder = (dir: string): string[] =>
  fs
    .readdirSync(path.join(ROOT, dir), { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.ts'))
    .map((f) => path.join(ROOT, dir, f));

const isProcedure = (x: object): x is Procedure => 'lines' in x && 'source' in x && 'at' in x;

/** The procedures in a module's exports, however deep they lie in arrays and tables. */
function gather(from: unknown, into: Set<Procedure>, depth = 0): void {
  if (from === null || typeof from !== 'object' || ArrayBuffer.isView(from) || depth > 4) return;
  if (isProcedure(from)) into.add(from);
  else
    for (const part of from instanceof Map ? from.values() : Object.values(from))
      gather(part, into, depth + 1);
}

/** Every listing of the engine: what its modules export, and what a scenario composes for each of its choices. */
export async function everyListing(): Promise<readonly Procedure[]> {
  const found = new Set<Procedure>();
  for (const file of [...modulesUnder('engine/mechanisms'), ...modulesUnder('engine/scenarios')])
    gather(await import(file), found);
  for (const id of SCENARIO_IDS) {
    const scenario = await loadScenario(id);
    const raws = scenario.params.flatMap((p) =>
      p.kind === 'choice' ? p.options.map((option) => ({ [p.id]: option })) : [],
    );
    for (const raw of [{}, ...raws]) {
      try {
        gather(instantiate(scenario, readParams(scenario.params, raw)).program.procedures, found);
      } catch (e) {
        // Some choices go only with others.
        if (!(e instanceof InputError)) throw e;
      }
    }
  }
  return [...found];
}

/** “a, b (until December 2024)” are two names; what stands in parentheses is a remark. */
const namesIn = (text: string): string[] =>
  text
    .replace(/\s*\([^)]*\)/g, '')
    .split(/, /)
    .map((name) => name.trim());

/** “vol. 3A 4.5 IA-32e Paging; 4.6 Access Rights; vol. 3C …”: each section with its volume and its title. */
export function sectionsIn(text: string): { readonly section: string; readonly title: string }[] {
  let volume = '';
  return text.split('; ').map((piece) => {
    const [, named, number = '', title = ''] = /^(?:vol\. (\w+) )?([\d.]+)\s?(.*)$/.exec(piece) ?? [];
    volume = named ?? volume;
    return { section: `vol. ${volume} ${number}`, title };
  });
}

/** All citations of listings; one that several listings share stands once. */
export async function citationsOfListings(): Promise<readonly Citation[]> {
  const all = new Map<string, Citation>();
  for (const { name, source } of await everyListing()) {
    const key = `${source.project} ${source.file}: ${source.symbol}`;
    if (CODE.has(source.project))
      all.set(key, {
        by: `${name} (${key})`,
        project: source.project,
        files: source.file.split(', '),
        names: namesIn(source.symbol),
      });
    else if (source.project === 'Intel SDM') {
      const sections = sectionsIn(source.file);
      all.set(key, {
        by: `${name} (${key})`,
        project: source.project,
        files: sections.map((s) => s.section),
        names: sections.map((s) => s.title),
      });
    }
  }
  return [...all.values()];
}

/** The bibliography's citations of code. */
export const citationsOfBibliography = (): readonly Citation[] =>
  allSources
    .filter(([, s]) => CODE.has(s.project))
    .map(([key, s]) => ({
      by: `sources.ts: ${key}`,
      project: s.project,
      files: s.title.split(', '),
      names: namesIn(s.where),
    }));
