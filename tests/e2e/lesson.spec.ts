// A lesson in use: the stage follows the text, the reader may leave and come back, and answers get their reply.
import type { Page } from '@playwright/test';
import { expect, test } from './site.ts';
import { stepsOfBlockIo, widgetOn } from './widget.ts';

/** Brings a passage to where a reader’s eyes are, as following a link to it does. */
const readOn = (page: Page, passage: string): Promise<void> =>
  page.locator(`#${passage}`).evaluate((e) => e.scrollIntoView());

const LESSON = 'lessons/a-block-write-end-to-end/';

test.describe('beside the text', () => {
  test('reading on brings the stage from moment to moment', async ({ page }) => {
    const steps = await stepsOfBlockIo();
    await page.goto(LESSON);
    const { step } = await widgetOn(page);
    for (const moment of ['published', 'kicked', 'consumed', 'published']) {
      await readOn(page, moment);
      await expect(step).toHaveValue(steps.at(moment));
    }
  });

  test('a reader who takes the controls is fetched back by the text', async ({ page }) => {
    const steps = await stepsOfBlockIo();
    await page.goto(LESSON);
    const { step, next } = await widgetOn(page);
    await readOn(page, 'published');
    await expect(step).toHaveValue(steps.at('published'));
    await next.click();
    await next.click();
    await expect(step).toHaveValue(steps.at('published+2'));
    await readOn(page, 'consumed');
    await expect(step).toHaveValue(steps.at('consumed'));
  });

  test('the title of a passage brings the stage there by keyboard', async ({ page }) => {
    const steps = await stepsOfBlockIo();
    await page.goto(LESSON);
    const { step } = await widgetOn(page);
    const title = page.getByRole('link', { name: 'The index moves' });
    await title.focus();
    // The stage also follows the text to where it is scrolled for the focus, with the next frame: nobody is faster.
    await page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    });
    await page.keyboard.press('Enter');
    await expect(step).toHaveValue(steps.at('published'));
    await expect(page).toHaveURL(new RegExp(`${LESSON}$`));
  });

  test('a change can be run on the stage, and the text leads back from it', async ({ page }) => {
    const steps = await stepsOfBlockIo();
    await page.goto(LESSON);
    const { step } = await widgetOn(page);
    const more = page.getByText('The ledgers, and why').first();
    await more.scrollIntoViewIfNeeded();
    await more.click();
    await page.getByRole('link', { name: 'Run it on the stage' }).first().click();
    await expect.poll(async () => Number(await step.getAttribute('max'))).toBeGreaterThan(1000);
    await readOn(page, 'submit');
    await expect(step).toHaveAttribute('max', String(steps.length));
  });
});

test.describe('on a phone', () => {
  test('the stage comes when it is called, and goes when it is sent @phone-only', async ({ page }) => {
    const steps = await stepsOfBlockIo();
    await page.goto(LESSON);
    await widgetOn(page);
    await readOn(page, 'published');
    await page.getByRole('button', { name: 'Show the stage: The index moves' }).click();
    const { step, next } = await widgetOn(page);
    await expect(step).toBeInViewport();
    await expect(step).toHaveValue(steps.at('published'));
    await next.click();
    await expect(step).toHaveValue(steps.at('published+1'));
    await page.getByRole('button', { name: 'Back to the text' }).click();
    await expect(page.locator('#published')).toBeInViewport();
    await expect(page.getByRole('button', { name: /^Show the stage/ })).toBeFocused();
  });
});

test('a prediction is answered, and another choice takes its place @phone', async ({ page }) => {
  await page.goto(LESSON);
  const question = page.getByRole('group', { name: /Into which place of the ring/ });
  await question.getByText('Into a second ring, for answers').click();
  const reply = question.locator('details[open]');
  await expect(reply).toContainText('Not so.');
  await question.getByText('Into a slot whose request has been copied out').click();
  await expect(reply).toHaveCount(1);
  await expect(reply).toContainText('Right.');
});

test('every citation leads to its source, and every term to its meaning', async ({ page }) => {
  await page.goto(LESSON);
  const targets = await page
    .locator('main a[href^="#"]')
    .evaluateAll((links) => links.map((a) => a.getAttribute('href')?.slice(1) ?? ''));
  expect(targets.length).toBeGreaterThan(20);
  const missing = await page.evaluate((ids) => ids.filter((id) => !document.getElementById(id)), targets);
  expect(missing).toEqual([]);
});
