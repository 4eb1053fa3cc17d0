// A page that the browser translates. A translator replaces each text node by elements of its own, and does so again
// with what appears later; React must neither throw nor leave a text of another step behind.
import type { Page } from '@playwright/test';
import { beside } from '../../content/recordings/beside.ts';
import { LABELS, type WordedScenario } from '../../content/scenarios/index.ts';
import { EMBEDS, LESSONS, RACES, SIMULATIONS } from './export.ts';
import { raceOn } from './race.ts';
import { expect, test } from './site.ts';
import { type Stretch, stretchesOf } from './stretches.ts';
import { widgetOn } from './widget.ts';

test.skip(({ isMobile }) => isMobile, 'A phone runs the same code.');
test.describe.configure({ timeout: 120_000 });

/** Translates the page as browsers do: `text` becomes `<font><font>⟦text⟧</font></font>`. */
function translate(): void {
  const LEFT_ALONE =
    'code, pre, svg, select, textarea, script, style, noscript, [translate=no], .notranslate';
  const OURS = 'data-translated';
  const replace = (text: Text): void => {
    if (!text.parentElement || text.parentElement.closest(`${LEFT_ALONE}, [${OURS}]`)) return;
    const outer = document.createElement('font');
    const inner = document.createElement('font');
    inner.setAttribute(OURS, '');
    inner.textContent = `⟦${text.data}⟧`;
    outer.append(inner);
    text.replaceWith(outer);
  };
  const replaceIn = (node: Node): void => {
    if (node instanceof Text) {
      replace(node);
      return;
    }
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    texts.forEach(replace);
  };
  new MutationObserver((records) => {
    for (const { addedNodes, target, type } of records) {
      if (type === 'characterData') replaceIn(target);
      else for (const node of addedNodes) if (node.isConnected) replaceIn(node);
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
  replaceIn(document.body);
}

const widgetOf = (page: Page) => page.getByRole('region', { name: /^(Simulation|Race): / });

/**
 * In the page, before anything else: how its widget is stepped, and what of the texts is then not of its step. All of a
 * walk happens within the page: a run has thousands of steps.
 */
function walker(region: Element): void {
  const plain = (e: Element | null | undefined): string =>
    (e?.textContent ?? '').replace(/[⟦⟧]/g, '').replace(/\s+/g, ' ').trim();
  const textsOf = (caption: Element, selector: string): readonly string[] =>
    [...caption.querySelectorAll(selector)].map(plain);
  /** What happened, why, and what it cost. */
  const told = (caption: Element): string => {
    const costs = textsOf(caption, 'li').join(', ');
    return [...textsOf(caption, 'p:not([class*="hint"])'), costs && `${costs}.`].filter(Boolean).join(' ');
  };
  // React and the translator work in microtasks.
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 8; turn++) await null;
  };
  const wrong = (): readonly string[] => {
    if (!region.isConnected) return ['the widget is gone'];
    const found: string[] = [];
    const said = (
      region.querySelector('[role=slider], [type=range]')?.getAttribute('aria-valuetext') ?? ''
    ).replace(/\s+/g, ' ');
    // What is said of a line has its number.
    const step = /^Step (\d+)\./.exec(said)?.[1];
    for (const caption of region.querySelectorAll('figcaption')) {
      const shown = step === undefined ? told(caption) : `Step ${step}. ${plain(caption)}`;
      if (said !== shown) found.push(`${said} ≠ ${shown}`);
    }
    if (step !== undefined && !plain(region).includes(`step ${step} of`))
      found.push(`step ${step} is not named`);
    return found;
  };
  /** Where the run is: it changes with each step. */
  const slider = () => region.querySelector<HTMLInputElement>('[type=range]');
  const place = (): string => slider()?.dataset.step ?? slider()?.getAttribute('aria-valuetext') ?? '';
  /** How many steps there are from its start, at the least. */
  const stops = (): number => Number(slider()?.max);
  const step = async (key: string): Promise<readonly string[]> => {
    region.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await settled();
    return wrong();
  };
  /** Moves the slider's thumb. */
  const jump = async (to: number): Promise<readonly string[]> => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(slider(), to);
    slider()?.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    return wrong();
  };
  /** All that the widget says, without the marks of the translator. */
  const text = (): string =>
    [...region.querySelectorAll('figcaption, p, td, th, dt, dd, li, legend, label')]
      .filter((e) => !e.closest('select, [role=status]'))
      .map((e) => (e.textContent ?? '').replace(/[⟦⟧]/g, ''))
      .join('\n');
  Object.assign(window, { walk: { step, jump, text, place, stops, said: [] } });
}

