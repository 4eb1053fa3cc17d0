// The signs of the stage above the level of lines: what each says, over every step of a story.
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { drawingsOf } from '@/components/simulation/figure/drawings.ts';
import { litItems } from '@/components/simulation/figure/lights.ts';
import { itemsOf } from '@/components/simulation/figure/spec.ts';
import { focusOf } from '@/components/simulation/model/focus.ts';
import { lookAt } from '@/components/simulation/model/look.ts';
import { openPoster } from '@/components/simulation/poster/open-poster.ts';
import { Poster } from '@/components/simulation/poster/Poster.tsx';
import { freeSpot } from '@/components/simulation/stage/free-spot.ts';
import { arrowhead } from '@/components/simulation/stage/geometry.ts';
import { wordsOf } from '@/content/scenarios/index.ts';
import { fromOf, SCENARIO_IDS, worldNamed } from '@/engine/index.ts';

const stories = await Promise.all(
  SCENARIO_IDS.map(async (id) => ({ id, data: await openPoster(id, []), words: await wordsOf(id) })),
);

describe('the head of an arrow', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 50, y: 0 },
    { x: 50, y: 40 },
  ];
  it('has its tip where what passes arrives', () => {
    expect(arrowhead(points)).toMatch(/^M50 40L/);
    expect(arrowhead(points, true)).toMatch(/^M0 0L/);
  });
  it('opens against the way it points', () => {
    expect(arrowhead(points)).toBe('M50 40L44 30L56 30z');
  });
  it('is none where a path goes nowhere', () => {
    expect(arrowhead([points[0], points[0]] as typeof points)).toBe('');
  });
});

describe('the name of a band', () => {
  const space = { x: 0, y: 0, width: 100, height: 50 };
  const size = { width: 40, height: 12 };
  it('stands at the bottom, right of what is in its way', () => {
    expect(freeSpot(space, size, [])).toEqual({ x: 0, y: 50 });
    expect(freeSpot(space, size, [{ x: 0, y: 30, width: 20, height: 20 }])).toEqual({ x: 24, y: 50 });
  });
  it('stands at the top where the bottom is full, and nowhere where all is', () => {
    expect(freeSpot(space, size, [{ x: 0, y: 20, width: 100, height: 30 }])).toEqual({ x: 0, y: 12 });
    expect(freeSpot(space, size, [space])).toBeUndefined();
  });
});

/** What came up in some story, so that nothing of this is asked in vain. */
const occurred = new Set<string>();

describe.each(stories)('in the story of $id', ({ data, words }) => {
  const { history } = data.run;
  const { scene } = data;
  const steps = history.stops.story.map((s) => s.step);
  const frames = steps.map((step) => ({
    step,
    look: lookAt(data.run.scenario, history, step, fromOf(history.stops, 'story', step)),
    html: renderToStaticMarkup(<Poster {...data} uid="t" level="story" step={step} content={words} />),
  }));

  it('what is only looked at has dashes, and what changes has a mark', () => {
    for (const { step, look, html } of frames) {
      if (!scene || look.beforeView === undefined) continue;
      const now = drawingsOf(scene.spec, look.view, 'story', 'landscape');
      const before = drawingsOf(scene.spec, look.beforeView, 'story', 'landscape');
      const lights = now.flatMap((d, i) => (d ? litItems(d, before[i], focusOf(look.record)) : []));
      const changed = now.some((d, i) => {
        const old = before[i];
        const texts = (x: typeof d): string => JSON.stringify(x ? itemsOf(x).map((j) => [j.id, j.value]) : 0);
        return d && old && texts(d) !== texts(old);
      });
      const looked = lights.filter((l) => l.looked).length;
      const only = looked > 0 && looked === lights.length;
      if (only || (looked > 0 && !changed)) expect(html, `step ${step}`).toMatch(/class="[^"]*looked/);
      if (only) expect(html, `step ${step}`).not.toMatch(/class="[^"]*flash/);
      if (only) occurred.add('looked');
    }
  });

  it('every line on which something passes has a head', () => {
    for (const { step, html } of frames) {
      if (/class="[^"]*passing/.test(html)) occurred.add('passing');
      expect(html.match(/class="[^"]*arrowhead[^"]*" d="M/g)?.length ?? 0, `step ${step}`).toBe(
        html.match(/class="[^"]*passing/g)?.length ?? 0,
      );
    }
  });

  it('software that runs says on what, and no idle processor of its domain stands beside it', () => {
    for (const { step, look, html } of frames) {
      const spec = history.instance.program.threads.find((t) => t.id === look.record?.thread);
      const on = spec && words.threads[spec.id]?.on;
      if (!spec || on === undefined) continue;
      const world = look.state.threads[spec.id]?.top?.world;
      const platform = history.instance.platform;
      if (world === spec.start.world) expect(html, `step ${step}`).toContain(`on ${on}`);
      else if (world && worldNamed(platform, world).level === 'hypervisor')
        expect(html, `step ${step}`).toMatch(/in Xen/);
      occurred.add('on a processor');
      const idle = history.instance.program.threads.filter(
        (t) => t.domain === spec.domain && words.threads[t.id]?.on === undefined,
      );
      for (const t of idle) {
        const name = words.threads[t.id]?.plain;
        expect(name).toBeTruthy();
        expect(html, `step ${step}`).not.toMatch(new RegExp(`${name}</tspan><tspan[^>]*>waiting`));
      }
    }
  });
});

it('some step only looks, something passes along a line, and software runs on a processor', () => {
  expect([...occurred].sort()).toEqual(['looked', 'on a processor', 'passing']);
});
