// The way of somebody who has never been here: from the front page into a lesson, through the whole run and back, and
// on to somebody else's screen; and the same way with a keyboard alone.
import { stepsOf } from '../engine/support/levels.ts';
import { expect, test } from './site.ts';
import { widgetIn, widgetOn } from './widget.ts';

test('home, lesson, the whole run and back, a link, the same moment elsewhere @phone', async ({
  page,
  browser,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const steps = await stepsOf('block-io');
  await page.goto('./');
  await page.getByRole('link', { name: 'Learn' }).click();
  await page.getByRole('link', { name: 'A block write, end to end', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'A block write, end to end' })).toBeVisible();

  const { step, region, copyLink } = await widgetOn(page);
  await step.focus();
  await page.keyboard.press('End');
  await expect(step).toHaveAttribute('data-step', String(steps.length));
  await page.keyboard.press('Home');
  await expect(step).toHaveAttribute('data-step', String(steps.opens));
  await expect(async () => {
    await page.keyboard.press('ArrowRight');
    await expect(step).toHaveAttribute('data-step', steps.at('published'), { timeout: 100 });
  }).toPass();
  await region.getByRole('button', { name: 'Share' }).click();
  await copyLink.click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/simulations\/block-io\/\?at=published$/);

  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(link);
  await expect(widgetIn(elsewhere).step).toHaveAttribute('data-step', steps.at('published'));
  await elsewhere.context().close();
});

for (const level of ['story', 'mechanism', 'lines'] as const)
  test(`every step of the level ${level} to the end and back gives the same first picture`, async ({
    page,
  }) => {
    test.slow();
    const { length, story, mechanism } = await stepsOf('block-io');
    const steps = { story: story.length, mechanism: mechanism.length, lines: length }[level];
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(`simulations/block-io/?level=${level}`);
    const { step, region, next, previous } = await widgetOn(page);
    // Once there and back, so that the last announcement is the same.
    await next.click();
    await previous.click();
    await expect(step).toHaveAttribute('data-step', '0');
    const before = await region.textContent();
    // One press less leads to no end: each of them takes a step.
    await next.evaluate(press, steps - 1);
    await expect(step).not.toHaveAttribute('data-step', String(length));
    await next.click();
    await expect(step).toHaveAttribute('data-step', String(length));
    await previous.evaluate(press, steps);
    await expect(step).toHaveAttribute('data-step', '0');
    expect(await region.textContent()).toBe(before);
  });

/** In the page: presses a button again and again. React draws at once; a frame now and then is enough for the rest. */
async function press(button: Element, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    if (button instanceof HTMLElement) button.click();
    if (i % 8 === 7) await new Promise(requestAnimationFrame);
  }
}

test('the address of a simulation follows what is shown', async ({ page }) => {
  const steps = await stepsOf('block-io');
  await page.goto('simulations/block-io/?at=kicked&level=lines');
  const { step, nextChapter } = await widgetOn(page);
  await expect(step).toHaveAttribute('data-step', steps.at('kicked'));
  await nextChapter.click();
  await expect(page).toHaveURL(/\?at=pending&level=lines$/);
  await page.reload();
  await expect((await widgetOn(page)).step).toHaveAttribute('data-step', steps.at('pending'));
});

test.describe('with a keyboard alone', () => {
  test('from the front page to a step of the simulation', async ({ page }) => {
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    const tabTo = async (name: string): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press('Tab');
        if ((await focused()) === name) return;
      }
      throw new Error(`The tab key never comes to ${name}.`);
    };
    await page.goto('./');
    await tabTo('Simulations');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Simulations' })).toBeVisible();
    await tabTo('A block write, end to end');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'A block write, end to end' })).toBeVisible();

    const { step } = await widgetOn(page);
    const { story, length, opens } = await stepsOf('block-io');
    // On arrival, before anything of the widget has the focus.
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(step).toHaveAttribute('data-step', String(story[1]));
    await step.focus();
    await page.keyboard.press('ArrowLeft');
    await expect(step).toHaveAttribute('data-step', String(story[0]));
    await page.keyboard.press('End');
    await expect(step).toHaveAttribute('data-step', String(length));
    await page.keyboard.press('Home');
    await expect(step).toHaveAttribute('data-step', String(opens));
  });
});
