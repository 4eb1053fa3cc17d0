// A law: no line touches two contended places and writes one of them. What that means is in support/contention.ts.
import { describe, expect, it } from 'vitest';
import { maddr, type StepRecord } from '../../engine/index.ts';
import { SCENARIO_IDS } from '../../engine/scenarios/index.ts';
import { play, scenarioNamed, specsOf } from '../content/runs.ts';
import { Contention } from './support/contention.ts';

describe.each(SCENARIO_IDS)('in %s', (id) => {
  it('no line touches two places that another thread touches too, and writes one of them', async () => {
    const scenario = await scenarioNamed(id);
    const found = new Map<string, string>();
    for (const spec of ['', ...specsOf(id)]) {
      const contention = new Contention();
      play(scenario, spec, (record) => contention.visit(record));
      for (const line of contention.offenders()) found.set(line, spec);
    }
    expect(Object.fromEntries(found)).toEqual({});
  }, 120_000);
});

describe('the recogniser', () => {
  const place = (at: number) => ({ at: maddr(at), size: 4, layout: 'l', field: 'f', leaf: 'f' });
  const read = (at: number) => ({ kind: 'read' as const, place: place(at), value: 0 });
  const write = (at: number) => ({ kind: 'write' as const, place: place(at), value: 1, old: 0 });
  const step = (thread: string, label: string, effects: StepRecord['effects']): StepRecord => ({
    thread,
    domain: 1,
    side: 'guest',
    world: 'guest-kernel',
    procedure: 'p',
    label,
    text: '',
    effects,
  });
  const offenders = (...steps: readonly StepRecord[]): readonly string[] => {
    const contention = new Contention();
    for (const s of steps) contention.visit(s);
    return contention.offenders();
  };

  it('finds a line that writes two places of which another thread reads both', () => {
    expect(offenders(step('a', 'two', [write(0), write(64)]), step('b', 'x', [read(0), read(64)]))).toEqual([
      'p.two',
    ]);
  });

  it('finds a line that writes one place and reads another', () => {
    expect(
      offenders(
        step('a', 'mixed', [write(0), read(64)]),
        step('b', 'x', [read(0)]),
        step('b', 'y', [write(64)]),
      ),
    ).toEqual(['p.mixed']);
  });

  it('passes fields of one aligned word, places of its own, and lines that only read', () => {
    expect(offenders(step('a', 'word', [write(0), write(4)]), step('b', 'x', [read(0), read(4)]))).toEqual(
      [],
    );
    expect(offenders(step('a', 'own', [write(0), write(64)]), step('b', 'x', [read(0)]))).toEqual([]);
    expect(
      offenders(
        step('a', 'reads', [read(0), read(64)]),
        step('b', 'x', [write(0)]),
        step('b', 'y', [write(64)]),
      ),
    ).toEqual([]);
  });
});
