// Every mechanism's face: whose each listing is, what it needs, what it keeps, and what must hold wherever it is used.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaults, instantiate, loadScenario, type Procedure, SCENARIO_IDS } from '../../../engine/index.ts';
import { MECHANISM_INVARIANTS } from '../../../engine/mechanisms/invariants/index.ts';
import { keep, type Mechanism } from '../../../engine/mechanisms/mechanism.ts';
import { xen } from '../../../engine/platforms/xen.ts';
import { closure, newSystem } from '../../../engine/stories/system.ts';

const FOLDER = path.join(import.meta.dirname, '../../../engine/mechanisms');
const files = fs.readdirSync(FOLDER).filter((f) => f.endsWith('.ts'));

const isMechanism = (value: unknown): value is Mechanism =>
  typeof value === 'object' && value !== null && 'needs' in value && 'procedures' in value;
const isProcedure = (value: unknown): value is Procedure =>
  typeof value === 'object' && value !== null && 'lines' in value && 'source' in value;

const modules = await Promise.all(
  files.map(async (file) => ({
    file,
    exports: Object.values((await import(path.join(FOLDER, file))) as Record<string, unknown>),
  })),
);
const faces = modules.flatMap(({ file, exports }) =>
  exports.filter(isMechanism).map((mechanism) => ({ file, mechanism })),
);
const all = faces.map((f) => f.mechanism);

/** The dispatcher of event-channel operations: two domains that talk need four commands, event-ops has them all. */
const ALTERNATIVES: Readonly<Record<string, readonly string[]>> = {
  do_event_channel_op: ['event-send-op', 'event-ops'],
};

describe('a mechanism', () => {
  it('has its file’s name, and a name of its own', () => {
    const ids = all.map((m) => m.id);
    expect(new Set(ids).size).toBe(ids.length);
    const foreign = faces.filter((f) => `${f.mechanism.id}.ts` !== f.file).map((f) => f.mechanism.id);
    expect(foreign).toEqual(['event-send-op']);
  });

  it('has listings that are its own and no other’s, and every exported listing is somebody’s', () => {
    const owners = new Map<string, string[]>();
    for (const m of all)
      for (const p of m.procedures) owners.set(p.name, [...(owners.get(p.name) ?? []), m.id]);
    const shared = Object.fromEntries([...owners].filter(([, ids]) => ids.length > 1));
    expect(shared).toEqual(ALTERNATIVES);
    const homeless = modules.flatMap(({ exports }) =>
      exports.filter(isProcedure).filter((p) => !owners.has(p.name)),
    );
    expect(homeless.map((p) => p.name)).toEqual([]);
  });

  it('needs what exists, never itself, and is not needed in a circle', () => {
    for (const m of all) {
      for (const need of m.needs) expect(all, `${m.id} needs ${need?.id}`).toContain(need);
      const below = closure(m.needs);
      expect(below, `${m.id} needs itself`).not.toContain(m);
    }
  });

  it('calls only listings that some mechanism or story has', async () => {
    const known = new Set(all.flatMap((m) => m.procedures.map((p) => p.name)));
    for (const id of SCENARIO_IDS) {
      const scenario = await loadScenario(id);
      for (const name of instantiate(scenario, defaults(scenario.params)).program.procedures.keys())
        known.add(name);
    }
    const unknown = modules.flatMap(({ file }) => {
      const source = fs.readFileSync(path.join(FOLDER, file), 'utf8');
      return [...source.matchAll(/\bcall\(\s*'([^']+)'/g)].flatMap(([, name]) =>
        known.has(name as string) ? [] : [`${file}: ${name}`],
      );
    });
    expect(unknown).toEqual([]);
  });

  it('has invariants only under a name that exists', () => {
    expect(Object.keys(MECHANISM_INVARIANTS).filter((id) => !all.some((m) => m.id === id))).toEqual([]);
  });
});

describe('a system', () => {
  const base: Mechanism = {
    id: 'base',
    needs: [],
    procedures: [],
    records: ({ domain }) => [keep(`base.d${domain.id}`, { from: 'base' })],
  };
  const top: Mechanism = { id: 'top', needs: [base], procedures: [] };
  const domain = { id: 1, type: 'hvm', p2m: [], shared_info: 0, grant_frames: 0, nr_grant_entries: 0 };
  const spec = {
    platform: xen,
    mechanisms: [top],
    domains: [{ domain: domain as never, vcpus: [] }],
    listings: [],
    threads: [],
    records: [],
  };

  it('brings what its mechanisms need, with what they keep of each domain', () => {
    const { mechanisms, initial } = newSystem(spec);
    expect(mechanisms.map((m) => m.id)).toEqual(['base', 'top']);
    expect(initial.records).toEqual({ 'base.d1': { from: 'base' } });
  });

  it('keeps what the story says otherwise', () => {
    const { initial } = newSystem({ ...spec, records: [keep('base.d1', { from: 'story' })] });
    expect(initial.records).toEqual({ 'base.d1': { from: 'story' } });
  });

  it.each(SCENARIO_IDS)('has every record that the mechanisms of %s keep of its domains', async (id) => {
    const scenario = await loadScenario(id);
    const { mechanisms, initial } = instantiate(scenario, defaults(scenario.params));
    expect(mechanisms.length).toBeGreaterThan(0);
    for (const m of mechanisms)
      for (const { key } of m.records?.({ domain: { ...domain, id: 1 } as never, vcpus: [] }) ?? [])
        expect(Object.keys(initial.records), `${m.id}: ${key}`).toContain(key);
  });
});
