import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { DIALS } from '@/components/simulation/figure/parts/ring/dials.ts';
import { dialOf } from '@/components/simulation/figure/parts/ring/ring-cells.ts';
import { MAX_LIT } from '@/components/simulation/model/focus.ts';
import { lookAt } from '@/components/simulation/model/look.ts';
import { share } from '@/components/simulation/model/share.ts';
import { openPoster } from '@/components/simulation/poster/open-poster.ts';
import { Poster } from '@/components/simulation/poster/Poster.tsx';
import { blockIoScene } from '@/components/simulation/scenes/block-io.ts';
import { wrapName } from '@/components/simulation/stage/text.ts';
import { wordsOf } from '@/content/scenarios/index.ts';
import type { BlockIoView } from '@/engine/index.ts';
import { WORKLOADS } from './support/runs.ts';

const count = (html: string, what: RegExp): number => html.match(what)?.length ?? 0;

describe.each(WORKLOADS)('the drawing of every chapter, %j', async (raw) => {
  const data = await openPoster('block-io', Object.entries(raw));
  const words = await wordsOf('block-io');
  const { history, chapters } = data.run;
  const steps = [0, ...chapters.map((c) => c.step), history.length].slice(0, 60);
  const pages = steps.map((step) => ({
    step,
    html: renderToStaticMarkup(<Poster {...data} uid="t" step={step} content={words} />),
  }));

  it('has a number for every coordinate', () => {
    for (const { step, html } of pages) {
      expect(html, `step ${step}`).not.toMatch(/NaN|undefined|Infinity|\[object/);
    }
  });

  it('stays under the budget of nodes', () => {
    // A poster holds the stage in both formats; a live widget only in one.
    for (const { html } of pages) expect(count(html, /<[a-z]/gi) / 2).toBeLessThan(1200);
  });

  it('lights no more than seven things in a format', () => {
    for (const { html } of pages)
      expect(count(html, /class="[^"]*_?outline/g)).toBeLessThanOrEqual(2 * MAX_LIT);
  });

  it('keeps what is drawn inside the drawing', () => {
    for (const { html } of pages) {
      for (const svg of html.match(/<svg[^>]*viewBox="0 0 (\d+) (\d+)" role="group"[\s\S]*?<\/svg>/g) ?? []) {
        const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
        for (const m of svg.matchAll(
          /<rect[^>]* x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"/g,
        )) {
          const [x, y, w, h] = m.slice(1).map(Number) as [number, number, number, number];
          // Tokens are drawn around their own origin.
          if (x < 0 || y < 0) continue;
          expect(x + w).toBeLessThanOrEqual(Number(width));
          expect(y + h).toBeLessThanOrEqual(Number(height));
        }
      }
    }
  });

  it('names every part that can be reached by keyboard', () => {
    for (const { html } of pages) {
      for (const [tag] of html.matchAll(/<g[^>]*tabindex="0"[^>]*>/g))
        expect(tag).toMatch(/aria-label="[^"]+"/);
    }
  });

  it('points each index at the boundary before its slot', () => {
    for (const { step } of pages) {
      const { ring } = lookAt(data.run.scenario, history, step).view as BlockIoView;
      const dial = dialOf(ring);
      for (const index of [ring.req_prod, ring.rsp_prod, ring.req_cons, ring.rsp_cons]) {
        const cell = dial.cells.find((c) => c.slot === index % ring.nr_ents);
        if (cell) expect(dial.turnOf(index) % 1).toBeCloseTo(cell.from % 1, 6);
      }
    }
  });

  it('shows every slot that is in use', () => {
    for (const { step } of pages) {
      const { ring } = lookAt(data.run.scenario, history, step).view as BlockIoView;
      const drawn = new Set(dialOf(ring).cells.map((c) => c.slot));
      const used = ring.slots.filter((s) => s.state !== 'free');
      // A window of a large ring shows the oldest ones.
      if (used.length <= 16) for (const s of used) expect(drawn.has(s.slot)).toBe(true);
    }
  });
});

it.each(['landscape', 'portrait'] as const)(
  'the circle of slots lies in its page on the %s stage',
  (format) => {
    const page = blockIoScene.spec?.parts.find((p) => p.id === 'ring')?.at[format];
    const ring = DIALS[format];
    expect(page).toBeDefined();
    if (!page) return;
    expect(ring.x - ring.outer).toBeGreaterThan(page.x);
    expect(ring.x + ring.outer).toBeLessThan(page.x + page.width);
    expect(ring.y + ring.outer).toBeLessThan(page.y + page.height);
  },
);

it('a name is broken after underscores, into lines that fit', () => {
  expect(wrapName('RING_PUSH_REQUESTS_AND_CHECK_NOTIFY', 22, 2)).toEqual([
    'RING_PUSH_REQUESTS_',
    'AND_CHECK_NOTIFY',
  ]);
  for (const max of [8, 16, 22]) {
    for (const line of wrapName('XEN_RING_NR_UNCONSUMED_RESPONSES', max, 2))
      expect(line.length).toBeLessThanOrEqual(max);
  }
});

describe('structural sharing', () => {
  it('gives back the old object where nothing changed, and old parts where something did', () => {
    const old = { a: { b: 1 }, list: [{ x: 1 }, { x: 2 }], big: 1n };
    expect(share(old, { a: { b: 1 }, list: [{ x: 1 }, { x: 2 }], big: 1n })).toBe(old);
    const next = share(old, { a: { b: 2 }, list: [{ x: 1 }, { x: 3 }], big: 1n });
    expect(next).toEqual({ a: { b: 2 }, list: [{ x: 1 }, { x: 3 }], big: 1n });
    expect(next.list[0]).toBe(old.list[0]);
    expect(next.a).not.toBe(old.a);
  });

  it('does not mistake a list for a record, or a shorter one for its like', () => {
    expect(share({ 0: 1 }, [1])).toEqual([1]);
    expect(share([1, 2], [1])).toEqual([1]);
    expect(share({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
  });
});
