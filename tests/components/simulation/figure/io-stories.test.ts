// The stories of the two disk writes: what changes has its cause in the picture, and no step looks like the one before.
import { describe, expect, it } from 'vitest';
import { drawingsOf } from '@/components/simulation/figure/drawings.ts';
import { passesOf } from '@/components/simulation/figure/passing.ts';
import type { Format } from '@/components/simulation/figure/spec.ts';
import { lookAt } from '@/components/simulation/model/look.ts';
import { loadScene } from '@/components/simulation/scenes/index.ts';
import { layoutAt, stageLayout } from '@/components/simulation/stage/layout.ts';
import { defaults, fromOf, History, instantiate, loadScenario } from '@/engine/index.ts';

/** Steps at which a thread is seen to pass from one place to another, and nothing else happens. */
const WALKS = { 'block-io': ['submit', 'kicked', 'end'], 'emulated-io': ['exited', 'end'] } as const;
const FORMATS: readonly Format[] = ['landscape', 'phone'];

describe.each(Object.keys(WALKS) as (keyof typeof WALKS)[])('the story of %s', async (id) => {
  const scenario = await loadScenario(id);
  const scene = await loadScene(id);
  if (!scene) throw new Error(`${id} has no scene`);
  const { spec, layouts } = scene;
  const history = new History(instantiate(scenario, defaults(scenario.params)));
  const { program, platform } = history.instance;
  const frames = history.stops.story.map(({ step, moment = 'end' }) => {
    const look = lookAt(scenario, history, step, fromOf(history.stops, 'story', step));
    const passes = (format: Format) => {
      const layout = stageLayout(
        layoutAt(layouts, format === 'phone' ? 'portrait' : 'landscape', 'story'),
        program.threads,
        platform,
      );
      const { record, view, beforeView: before } = look;
      return record ? passesOf(spec, { record, view, before }, look.between(), layout, 'story') : [];
    };
    return { moment, look, passes };
  });

  it.each(FORMATS)('draws who acts upon what in every step of the %s stage', (format) => {
    const silent = frames.filter((f) => f.passes(format).length === 0).map((f) => f.moment);
    expect(silent).toEqual(WALKS[id]);
  });

  it('has no step that shows the same as the one before and passes the same on', () => {
    const shown = frames.map(({ look, passes }) =>
      JSON.stringify([
        drawingsOf(spec, look.view, 'story', 'landscape'),
        passes('landscape').map((p) => [p.wire.id, p.back]),
        program.threads.map((t) => look.state.threads[t.id]?.top?.world),
      ]),
    );
    expect(shown.filter((text, i) => text === shown[i - 1])).toEqual([]);
  });

  it('passes along the same lines on a phone as on a wide stage', () => {
    const wide = new Set(frames.flatMap((f) => f.passes('landscape').map((p) => p.wire.id)));
    const narrow = new Set(frames.flatMap((f) => f.passes('phone').map((p) => p.wire.id)));
    expect([...narrow].sort()).toEqual([...wide].sort());
  });

  it('ends no line outside the box that it leads to', () => {
    for (const format of FORMATS)
      for (const { moment, passes } of frames)
        for (const { wire, points } of passes(format))
          for (const [anchor, point] of [
            [wire.from, points[0]],
            [wire.to, points.at(-1)],
          ] as const) {
            const box = spec.parts.find((p) => p.id === anchor.split('.')[0])?.at[format];
            if (!box || !point || wire.points) continue;
            const [right, bottom] = [box.x + box.width, box.y + box.height];
            const apart =
              Math.max(box.x - point.x, point.x - right, 0) + Math.max(box.y - point.y, point.y - bottom, 0);
            expect(apart, `${moment}: ${wire.id} at ${anchor}, ${format}`).toBeLessThanOrEqual(3);
          }
  });
});
