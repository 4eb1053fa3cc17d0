// What stands beside a simulation as recorded is what the file says, and stands beside a step that exists.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { eptWalkRecorded } from '@/content/recordings/ept-walk.ts';
import { SOURCES } from '@/content/sources.ts';
import { History, instantiate, loadScenario, readParams } from '@/engine/index.ts';

const PUBLIC = path.join(import.meta.dirname, '../../public');
const run = async (id: string, raw: Readonly<Record<string, string>>): Promise<History> => {
  const scenario = await loadScenario(id);
  return new History(instantiate(scenario, readParams(scenario.params, raw)));
};

interface Entry {
  readonly level: number;
  readonly entryAddr: string;
  readonly entryHostAddr?: string;
  readonly value: string;
  readonly nestedWalk?: readonly Entry[];
}

describe('the walk recorded on a real Xen', () => {
  const { rows, params, same, source, at } = eptWalkRecorded;
  const file = JSON.parse(fs.readFileSync(path.join(PUBLIC, SOURCES[source].url), 'utf8'));
  const walk = at.reduce((v, key) => v[key], file);
  const recorded: readonly Entry[] = [
    ...walk.guestWalk.flatMap((g: Entry) => [...(g.nestedWalk ?? []), { ...g, entryAddr: g.entryHostAddr }]),
    ...walk.finalNestedWalk,
  ];

  it('is the one in the file, entry by entry', () => {
    const told = rows.flatMap((r) => (r.recorded ? [r.recorded] : []));
    const plain = (hex: string): string => `0x${BigInt(hex).toString(16)}`;
    expect(told).toEqual(recorded.map((e) => ({ level: e.level, at: e.entryAddr, value: plain(e.value) })));
    expect(told).toHaveLength(walk.memoryReads.total);
  });

  it('stands beside the engine’s loads, level by level', async () => {
    const history = await run(eptWalkRecorded.scenario, params);
    expect(rows).toHaveLength(history.ledger(history.length).L);
    for (const { moment, nth, recorded: entry } of rows) {
      const step = history.find(moment, nth);
      expect(step, `${moment}.${nth}`).toBeDefined();
      const load = history.record(step ?? 0)?.effects.find((e) => e.kind === 'walk');
      if (entry && load?.kind === 'walk') expect(load.level).toBe(entry.level);
    }
  });

  it('comes out of the engine, too, with nested pages as large as the real ones', async () => {
    const history = await run(eptWalkRecorded.scenario, same);
    const levels = Array.from({ length: history.length }, (_, i) => history.record(i + 1)?.effects ?? [])
      .flat()
      .flatMap((e) => (e.kind === 'walk' ? [e.level] : []));
    expect(levels).toEqual(recorded.map((e) => e.level));
  });
});
