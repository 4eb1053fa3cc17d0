/**
 * Every figure that is data, over runs of its scenario, in all formats and at every level: everything is inside the
 * stage and apart, every item says a whole sentence, every value fits its room, and the limits of its level hold.
 */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { drawingsOf } from '@/components/simulation/figure/drawings.ts';
import { Figure } from '@/components/simulation/figure/Figure.tsx';
import { widthOf } from '@/components/simulation/figure/fit.ts';
import { linesIn } from '@/components/simulation/figure/kinds/Lines.tsx';
import { NARROW } from '@/components/simulation/figure/kinds/Rows.tsx';
import { passingOf } from '@/components/simulation/figure/passing.ts';
import { TITLE } from '@/components/simulation/figure/place.ts';
import { endOf, wirePoints } from '@/components/simulation/figure/route.ts';
import {
  type FigureSpec,
  FORMATS,
  type Format,
  isAtLeast,
  itemsOf,
  LEVELS,
  type Level,
  nameOf,
  type Rect,
} from '@/components/simulation/figure/spec.ts';
import { focusOf } from '@/components/simulation/model/focus.ts';
import { lookAt } from '@/components/simulation/model/look.ts';
import { share } from '@/components/simulation/model/share.ts';
import { stillKit } from '@/components/simulation/poster/still-kit.tsx';
import { smallLayout } from '@/components/simulation/race/layout.ts';
import { loadScene } from '@/components/simulation/scenes/index.ts';
import { type Scene, smallSceneOf } from '@/components/simulation/scenes/scene.ts';
import { layoutAt, type StageLayout, stageLayout } from '@/components/simulation/stage/layout.ts';
import { History, instantiate, loadScenario, SCENARIO_IDS } from '@/engine/index.ts';
import { instanceOf, wideOf } from '../../../content/runs.ts';
import { countOf, LIMITS } from './count.ts';

/** Runs of each scenario that are drawn whole: its default, and some spread over those that reach all its lines. */
const RUNS = 3;
/** Later steps of a long run show again what earlier ones have shown. */
const STEPS = 1500;

function layoutOf(scene: Scene, format: Format, history: History): StageLayout | undefined {
  const { program, platform } = history.instance;
  if (format !== 'small') {
    const layout = scene.layouts[format];
    return layout && stageLayout(layout, program.threads, platform);
  }
  const small = smallSceneOf(scene);
  return small && smallLayout(small, history.instance);
}

const figures = await Promise.all(
  SCENARIO_IDS.map(async (id) => ({ id, scene: await loadScene(id), scenario: await loadScenario(id) })),
);
const drawn = figures.flatMap(({ id, scene, scenario }) =>
  scene?.spec ? [{ id, scene, scenario, spec: scene.spec }] : [],
);

const WIDE: ReadonlyMap<string, readonly string[]> = new Map(
  await Promise.all(SCENARIO_IDS.map(async (id) => [id, await wideOf(id)] as const)),
);

/** Sampled evenly, the default first. Over the whole cover (`specsOf`) two values of the hypercall do not fit yet. */
function runsOf(id: string, scenario: (typeof drawn)[number]['scenario']): readonly History[] {
  const specs = WIDE.get(id) ?? [];
  const stride = Math.max(1, Math.floor(specs.length / RUNS));
  return ['', ...specs.filter((_, i) => i % stride === 0)].flatMap((spec) => {
    const instance =
      spec === ''
        ? instantiate(scenario, Object.fromEntries(scenario.params.map((p) => [p.id, p.default])))
        : instanceOf(scenario, spec);
    return instance ? [new History(instance)] : [];
  });
}

/** The stage has 358 by 490 pixels there: higher than this, a letter of 12 units is less than 10 pixels high. */
const HIGHEST = 540;
/** Figures whose wires have no stray corner: all that have been looked at for it. */
const STRAIGHT: readonly string[] = ['ept-walk', 'shared-ring'];

const STORY_ONLY: readonly Format[] = ['phone', 'small'];

const apart = (p: Rect, q: Rect): boolean =>
  p.x + p.width <= q.x || q.x + q.width <= p.x || p.y + p.height <= q.y || q.y + q.height <= p.y;