interface Walk {
  readonly step: (key: string) => Promise<readonly string[]>;
  readonly jump: (to: number) => Promise<readonly string[]>;
  readonly text: () => string;
  readonly place: () => string;
  readonly stops: () => number;
  /** What was said at each step of the walk over stretches that came first. */
  readonly said: string[];
}

/** Presses a key in the widget so many times, each of them a step, and gives what of the texts was not of its step. */
const press = (page: Page, key: string, times: number): Promise<readonly string[]> =>
  page.evaluate(
    async ({ key: name, times: n }) => {
      const { walk } = window as unknown as { walk: Walk };
      const wrong: string[] = [];
      for (let i = 0; i < n; i++) {
        const before = walk.place();
        wrong.push(...(await walk.step(name)));
        if (walk.place() === before) wrong.push(`press ${i + 1} of ${n} took no step`);
        // A frame now and then is enough.
        if (i % 32 === 31) await new Promise((done) => setTimeout(done));
      }
      return wrong.slice(0, 5);
    },
    { key, times },
  );

/**
 * Walks the stretches, and gives what of the texts was not of its step. A second walk also gives where the widget says
 * something else than in the first.
 */
const walkOver = (page: Page, stretches: readonly Stretch[]): Promise<readonly string[]> =>
  page.evaluate(async (all) => {
    const { walk } = window as unknown as { walk: Walk };
    const before = walk.said.splice(0);
    const wrong: string[] = [];
    for (const { from, to } of all) {
      wrong.push(...(await walk.jump(from)));
      for (let step = from; step < to; step++) {
        wrong.push(...(await walk.step('ArrowRight')));
        const was = before[walk.said.length]?.split('\n');
        const is = walk.text();
        walk.said.push(is);
        const other = is.split('\n').findIndex((line, i) => was && line !== was[i]);
        if (other >= 0)
          wrong.push(`step ${step + 1} says “${is.split('\n')[other]}”, and said “${was?.[other]}”`);
        else if (was && was.length !== is.split('\n').length) wrong.push(`step ${step + 1} says less`);
      }
      await new Promise((done) => setTimeout(done));
      if (wrong.length > 0) break;
    }
    return wrong.slice(0, 5);
  }, stretches);

/** Clicks all that match, one after the other, and presses the key after each. */
const clickEach = (page: Page, selector: string, presses: number): Promise<readonly string[]> =>
  page.evaluate(
    async ({ selector: s, presses: n }) => {
      const { walk } = window as unknown as { walk: Walk };
      const wrong: string[] = [];
      const shown = [...document.querySelectorAll<HTMLElement>(s)].filter((e) => e.checkVisibility());
      if (shown.length === 0) return [`nothing matches ${s}`];
      for (const element of shown) {
        element.scrollIntoView();
        element.click();
        // The stage follows where the text has scrolled to, which is seen with the next frame.
        for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
        for (let i = 0; i < n; i++) wrong.push(...(await walk.step('ArrowRight')));
      }
      return wrong.slice(0, 5);
    },
    { selector, presses },
  );

/** Takes a step and waits for the reasons of all steps, which are fetched with the first. */
async function narrate(page: Page, id: string): Promise<void> {
  const scripts = () =>
    page.evaluate(() => performance.getEntriesByType('resource').filter((e) => /\.js$/.test(e.name)).length);
  const before = await scripts();
  const { narration } = await LABELS[id as WordedScenario]();
  await press(page, 'ArrowRight', 1);
  await expect.poll(scripts).toBeGreaterThanOrEqual(before + narration.length);
  const text = () => page.evaluate(() => (window as unknown as { walk: Walk }).walk.text());
  const drawn = () => page.evaluate(() => new Promise(requestAnimationFrame));
  await expect.poll(async () => (await text()) === (await drawn().then(drawn).then(text))).toBe(true);
}

const PASSAGES = 'main section[id] > h3 > a';
const FOLDED = 'main details > summary';

