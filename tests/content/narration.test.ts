// Narration is one to one with the engine's mechanisms: a mechanism's words are in the file of the same name, and a story's
// own program has a file of its own. So a new scenario brings no words for what is there already.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Narration } from '../../content/narration/listing.ts';
import { LABELS, WORDED_SCENARIOS } from '../../content/scenarios/index.ts';
import type { Procedure } from '../../engine/index.ts';
import { importsOf } from '../tools/imports.ts';
import { instanceOf, scenarioNamed, specsOf } from './runs.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const namesIn = (folder: string): string[] =>
  fs
    .readdirSync(path.join(ROOT, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.basename(file, '.ts'))
    .sort();

const MECHANISMS = namesIn('engine/mechanisms');
const NARRATIONS = namesIn('content/narration').filter((name) => name !== 'listing');

const isProcedure = (value: unknown): value is Procedure =>
  typeof value === 'object' && value !== null && 'name' in value && 'lines' in value;

/** The procedures that a module exports, alone, in lists or in records. */
const proceduresIn = (value: unknown, depth = 0): Procedure[] => {
  if (isProcedure(value)) return [value];
  if (typeof value !== 'object' || value === null || depth === 3) return [];
  return Object.values(value).flatMap((v) => proceduresIn(v, depth + 1));
};

const exported = new Map<string, ReadonlySet<Procedure>>();
const built = new Set<string>();
for (const name of MECHANISMS) {
  const module: unknown = await import(`../../engine/mechanisms/${name}.ts`);
  exported.set(name, new Set(proceduresIn({ ...(module as object) })));
  const source = fs.readFileSync(path.join(ROOT, `engine/mechanisms/${name}.ts`), 'utf8');
  for (const { to } of importsOf(`engine/mechanisms/${name}.ts`, source))
    built.add(`${name} on ${path.basename(to, '.ts')}`);
}

const linesOf = (p: Procedure): string[] => p.lines.map(({ label }) => `${p.name}.${label}`);

/** By line, the mechanism that it belongs to: of several that have it, the one on which the others are built. */
const owners = new Map<string, readonly string[]>();
for (const [name, procedures] of exported)
  for (const line of new Set([...procedures].flatMap(linesOf)))
    owners.set(line, [...(owners.get(line) ?? []), name]);
const ownerOf = (line: string): string | undefined => {
  const having = owners.get(line) ?? [];
  return having.find((name) => !having.some((other) => built.has(`${name} on ${other}`)));
};

const flat = (narration: Narration): string[] =>
  Object.entries(narration).flatMap(([procedure, lines]) =>
    Object.keys(lines).map((label) => `${procedure}.${label}`),
  );
const narrated = new Map<string, readonly string[]>();
for (const name of NARRATIONS) {
  const { narration } = (await import(`../../content/narration/${name}.ts`)) as { narration: Narration };
  narrated.set(name, flat(narration).sort());
}

const nameOf = (lines: readonly string[]): string | undefined =>
  [...narrated].find(([, known]) => String(known) === String([...lines].sort()))?.[0];

describe('narration', () => {
  it('has a file for each mechanism that has procedures, with the reasons of exactly its lines', () => {
    const wanted = new Map<string, string[]>();
    for (const line of owners.keys()) {
      const owner = ownerOf(line) ?? 'nobody';
      wanted.set(owner, [...(wanted.get(owner) ?? []), line].sort());
    }
    const of = [...narrated].filter(([name]) => !name.endsWith('-program'));
    expect(Object.fromEntries(of)).toEqual(Object.fromEntries(wanted));
  });

  it('has a file for the program of each story, and for nothing else', () => {
    const programs = WORDED_SCENARIOS.map((id) => `${id}-program`);
    const others = NARRATIONS.filter((name) => !MECHANISMS.includes(name));
    expect(others.sort()).toEqual(programs.sort());
  });

  it.each(WORDED_SCENARIOS)(
    'of %s: its own program’s lines, and the mechanisms that it runs',
    async (id) => {
      const scenario = await scenarioNamed(id);
      const shared = new Set([...exported.values()].flatMap((procedures) => [...procedures]));
      const own = new Set<string>();
      const used = new Set<string>();
      for (const spec of specsOf(id))
        for (const p of instanceOf(scenario, spec)?.program.procedures.values() ?? [])
          for (const line of linesOf(p)) {
            if (shared.has(p)) used.add(ownerOf(line) ?? 'nobody');
            else own.add(line);
          }
      expect(narrated.get(`${id}-program`)).toEqual([...own].sort());

      // A program's own words come last: of two reasons for one line they count.
      const { narration } = await LABELS[id]();
      const loaded = await Promise.all(narration.map((load) => load()));
      const fetched = loaded.map(({ narration: part }) => nameOf(flat(part)));
      expect(fetched).toEqual([...[...used].sort(), `${id}-program`]);
    },
    120_000,
  );
});
