// "As recorded on a real Xen": every row against the recording that the site serves, and against the engine's own run.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../app/_tools/lib.mjs';
import { accessesOfOneWrite } from '../../content/recordings/emulated-io.ts';
import { RECORDINGS } from '../../content/recordings/index.ts';
import { raceNotes, recordedRaces } from '../../content/recordings/race.ts';
import type { RecordedSequence } from '../../content/recordings/recording.ts';
import { WORDED_SCENARIOS, wordsOf } from '../../content/scenarios/index.ts';
import type { ScenarioWords } from '../../content/scenarios/words.ts';
import { SOURCES } from '../../content/sources.ts';
import {
  type BlockIoView,
  type EmulatedIoView,
  History,
  instantiate,
  loadScenario,
  readParams,
  SCENARIO_IDS,
  stepAt,
} from '../../engine/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: recordings of different shapes
const served = (key: keyof typeof SOURCES): any =>
  JSON.parse(fs.readFileSync(path.join(ROOT, 'public', SOURCES[key].url), 'utf8'));

async function runOf(scenario: string, s: RecordedSequence): Promise<History> {
  const loaded = await loadScenario(scenario);
  return new History(instantiate(loaded, readParams(loaded.params, s.params)));
}
const stepOf = (
  history: History,
  at: { readonly moment: string; readonly nth: number },
): number | undefined => stepAt(history, { ...at, plus: 0 });

const all = Object.entries(RECORDINGS).flatMap(([scenario, list]) =>
  list.map((s) => [`${scenario}, ${s.id}`, scenario, s] as const),
);

describe('a recorded sequence', () => {
  it('belongs to a scenario that there is', () => {
    expect(Object.keys(RECORDINGS).filter((id) => !SCENARIO_IDS.some((s) => s === id))).toEqual([]);
  });
  it('is offered by the scenarios that have one, and by no other', async () => {
    for (const id of WORDED_SCENARIOS) {
      const { recordings }: ScenarioWords = await wordsOf(id);
      expect(recordings !== undefined, id).toBe((RECORDINGS[id] ?? []).length > 0);
    }
  });
  it.each(all)('%s lies at moments that occur, one after the other', async (_, scenario, s) => {
    const history = await runOf(scenario, s);
    const steps = s.rows.map((r) => stepOf(history, r.at));
    expect(steps.every((n) => n !== undefined)).toBe(true);
    expect([...steps].sort((a, b) => Number(a) - Number(b))).toEqual(steps);
  });
  it.each(all)('%s says why in whole sentences, and names sources that there are', (_, __, s) => {
    const texts = [s.about, ...s.notes.map((n) => n.note), ...s.rows.flatMap((r) => r.differs ?? [])];
    for (const text of texts) expect(text).toMatch(/^[A-Z].*\.$/s);
    expect([s.source, ...s.notes.flatMap((n) => n.sources)].filter((k) => !(k in SOURCES))).toEqual([]);
  });
});

describe('the accesses of one write', () => {
  it('are those of the recording', () => {
    const real = served('recorded-ide').write4KiB.map(
      (a: { op: string; port: string; data: string }) => `${a.op} ${a.port} ${a.data}`,
    );
    expect(accessesOfOneWrite.rows.map((r) => r.recorded)).toEqual(real);
  });
  it('equal the engine’s, value by value', async () => {
    const history = await runOf('emulated-io', accessesOfOneWrite);
    for (const row of accessesOfOneWrite.rows) {
      const view = history.instance.scenario.inspect(
        history.state(stepOf(history, row.at) as number),
      ) as EmulatedIoView;
      expect(view.accesses).toHaveLength(row.at.nth);
      const last = view.accesses.at(-1);
      const way = last?.dir === 'in' ? 'read' : 'write';
      expect(`${way} 0x${last?.port.toString(16)} 0x${last?.value.toString(16)}`).toBe(row.recorded);
    }
  });
});

describe('the ring over one write', () => {
  const NAMES = ['req_prod', 'req_event', 'rsp_prod', 'rsp_event'] as const;
  const indices = (v: BlockIoView['ring']): number[] => NAMES.map((n) => v[n]);
  const lists = RECORDINGS['block-io'] ?? [];

  it.each(lists.map((s) => [s.id, s] as const))('%s is what was seen in memory', (_, s) => {
    const states = served(s.source).runs[0].states.map((x: Record<string, number>) =>
      NAMES.map((n) => x[n]).join(' '),
    );
    expect(s.rows.map((r) => r.recorded)).toEqual(states);
  });
  it.each(lists.map((s) => [s.id, s] as const))(
    '%s differs from the engine where it says so, and nowhere else',
    async (_, s) => {
      const history = await runOf('block-io', s);
      const { scenario } = history.instance;
      const first = s.rows[0];
      const far = (now: readonly number[], then: readonly number[]): string =>
        now.map((n, i) => n - (then[i] ?? 0)).join(' ');
      const numbers = (r: string): number[] => r.split(' ').map(Number);
      const ours = (at: { moment: string; nth: number }): number[] =>
        indices((scenario.inspect(history.state(stepOf(history, at) as number)) as BlockIoView).ring);
      for (const row of s.rows) {
        const recorded = far(numbers(row.recorded), numbers(first?.recorded ?? ''));
        const engine = far(ours(row.at), ours(first?.at ?? row.at));
        expect(recorded === engine, `${row.at.moment}: ${recorded} and ${engine}`).toBe(
          row.differs === undefined,
        );
      }
    },
  );
});

describe('the recorded race', () => {
  it('has the counts of the recording', () => {
    const file = served('recorded-counts');
    for (const race of recordedRaces)
      for (const figure of race.figures)
        for (const { value, at } of Object.values(figure.values))
          expect(
            at.reduce((v, key) => v[key], file),
            at.join(' '),
          ).toBe(value);
  });
  it('names scenarios and sources that there are', () => {
    const ids = recordedRaces.flatMap((r) => r.figures.flatMap((f) => Object.keys(f.values)));
    expect(ids.filter((id) => !SCENARIO_IDS.some((s) => s === id))).toEqual([]);
    expect(raceNotes.flatMap((n) => n.sources).filter((k) => !(k in SOURCES))).toEqual([]);
  });
});
