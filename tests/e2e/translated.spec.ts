// A page that the browser translates. A translator replaces each text node by elements of its own, and does so again
// with what appears later; React must neither throw nor leave a text of another step behind.
import type { Page } from '@playwright/test';
import { EMBEDS, LESSONS, RACES, SIMULATIONS } from './export.ts';
import { raceOn } from './race.ts';
import { expect, test } from './site.ts';
import { widgetOn } from './widget.ts';

test.skip(({ isMobile }) => isMobile, 'A phone runs the same code.');
test.describe.configure({ timeout: 240_000 });

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

/** Presses a key in the widget so many times, and gives what of the stage's texts was not of its step. */
async function press(page: Page, key: string, times: number): Promise<readonly string[]> {
  return page.getByRole('region', { name: /^(Simulation|Race): / }).evaluate(
    async (region, { key: name, times: n }) => {
      const plain = (e: Element | null | undefined): string =>
        (e?.textContent ?? '').replace(/[⟦⟧]/g, '').replace(/\s+/g, ' ').trim();
      const saysAll = (caption: Element, said: string): boolean =>
        [...caption.querySelectorAll('p:not([class*="hint"])')].every((p) => said.includes(plain(p)));
      const wrong: string[] = [];
      for (let i = 0; i < n; i++) {
        region.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
        // React and the translator work in microtasks; a frame now and then is enough.
        for (let turn = 0; turn < 8; turn++) await null;
        if (i % 32 === 31) await new Promise((done) => setTimeout(done));
        if (!region.isConnected) return ['the widget is gone'];
        const said = (
          region.querySelector('[role=slider], [type=range]')?.getAttribute('aria-valuetext') ?? ''
        ).replace(/\s+/g, ' ');
        // What is said of a line has its number; of a moment of the story, what happened, why and what it cost.
        const step = /^Step (\d+)\./.exec(said)?.[1];
        for (const caption of region.querySelectorAll('figcaption'))
          if (step === undefined ? !saysAll(caption, said) : said !== `Step ${step}. ${plain(caption)}`)
            wrong.push(`${said} ≠ ${plain(caption)}`);
        if (step !== undefined && !plain(region).includes(`step ${step} of`))
          wrong.push(`step ${step} is not named`);
      }
      return wrong.slice(0, 5);
    },
    { key, times },
  );
}

/** All that the widget says, without the marks of the translator. */
const textOf = (page: Page): Promise<string> =>
  page.getByRole('region', { name: /^(Simulation|Race): / }).evaluate((region) =>
    [...region.querySelectorAll('figcaption, p, td, th, dt, dd, li, legend, label')]
      .filter((e) => !e.closest('select, [role=status]'))
      .map((e) => (e.textContent ?? '').replace(/[⟦⟧]/g, ''))
      .join('\n'),
  );

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

for (const path of SIMULATIONS) {
  test(`${path} is stepped through to its end while it is translated`, async ({ page }) => {
    await page.goto(`${path}?level=lines&at=start`);
    await widgetOn(page);
    await expect(page.getByRole('button', { name: 'Parameters' })).toBeVisible();
    const steps = await length(page);
    expect(steps).toBeGreaterThan(20);
    await page.evaluate(translate);
    expect(await press(page, 'ArrowRight', steps)).toEqual([]);
    expect(await press(page, 'ArrowLeft', 30)).toEqual([]);
    await page.getByRole('button', { name: 'Parameters' }).click();
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await page.getByRole('button', { name: 'Close' }).click();
    const folded = page.locator('main details > summary:visible');
    for (let i = 0; i < (await folded.count()); i++) await folded.nth(i).click();
    await page.getByRole('button', { name: 'Apply and start over' }).click();
    expect(await press(page, 'ArrowRight', 40)).toEqual([]);
    await page.getByRole('radio', { name: 'Predict' }).check();
    expect(await page.getByRole('region', { name: /^Simulation: / }).count()).toBe(1);
  });

  test(`${path} says at each sampled step what the page that is not translated says`, async ({
    page,
    context,
  }) => {
    const plain = await context.newPage();
    for (const p of [page, plain]) {
      await p.goto(`${path}?level=lines&at=start`);
      await widgetOn(p);
      await expect(p.getByRole('button', { name: 'Parameters' })).toBeVisible();
    }
    await page.evaluate(translate);
    const steps = await length(plain);
    for (let done = 0; done < steps; done += Math.ceil(steps / 12)) {
      const some = Math.ceil(steps / 12);
      for (const p of [page, plain]) await press(p, 'ArrowRight', some);
      expect(await textOf(page)).toBe(await textOf(plain));
    }
  });
}

for (const path of LESSONS)
  test(`${path} is read and its stage directed while it is translated`, async ({ page }) => {
    await page.goto(path);
    await widgetOn(page);
    await page.evaluate(translate);
    const passages = page.locator('main section[id] > h3 > a');
    for (let i = 0; i < (await passages.count()); i++) {
      await passages.nth(i).click();
      // Another machine takes the place of its still.
      await expect(page.getByRole('slider', { name: /^Step/ })).toBeVisible();
      await page.waitForLoadState('networkidle');
      expect(await press(page, 'ArrowRight', 3)).toEqual([]);
    }
    const folded = page.locator('main details > summary:visible');
    for (let i = 0; i < (await folded.count()); i++) await folded.nth(i).click();
    expect(await press(page, 'ArrowRight', 20)).toEqual([]);
  });

for (const path of RACES)
  test(`the race on ${path} is run to its end while it is translated`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(path);
    await raceOn(page);
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

for (const path of EMBEDS)
  test(`${path} is stepped through while it is translated`, async ({ page }) => {
    await page.goto(path);
    await widgetOn(page);
    await page.evaluate(translate);
    expect(await press(page, 'ArrowRight', 60)).toEqual([]);
    expect(await press(page, 'End', 1)).toEqual([]);
  });
