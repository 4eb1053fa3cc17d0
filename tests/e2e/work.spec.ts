// What a step costs, in counts that no other load of the machine can change: milliseconds are in tests/bench.

import type { Locator, Page } from '@playwright/test';
import { RACES, SIMULATIONS, TEMPLATES } from './export.ts';
import { raceOn } from './race.ts';
import { expect, test } from './site.ts';
import { widgetOn } from './widget.ts';

const STEPS = 25;
/** Nodes that a step may add, remove or rewrite on average: it changes what changed, and not the panel. */
const MUTATIONS = 60;
/** Below this many objects it is not the page that is laid out but a picture in it. */
const A_PAGE = 200;

/** Takes steps by a button, from within the page: each is drawn before the next, and each is one. */
const press = (button: Locator, times: number): Promise<void> =>
  button.evaluate(async (e, n) => {
    for (let i = 0; i < n; i++) {
      if (e.ariaDisabled === 'true') throw new Error(`The run ends after ${i} of ${n} steps.`);
      (e as HTMLElement).click();
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    }
  }, times);

/** As many steps as there are, and no more than are needed. A press at the end of a run is none. */
async function stepsAhead(page: Page): Promise<number> {
  const ahead = await page
    .getByRole('slider', { name: /^Step/ })
    .evaluate((e: HTMLInputElement) => Number(e.max) - Number(e.value));
  expect(ahead).toBeGreaterThan(7);
  return Math.min(STEPS, ahead);
}

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

/**
 * Changes meanwhile that change nothing: an attribute or a text that gets what it had, an element that is taken out and
 * put back, or made anew and equal. Each is named by its element.
 */
async function wasted(page: Page, act: () => Promise<void>): Promise<readonly string[]> {
  await page.evaluate(() => {
    const found: string[] = [];
    const nameOf = (node: Node): string => {
      const e = node instanceof Element ? node : node.parentElement;
      return `${e?.tagName} ${e?.getAttribute('class') ?? ''}`;
    };
    const observer = new MutationObserver((list) => {
      // Text and attributes: what the first change of this step found, beside what is there now.
      const first = new Map<string, MutationRecord>();
      const ids = new Map<Node, number>();
      for (const r of list) {
        if (!ids.has(r.target)) ids.set(r.target, ids.size);
        const key = `${ids.get(r.target)} ${r.type} ${r.attributeName}`;
        if (r.type !== 'childList' && !first.has(key)) first.set(key, r);
      }
      for (const { type, target, attributeName, oldValue } of first.values()) {
        if (!target.isConnected) continue;
        const now =
          type === 'attributes' ? (target as Element).getAttribute(attributeName ?? '') : target.nodeValue;
        if (now === oldValue) found.push(`${nameOf(target)}: ${attributeName ?? 'text'} stays ${now}`);
      }
      const removed = list.flatMap((r) => [...r.removedNodes].map((node) => ({ node, from: r.target })));
      const added = list.flatMap((r) => [...r.addedNodes].map((node) => ({ node, to: r.target })));
      for (const { node, from } of removed) {
        const again = added.find(({ node: other, to }) => to === from && other.isEqualNode(node));
        if (again) found.push(`${nameOf(from)}: ${nameOf(node)} is put where it was`);
      }
    });
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeOldValue: true,
      characterData: true,
      characterDataOldValue: true,
    });
    Object.assign(window, { wasted: found });
  });
  await act();
  return page.evaluate(() => (window as unknown as { wasted: string[] }).wasted);
}

for (const [what, route] of [
  ...SIMULATIONS.map((path) => [path, path] as const),
  ...SIMULATIONS.map((path) => [`${path} by lines`, `${path}?level=lines&at=start`] as const),
  ...TEMPLATES.filter((t) => t.template !== 'a simulation').map((t) => [t.template, t.path] as const),
])
  test(`${what}: a step writes nothing that stands there already`, async ({ page, isMobile }) => {
    test.skip(isMobile, 'the same code');
    await page.goto(route);
    const { next } = await (RACES.includes(route) ? raceOn(page) : widgetOn(page));
    await next.focus();
    const steps = await stepsAhead(page);
    const found = await wasted(page, () => press(next, steps));
    expect(found.filter((text) => !NOT_OURS.test(text))).toEqual([]);
  });

/**
 * React writes the type and the name of an input at each of its updates; a list in another order moves its elements;
 * a token whose journey is cut off is set to where it was.
 */
const NOT_OURS = /^INPUT .*: (type|name) stays|_locals: |_running .*: style stays transform/;

const WIDGETS = [
  { what: 'the story', route: 'simulations/block-io/', on: widgetOn },
  { what: 'the lines', route: 'simulations/block-io/?level=lines&at=start', on: widgetOn },
  { what: 'a race', route: 'compare/', on: raceOn },
];

for (const { what, route, on } of WIDGETS) {
  test(`a step of ${what} lays out what it changed, and never the page`, async ({ page }) => {
    await page.goto(route);
    const { next, previous } = await on(page);
    await next.focus();
    // The first goes from what has never been stepped. What arrives late may lay the page out once; what a step does it
    // does each time, so the same steps are taken again.
    // Neither to the end nor to the start: there a control is set free, once.
    const steps = (await stepsAhead(page)) - 2;
    await press(next, steps + 1);
    await press(previous, steps);
    const counts: number[] = [];
    while (counts.length < 3 && !counts.includes(0)) {
      counts.push(await layoutsOfThePage(page, () => press(next, steps)));
      await press(previous, steps);
    }
    expect(Math.min(...counts), counts.join(', ')).toBe(0);
  });

  test(`a step of ${what} changes little of the document`, async ({ page }) => {
    await page.goto(route);
    const { next } = await on(page);
    await next.focus();
    const steps = await stepsAhead(page);
    const changed = await mutations(page, () => press(next, steps));
    expect(changed).toBeGreaterThan(steps);
    expect(changed / steps).toBeLessThan(MUTATIONS);
  });
}
