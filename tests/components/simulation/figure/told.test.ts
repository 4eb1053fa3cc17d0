/** What a newcomer sees of one told step: who did it, by a line from a CPU, and that something is another than before. */
import { describe, expect, it } from 'vitest';
import { drawingsOf } from '@/components/simulation/figure/drawings.ts';
import { passesOf } from '@/components/simulation/figure/passing.ts';
import type { Rect } from '@/components/simulation/figure/spec.ts';
import { loadScene } from '@/components/simulation/scenes/index.ts';
import type { Point } from '@/components/simulation/stage/geometry.ts';
import { stageLayout } from '@/components/simulation/stage/layout.ts';
import {
  History,
  instantiate,
  loadScenario,
  type RawParams,
  readParams,
  type StepRecord,
} from '@/engine/index.ts';

const RUNS: readonly (readonly [id: string, raw: RawParams])[] = [
  ['event-channels', {}],
  ['event-channels', { story: 'two-sends', vcpu: 'halted' }],
  ['event-channels', { story: 'ipi' }],
  ['event-channels', { delivery: 'callback-vector' }],
  ['hypercall', {}],
  ['hypercall', { arguments: 'read-only' }],
  ['hypercall', { call: 'multicall' }],
  ...['shared-ring', 'block-io', 'emulated-io', 'ept-walk', 'unplug'].map((id) => [id, {}] as const),
];
/** Stories whose every line begins or ends at a processor. */
const FROM_CPU: readonly string[] = ['event-channels', 'hypercall'];
/** From the middle of a token to its edge, and the width of a line. */
const TOKEN = 58;

/** A leg runs through the inside of a box. */
const crosses = (a: Point, b: Point, r: Rect): boolean =>
  Math.min(a.x, b.x) < r.x + r.width - 1 &&
  Math.max(a.x, b.x) > r.x + 1 &&
  Math.min(a.y, b.y) < r.y + r.height - 1 &&
  Math.max(a.y, b.y) > r.y + 1;

const runs = await Promise.all(
  RUNS.map(async ([id, raw]) => ({
    id,
    raw,
    scenario: await loadScenario(id),
    scene: await loadScene(id),
  })),
);

describe.each(runs)('in the story of $id with $raw', ({ id, raw, scenario, scene }) => {
  const history = new History(instantiate(scenario, readParams(scenario.params, raw)));
  const spec = scene?.spec;
  if (!scene || !spec) throw new Error(`${id} has no figure.`);
  const stops = history.stops.story.filter((s) => s.step >= history.opens);
  const frames = stops.slice(1).map(({ step }, i) => {
    const from = stops[i]?.step ?? 0;
    const between = Array.from(
      { length: step - from - 1 },
      (_, k) => history.record(step - 1 - k) as StepRecord,
    );
    const [view, before] = [scenario.inspect(history.state(step)), scenario.inspect(history.state(from))];
    return { step, from, view, before, between, record: history.record(step) as StepRecord };
  });

  it.runIf(FROM_CPU.includes(id)).each(['landscape', 'phone'] as const)(
    'every line on the %s stage begins or ends at a CPU, but for copies and replies, and crosses no box but the door',
    (format) => {
      const { program, platform } = history.instance;
      const layout = scene.layouts[format];
      if (!layout) throw new Error(`${id} has no ${format} stage.`);
      const stage = stageLayout(layout, program.threads, platform);
      const lanes = Object.values(stage.lanes);
      let lines = 0;
      for (const { step, between, ...passing } of frames) {
        const drawn = drawingsOf(spec, passing.view, 'story', format);
        const boxes = spec.parts.flatMap((p, i) =>
          drawn[i] && p.at[format] ? [{ id: p.id, at: p.at[format] as Rect }] : [],
        );
        for (const { wire, points } of passesOf(spec, passing, between, stage, 'story')) {
          lines++;
          const ends = [points[0], points.at(-1)] as Point[];
          const isAtCpu = ends.some(({ x }) => lanes.some((lane) => Math.abs(lane - x) <= TOKEN));
          // What is copied, and what is read, goes from box to box.
          const isCopy = wire.id === 'take' || wire.id === 'reply';
          expect(isAtCpu || isCopy, `step ${step}, ${wire.id}`).toBe(true);
          for (const [i, to] of points.entries()) {
            const a = points[i - 1];
            for (const box of a ? boxes : [])
              if (crosses(a as Point, to, box.at))
                expect(box.id, `step ${step}, ${wire.id}`).toBe(throughOf(wire.id));
          }
        }
      }
      expect(lines).toBeGreaterThan(0);
    },
  );

  it.each(['landscape', 'phone'] as const)('no step leaves the %s picture as it was', (format) => {
    const seenOf = (view: unknown) => JSON.stringify(drawingsOf(spec, view, 'story', format));
    const { program, platform } = history.instance;
    const stage = stageLayout(scene.layouts[format] ?? scene.layouts.portrait, program.threads, platform);
    for (const { step, from, between, ...passing } of frames) {
      const { view, before } = passing;
      // Whoever only reads is seen to: by a line from what is read.
      const isRead = () => passesOf(spec, passing, between, stage, 'story').length > 0;
      const worlds = (at: number) =>
        Object.values(history.state(at).threads)
          .map((t) => t?.top?.world ?? 'done')
          .join(' ');
      const isOther = seenOf(view) !== seenOf(before) || worlds(step) !== worlds(from);
      expect(isOther || isRead(), `step ${step}`).toBe(true);
    }
  });
});

/** A call passes through its door. */
const throughOf = (wire: string): string => (wire === 'exit' || wire === 'door' ? 'page' : '');
