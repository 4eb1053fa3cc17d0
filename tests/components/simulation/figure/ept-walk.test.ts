/** The figure of the two-dimensional walk shows why each row is there. That it is drawn whole is tested in drawing.test.tsx. */
import { describe, expect, it } from 'vitest';
import { drawingsOf } from '@/components/simulation/figure/drawings.ts';
import { passingOf } from '@/components/simulation/figure/passing.ts';
import { lookAt } from '@/components/simulation/model/look.ts';
import { loadScene } from '@/components/simulation/scenes/index.ts';
import { stageLayout } from '@/components/simulation/stage/layout.ts';
import { History, instantiate, loadScenario, type RawParams, readParams } from '@/engine/index.ts';

const scenario = await loadScenario('ept-walk');
const scene = await loadScene('ept-walk');
if (!scene) throw new Error('The walk has no figure.');
const { layouts, spec } = scene;

const run = (raw: RawParams) => new History(instantiate(scenario, readParams(scenario.params, raw)));

/** What passes in the story in the steps that the nth stop of a moment stands for. */
function passes(raw: RawParams, moment: string) {
  const history = run(raw);
  const { program, platform } = history.instance;
  const layout = stageLayout(layouts.landscape, program.threads, platform);
  const step = history.find(moment) as number;
  const look = lookAt(scenario, history, step);
  const passing = { record: look.record as never, view: look.view, before: look.beforeView };
  return passingOf(spec as never, passing, layout, 'story').map(({ wire, back }) => ({ id: wire.id, back }));
}

/** The labels of the rows, as a story draws them. */
function rowsOf(raw: RawParams, moment: string): readonly string[] {
  const history = run(raw);
  const { view } = lookAt(scenario, history, history.find(moment) as number);
  const grid = drawingsOf(spec, view, 'story', 'landscape')[spec.parts.findIndex((p) => p.id === 'grid')];
  const body = grid?.below?.body;
  return body?.kind === 'cells' ? body.rows.map((r) => r.label) : [];
}

describe('an access that is refused', () => {
  it('is mended by the guest’s kernel, who writes the entry that was read last', () =>
    expect(passes({ fault: 'guest-not-present' }, 'filled-in')).toEqual([{ id: 'fault-mends', back: true }]));
  it('has not found the page where Xen’s tables refuse it, and has where they do not', () => {
    expect(rowsOf({ fault: 'ept-pod' }, 'violation').at(-1)).toBe('the page: refused');
    expect(rowsOf({}, 'backed').at(-1)).toBe('the page: found');
  });
  it('asks for the first table before anything is read', () =>
    expect(rowsOf({}, 'walk')[0]).toBe('where is guest’s table 1?'));
});

/** Where the wire that asks for a table or the page runs at the occurrences of a moment. */
function asked(raw: RawParams, moment: string) {
  const history = new History(instantiate(scenario, readParams(scenario.params, raw)));
  const { program, platform } = history.instance;
  const layout = stageLayout(layouts.landscape, program.threads, platform);
  return history.occurrences
    .filter((o) => o.id === moment)
    .map(({ step }) => {
      const look = lookAt(scenario, history, step);
      const passing = { record: look.record as never, view: look.view, before: look.beforeView };
      const wire = passingOf(spec as never, passing, layout, 'story').find((w) => w.wire.id === 'asks');
      return wire?.points.map((p) => p.y) ?? [];
    });
}

describe('the wire that asks where a table is', () => {
  const rows = asked({}, 'table-sought');
  it('runs once for each table of the guest, each time to a row further down', () => {
    const ends = rows.map((ys) => ys.at(-1) ?? 0);
    expect(ends).toHaveLength(4);
    expect([...ends].sort((a, b) => a - b)).toEqual(ends);
    expect(new Set(ends).size).toBe(4);
  });
  it('begins at the entry that was read in the row before', () => {
    for (const [i, ys] of rows.entries()) if (i > 0) expect(ys[0]).toBe(rows[i - 1]?.at(-1));
  });
  it('passes over the table that a large page does without', () => {
    const last = asked({ 'guest-page': '2M' }, 'gpa')[0] ?? [];
    const above = asked({ 'guest-page': '2M' }, 'table-sought').at(-1) ?? [];
    expect(last[0]).toBe(above.at(-1));
    expect((last.at(-1) ?? 0) - (last[0] ?? 0)).toBeCloseTo(
      2 * ((rows[1]?.at(-1) ?? 0) - (rows[0]?.at(-1) ?? 0)),
    );
  });
});