const length = async (page: Page): Promise<number> =>
  Number(
    /of (\d+)/.exec(
      (
        (await page
          .getByText(/step \d+ of \d+/)
          .first()
          .textContent()) ?? ''
      ).replace(/[⟦⟧]/g, ''),
    )?.[1],
  );

for (const path of SIMULATIONS)
  test(`${path} says at each step, translated, what it said before, and is used to its end`, async ({
    page,
  }) => {
    await page.goto(`${path}?level=lines&at=start`);
    await widgetOn(page);
    await expect(page.getByRole('button', { name: 'Parameters' })).toBeVisible();
    await widgetOf(page).evaluate(walker);
    const id = path.split('/')[1] ?? '';
    const stretches = await stretchesOf(id);
    expect(stretches.at(-1)?.to).toBe(await length(page));
    expect(await length(page)).toBeGreaterThan(20);
    await narrate(page, id);
    expect(await walkOver(page, stretches)).toEqual([]);
    await page.evaluate(translate);
    expect(await walkOver(page, stretches)).toEqual([]);
    expect(await press(page, 'ArrowLeft', 30)).toEqual([]);
    await page.getByRole('button', { name: 'Parameters' }).click();
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await page.getByRole('button', { name: 'Close' }).click();
    // What is folded there are recordings; not every scenario has one.
    if (beside(id).length > 0) expect(await clickEach(page, FOLDED, 1)).toEqual([]);
    await page.getByRole('button', { name: 'Apply and start over' }).click();
    expect(await press(page, 'ArrowRight', 40)).toEqual([]);
    await page.getByRole('radio', { name: 'Predict' }).check();
    expect(await page.getByRole('region', { name: /^Simulation: / }).count()).toBe(1);
  });

for (const path of LESSONS)
  test(`${path} is read and its stage directed while it is translated`, async ({ page }) => {
    await page.goto(path);
    await widgetOn(page);
    await widgetOf(page).evaluate(walker);
    await page.evaluate(translate);
    expect(await page.locator(PASSAGES).count()).toBeGreaterThan(0);
    expect(await clickEach(page, PASSAGES, 3)).toEqual([]);
    expect(await clickEach(page, FOLDED, 1)).toEqual([]);
    await press(page, 'Home', 1);
    const stops = await page.evaluate(() => (window as unknown as { walk: Walk }).walk.stops());
    expect(stops).toBeGreaterThan(3);
    expect(await press(page, 'ArrowRight', stops)).toEqual([]);
  });

for (const path of RACES)
  test(`the race on ${path} is run to its end while it is translated`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(path);
    await raceOn(page);
    await widgetOf(page).evaluate(walker);
    await page.evaluate(translate);
    expect(await press(page, 'ArrowRight', await length(page))).toEqual([]);
    expect(await press(page, 'ArrowLeft', 20)).toEqual([]);
  });

test('the front page is guessed, run and judged while it is translated', async ({ page }) => {
  await page.goto('./');
  await page.evaluate(translate);
  await page.getByRole('radio', { name: 'never' }).first().check();
  await page.getByRole('radio', { name: 'never' }).last().check();
  await page.locator('form [type=submit]').click();
  await expect(page.getByText(/Register \d+ of 26/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Skip to the end' }).click();
  await expect(page.getByRole('heading', { name: '26 : 1' })).toBeVisible();
  // What was said before is gone: each text is all that its element holds.
  await expect(page.getByText(/Register \d+ of 26/)).toHaveCount(0);
  await expect(page.getByText(/^⟦Not so\. The registers/)).toHaveCount(1);
});

// An embed is the widget of a simulation with fewer panels, the same ones for all.
for (const level of ['story', 'mechanism', 'lines'])
  test(`an embed is stepped through at the level ${level} while it is translated`, async ({ page }) => {
    await page.goto(`${EMBEDS[0]}?level=${level}&at=start`);
    await widgetOn(page);
    await widgetOf(page).evaluate(walker);
    await page.evaluate(translate);
    const steps = Math.min(60, await length(page));
    expect(steps).toBeGreaterThan(7);
    expect(await press(page, 'ArrowRight', steps)).toEqual([]);
    expect(await press(page, 'Home', 1)).toEqual([]);
    expect(await press(page, 'End', 1)).toEqual([]);
  });
