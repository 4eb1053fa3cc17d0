// The recorded page walk that stands beside the engine's: it is what the file says, and lies at the engine's own loads.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { walkOfOneAddress } from '../../content/recordings/ept-walk.ts';
import { RECORDINGS } from '../../content/recordings/index.ts';
import { SOURCES } from '../../content/sources.ts';
import { History, instantiate, loadScenario, readParams } from '../../engine/index.ts';

const PUBLIC = path.join(import.meta.dirname, '../../public');
const run = async (raw: Readonly<Record<string, string>>): Promise<History> => {
  const scenario = await loadScenario('ept-walk');
  return new History(instantiate(scenario, readParams(scenario.params, raw)));
};
const loadsOf = (
  history: History,
): { readonly level: number; readonly dimension: string; readonly value: bigint }[] =>
  Array.from({ length: history.length }, (_, i) => history.record(i + 1)?.effects ?? [])
    .flat()
    .flatMap((e) =>
      e.kind === 'walk'
        ? [{ level: e.level, dimension: e.table === 'guest' ? 'guest' : 'nested', value: e.value }]
        : [],
    );

interface Entry {
  readonly level: number;
  readonly entryAddr: string;
  readonly entryHostAddr?: string;
  readonly value: string;
  readonly nestedWalk?: readonly Entry[];
}

describe('the walk recorded on a real Xen', () => {
  const { rows, params, source } = walkOfOneAddress;
  const [walk] = JSON.parse(fs.readFileSync(path.join(PUBLIC, SOURCES[source].url), 'utf8')).walks;
  const told = (dimension: string, e: Entry): string =>
    `${dimension} level ${e.level} at ${e.entryHostAddr ?? e.entryAddr}: 0x${BigInt(e.value).toString(16)}`;
  const recorded: readonly string[] = [
    ...walk.guestWalk.flatMap((g: Entry) => [
      ...(g.nestedWalk ?? []).map((n) => told('nested', n)),
      told('guest', g),
    ]),
    ...walk.finalNestedWalk.map((n: Entry) => told('nested', n)),
  ];
  const made = rows.filter((r) => r.recorded !== 'no load');

  it('is offered beside its scenario', () => {
    expect(RECORDINGS['ept-walk']).toContain(walkOfOneAddress);
  });

  it('is the one in the file, entry by entry', () => {
    expect(made.map((r) => r.recorded)).toEqual(recorded);
    expect(made).toHaveLength(walk.memoryReads.total);
  });

  it('lies at the engine’s loads, level by level, and says why where there was none', async () => {
    const history = await run(params);
    const loads = loadsOf(history);
    expect(rows).toHaveLength(loads.length);
    for (const [i, { at, recorded: text, differs }] of rows.entries()) {
      const step = history.find(at.moment, at.nth);
      expect(step, `${at.moment}.${at.nth}`).toBeDefined();
      const { dimension, level, value } = loads[i] ?? {};
      expect(text === 'no load' || text.startsWith(`${dimension} level ${level} `), text).toBe(true);
      // Nested tables lie elsewhere, as a note says; the guest's own entries are the recorded ones.
      const other = dimension === 'guest' && !text.endsWith(`: 0x${value?.toString(16)}`);
      expect(differs !== undefined, text).toBe(text === 'no load' || other);
    }
  });

  it('comes out of the engine, too, with nested pages as large as the real ones', async () => {
    const same = loadsOf(await run({ ...params, 'nested-page': '2M' }));
    expect(same.map((l) => `${l.dimension} level ${l.level}`)).toEqual(
      recorded.map((r) => r.replace(/ at .*/, '')),
    );
  });
});
