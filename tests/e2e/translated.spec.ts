// A page that the browser translates. A translator replaces each text node by elements of its own, and does so again
// with what appears later; React must neither throw nor leave a text of another step behind.
import type { Page } from '@playwright/test';
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
  const saysAll = (caption: Element, said: string): boolean =>
    [...caption.querySelectorAll('p:not([class*="hint"])')].every((p) => said.includes(plain(p)));
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
    // What is said of a line has its number; of a moment of the story, what happened, why and what it cost.
    const step = /^Step (\d+)\./.exec(said)?.[1];
    for (const caption of region.querySelectorAll('figcaption'))
      if (step === undefined ? !saysAll(caption, said) : said !== `Step ${step}. ${plain(caption)}`)
        found.push(`${said} ≠ ${plain(caption)}`);
    if (step !== undefined && !plain(region).includes(`step ${step} of`))
      found.push(`step ${step} is not named`);
    return found;
  };
  const step = async (key: string): Promise<readonly string[]> => {
    region.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await settled();
    return wrong();
  };
  /** Moves the slider's thumb. */
  const jump = async (to: number): Promise<readonly string[]> => {
    const slider = region.querySelector<HTMLInputElement>('[type=range]');
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(slider, to);
    slider?.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
    return wrong();
  };
  /** All that the widget says, without the marks of the translator. */
  const text = (): string =>
    [...region.querySelectorAll('figcaption, p, td, th, dt, dd, li, legend, label')]
      .filter((e) => !e.closest('select, [role=status]'))
      .map((e) => (e.textContent ?? '').replace(/[⟦⟧]/g, ''))
      .join('\n');
  Object.assign(window, { walk: { step, jump, text, said: [] } });
}

interface Walk {
  readonly step: (key: string) => Promise<readonly string[]>;
  readonly jump: (to: number) => Promise<readonly string[]>;
  readonly text: () => string;
  /** What was said at each step of the walk over stretches that came first. */
  readonly said: string[];
}

/** Presses a key in the widget so many times, and gives what of the stage's texts was not of its step. */
const press = (page: Page, key: string, times: number): Promise<readonly string[]> =>
  page.evaluate(
    async ({ key: name, times: n }) => {
      const { walk } = window as unknown as { walk: Walk };
      const wrong: string[] = [];
      for (let i = 0; i < n; i++) {
        wrong.push(...(await walk.step(name)));
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
    expect(await clickEach(page, FOLDED, 1)).toEqual([]);
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
    expect(await press(page, 'ArrowRight', 20)).toEqual([]);
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
test('an embed is stepped through while it is translated', async ({ page }) => {
  await page.goto(EMBEDS[0] ?? '');
  await widgetOn(page);
  await widgetOf(page).evaluate(walker);
  await page.evaluate(translate);
  expect(await press(page, 'ArrowRight', 60)).toEqual([]);
  expect(await press(page, 'End', 1)).toEqual([]);
});
