// What a step costs, in counts that no other load of the machine can change: milliseconds are in tests/bench.

import type { Page } from '@playwright/test';
import { raceOn } from './race.ts';
import { expect, test } from './site.ts';
import { widgetOn } from './widget.ts';

const STEPS = 25;
/** Nodes that a step may add, remove or rewrite on average: it changes what changed, and not the panel. */
const MUTATIONS = 60;
/** Below this many objects it is not the page that is laid out but a picture in it. */
const A_PAGE = 200;

interface TraceEvent {
  readonly name: string;
  readonly args: { readonly beginData?: { readonly partialLayout: boolean; readonly totalObjects: number } };
}

/** How many times the whole page is laid out meanwhile. */
async function layoutsOfThePage(page: Page, act: () => Promise<void>): Promise<number> {
  const cdp = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  cdp.on('Tracing.dataCollected', (e) => events.push(...(e.value as unknown as TraceEvent[])));
  const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline'] },
  });
  await act();
  await cdp.send('Tracing.end');
  await complete;
  const layouts = events.flatMap((e) => (e.name === 'Layout' && e.args.beginData ? [e.args.beginData] : []));
  expect(layouts.length, 'layouts were traced').toBeGreaterThan(0);
  return layouts.filter((l) => !l.partialLayout && l.totalObjects > A_PAGE).length;
}

/** Changes of the document meanwhile. */
async function mutations(page: Page, act: () => Promise<void>): Promise<number> {
  const count = await page.evaluateHandle(() => {
    const all = { n: 0 };
    new MutationObserver((list) => {
      all.n += list.length;
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    return all;
  });
  await act();
  return count.evaluate((all) => all.n);
}

const WIDGETS = [
  { what: 'a simulation', route: 'simulations/block-io/', on: widgetOn },
  { what: 'a race', route: 'compare/', on: raceOn },
];

for (const { what, route, on } of WIDGETS) {
  test(`a step of ${what} lays out what it changed, and never the page`, async ({ page }) => {
    await page.goto(route);
    const { next } = await on(page);
    await next.focus();
    const steps = async () => {
      for (let i = 0; i < STEPS; i++) {
        await page.keyboard.press('Enter');
        await page.waitForTimeout(50);
      }
    };
    // The first goes from what has never been stepped.
    await steps();
    expect(await layoutsOfThePage(page, steps)).toBe(0);
  });

  test(`a step of ${what} changes little of the document`, async ({ page }) => {
    await page.goto(route);
    const { next } = await on(page);
    await next.focus();
    const changed = await mutations(page, async () => {
      for (let i = 0; i < STEPS; i++) await page.keyboard.press('Enter');
    });
    expect(changed).toBeGreaterThan(STEPS);
    expect(changed / STEPS).toBeLessThan(MUTATIONS);
  });
}
