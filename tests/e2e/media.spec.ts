// The pages in other media than a screen with its own colours: on paper, with forced colours, through a screen reader.
import { lessonFolders } from '../content/lessons.ts';
import { expect, test } from './site.ts';
import { widgetOn } from './widget.ts';

const lesson = (lessonFolders()[0] ?? '').replace(/^\d+-/, '');

test('on paper every answer of a lesson can be read', async ({ page }) => {
  await page.goto(`./lessons/${lesson}/`);
  const hidden = () =>
    page
      .locator('details > :not(summary)')
      .evaluateAll(
        (all) =>
          all.filter((e) => e.closest('details')?.parentElement?.checkVisibility() && !e.checkVisibility())
            .length,
      );
  expect(await hidden()).toBeGreaterThan(0);
  await page.emulateMedia({ media: 'print' });
  expect(await hidden()).toBe(0);
});

test('with forced colours the letters of a key differ from their ground', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  for (const id of ['block-io', 'event-channels', 'ept-walk', 'hypercall']) {
    await page.goto(`./simulations/${id}/?level=lines`);
    await widgetOn(page);
    const signs = page.locator('ul[aria-label^="Key to"] [aria-hidden="true"]').filter({ hasText: /\S/ });
    expect(await signs.count(), id).toBeGreaterThan(0);
    const vanished = await signs.evaluateAll((all) =>
      all
        .filter((e) => {
          const { color, backgroundColor } = getComputedStyle(e);
          const canvas = getComputedStyle(document.documentElement).backgroundColor;
          const clear = backgroundColor === 'rgba(0, 0, 0, 0)';
          return color === (clear ? canvas : backgroundColor);
        })
        .map((e) => e.textContent),
    );
    expect(vanished, id).toEqual([]);
  }
});

test('Space on the focused slider is announced by the slider alone', async ({ page }) => {
  await page.goto('./simulations/block-io/?at=kicked&level=lines');
  const widget = await widgetOn(page);
  await widget.step.focus();
  const said = await widget.region.evaluate((region) => {
    const heard: string[] = [];
    new MutationObserver((all) => heard.push(...all.map((m) => m.target.textContent ?? ''))).observe(
      region.querySelector('[role="status"][aria-live="polite"]') as Element,
      { childList: true, characterData: true, subtree: true },
    );
    (window as unknown as { heard: string[] }).heard = heard;
    return heard.length;
  });
  expect(said).toBe(0);
  await page.keyboard.press('Space');
  await page.waitForTimeout(1500);
  await page.keyboard.press('Space');
  await page.waitForTimeout(200);
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([]);
});