describe.each(drawn)('the figure of $id', ({ id, scene, scenario, spec }) => {
  const histories = runsOf(id, scenario);
  const formats = FORMATS.filter((f) => spec.layouts[f]);

  it.each(formats)('keeps its parts inside the %s stage and apart', (format) => {
    const layout = layoutOf(scene, format, histories[0] as History) as StageLayout;
    const parts = spec.parts.flatMap(({ id: part, at: { [format]: at }, from }) =>
      at && (from === 'story' || !STORY_ONLY.includes(format)) ? [{ id: part, at }] : [],
    );
    for (const { id: a, at } of parts) {
      expect(
        at.x >= 0 && at.y >= 0 && at.x + at.width <= layout.width && at.y + at.height <= layout.height,
        a,
      ).toBe(true);
      for (const { id: b, at: other } of parts)
        if (a < b) expect(apart(at, other), `${a} and ${b}`).toBe(true);
    }
  });

  it.each(formats)('ends its wires at parts that the %s stage draws, and crosses no other', (format) => {
    const layout = layoutOf(scene, format, histories[0] as History) as StageLayout;
    for (const wire of spec.wires) {
      const ends = [wire.from, wire.to].map((a) => a.split('.')[0]);
      for (const [i, anchor] of [wire.from, wire.to].entries()) {
        const part = spec.parts.find((p) => p.id === ends[i]);
        // A part comes no later than the wires that end at it.
        if (part) expect(isAtLeast(wire.level, part.from), `${wire.id} at ${part.id}`).toBe(true);
        else expect(anchor.startsWith('lane:'), wire.id).toBe(true);
      }
      const points = wirePoints(wire, format, (p) => spec.parts.find((q) => q.id === p)?.at[format], layout);
      if (!points || wire.points) continue;
      // A leg that is next to nothing turns the head of the line the wrong way.
      for (const [i, { x, y }] of points.entries()) {
        const from = points[i - 1];
        if (from && STRAIGHT.includes(id))
          expect(Math.abs(x - from.x) + Math.abs(y - from.y), wire.id).toBeGreaterThan(2);
      }
      const others = spec.parts.filter(
        (p) => !ends.includes(p.id) && p.at[format] && isAtLeast(wire.level, p.from),
      );
      for (const other of others)
        for (const [i, to] of points.entries()) {
          const from = points[i - 1];
          if (from)
            expect(crosses(from, to, other.at[format] as Rect), `${wire.id} through ${other.id}`).toBe(false);
        }
    }
  });

  it('has a story on a phone that is low enough to be read', () => {
    const { program, platform } = (histories[0] as History).instance;
    const layout = stageLayout(layoutAt(scene.layouts, 'portrait', 'story'), program.threads, platform);
    expect(layout.width).toBe(360);
    expect(layout.height).toBeLessThanOrEqual(HIGHEST);
  });

  it('is whole at every level, in every format', { timeout: 120_000 }, () => {
    const faults = new Set<string>();
    const rooms = formats.flatMap((format) => LEVELS.map((level) => ({ level, format })));
    const seen = new Set<string>();
    const latest = new Map<string, ReturnType<typeof drawingsOf>>();
    for (const history of histories) {
      let last: unknown;
      for (let step = 0; step <= Math.min(history.length, STEPS); step++) {
        const look = lookAt(scenario, history, step);
        const view = share(last, look.view);
        if (view === last && step < history.length) continue;
        last = view;
        for (const { level, format } of rooms) {
          if (STORY_ONLY.includes(format) && level !== 'story') continue;
          // The story on a phone has a stage of its own.
          if (format === 'portrait' && level === 'story' && spec.layouts.phone) continue;
          const layout = layoutOf(scene, format, history) as StageLayout;
          const drawings = drawingsOf(spec, look.view, level, format);
          // Drawings share what is equal: only what is another object can be new.
          const old = latest.get(`${level} ${format}`);
          latest.set(`${level} ${format}`, drawings);
          const texts = drawings.flatMap((d, i) =>
            d === old?.[i] ? [] : [`${level} ${format} ${i} ${JSON.stringify(d)}`],
          );
          // A frame is drawn if one of its parts shows what it has not shown before.
          if (texts.every((t) => seen.has(t))) continue;
          for (const t of texts) seen.add(t);
          const fault = (text: string) => faults.add(`${level}, ${format}: ${text}`);
          check(spec, drawings, level, format, fault);
          const html = renderToStaticMarkup(
            <svg>
              <title>t</title>
              <Figure
                spec={spec}
                uid="t"
                look={look}
                layout={layout}
                level={level}
                focus={focusOf(look.record)}
                kit={stillKit}
              />
            </svg>,
          );
          if (/NaN|undefined|Infinity|\[object|null/.test(html))
            fault(`step ${step} has a value that is none`);
          // What was shortened ends with an ellipsis that its drawing does not have.
          const text = JSON.stringify(drawings);
          for (const [, cut] of html.matchAll(/>([^<>]*[^<>.]…)</g))
            if (!text.includes(cut as string)) fault(`“${cut}” does not fit`);
          if (look.record)
            for (const { wire, points } of passingOf(
              spec,
              { record: look.record, view: look.view, before: look.beforeView },
              layout,
              level,
            ))
              for (const { x, y } of points)
                if (!(x >= 0 && y >= 0 && x <= layout.width && y <= layout.height))
                  fault(`${wire.id} leaves the stage`);
        }
      }
    }
    expect(seen.size).toBeGreaterThan(0);
    expect([...faults].sort().slice(0, 40), id).toEqual([]);
  });
});

function check(
  spec: FigureSpec<unknown>,
  drawings: ReturnType<typeof drawingsOf>,
  level: Level,
  format: Format,
  fault: (text: string) => void,
): void {
  for (const [i, d] of drawings.entries()) {
    if (!d) continue;
    const part = spec.parts[i]?.id ?? '';
    const width = spec.parts[i]?.at[format]?.width ?? 0;
    if (d.title && widthOf(d.title, 'title') > width - 12)
      fault(`${part}: its title “${d.title}” does not fit`);
    if (!/^[\p{Lu}0-9].*[.!?]$/su.test(d.says)) fault(`${part}: “${d.says}” is no sentence`);
    const height = spec.parts[i]?.at[format]?.height ?? 0;
    const top = d.title || d.aside ? TITLE : 3;
    const begin = d.below ? height - (height - top) * d.below.share : height;
    const bodies = [
      { body: d.body, from: top, to: begin },
      { body: d.below?.body, from: begin, to: height },
    ];
    for (const { body } of bodies)
      if (body?.kind === 'rows' && !body.stops)
        for (const item of body.items) {
          const signs = body.items.some((other) => other.sign !== undefined) ? 18 : 0;
          const name = widthOf(nameOf(item, level, false), 'text');
          if (name > NARROW * ((width - 6) / (body.across ?? 1) - signs - 12))
            fault(`${part}: “${nameOf(item, level, false)}” does not fit`);
        }
    for (const { body, from, to } of bodies)
      if (body?.kind === 'lines' && body.items.length > linesIn(to, from))
        fault(`${part}: ${body.items.length} lines are more than there is room for`);
    const items = itemsOf(d);
    if (new Set(items.map((item) => item.id)).size !== items.length) fault(`${part}: two items have one id`);
    for (const item of items)
      if (!/^[\p{Lu}0-9].{3,}[.!?]$/su.test(item.says))
        fault(`${part}, ${item.id}: “${item.says}” is no sentence`);
  }
  const { boxes, texts, identifiers } = countOf(drawings, level);
  const limit = LIMITS[level];
  if (boxes > limit.boxes) fault(`${boxes} boxes`);
  if (texts > limit.texts) fault(`${texts} texts`);
  if (identifiers.length > limit.identifiers) fault(`code: ${identifiers.join(' | ')}`);
}

/** A leg runs through the inside of a part. */
function crosses(a: { x: number; y: number }, b: { x: number; y: number }, r: Rect): boolean {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  return left < r.x + r.width - 1 && right > r.x + 1 && top < r.y + r.height - 1 && bottom > r.y + 1;
}

describe('an anchor', () => {
  it('is the middle of a side, or a fraction of the way along it', () => {
    const layout = {
      lanes: { guest: 40 },
      bands: { hypervisor: { y: 300, height: 10 } },
    } as unknown as StageLayout;
    const box = { x: 10, y: 20, width: 100, height: 40 };
    expect(endOf('a.right', () => box, layout)?.point).toEqual({ x: 110, y: 40 });
    expect(endOf('a.bottom:0.2', () => box, layout)?.point).toEqual({ x: 30, y: 60 });
    expect(endOf('lane:guest', () => box, layout)?.point).toEqual({ x: 40, y: 300 });
    expect(endOf('b.left', () => undefined, layout)).toBeUndefined();
  });
});
