// A lesson in use: the stage follows the text, a question hides its outcome and the answer reveals it, a term is explained
// where it stands, and the reader may leave and come back.
import type { Locator, Page } from '@playwright/test';
import { stepsOf } from '../engine/support/levels.ts';
import { LESSONS } from './export.ts';
import { expect, test } from './site.ts';
import { widgetOn } from './widget.ts';

/** Brings a part of the text to where a reader’s eyes are, as following a link to it does. */
const readOn = (page: Page, id: string): Promise<void> =>
  page.locator(`#${id}`).evaluate((e) => e.scrollIntoView());

/** The step of the run, whatever the level counts. */
const shows = (slider: Locator, step: string): Promise<void> =>
  expect(slider).toHaveAttribute('data-step', step);

const BLOCK_WRITE = 'lessons/a-block-write-end-to-end/';
const EPT = 'lessons/ept-the-two-dimensional-walk/';
const FIRST = 'lessons/what-a-hypervisor-is/';

test.describe('beside the text', () => {
  test('reading on brings the stage from moment to moment', async ({ page }) => {
    const { at } = await stepsOf('block-io');
    await page.goto(BLOCK_WRITE);
    const { step } = await widgetOn(page);
    // A passage keeps its address where it stands at another moment than before.
    for (const [passage, moment] of [
      ['published', 'published'],
      ['kicked', 'kicked'],
      ['consumed', 'taken'],
      ['published', 'published'],
    ] as const) {
      await readOn(page, passage);
      await shows(step, at(moment));
    }
  });

  test('a passage about another order, or a line left out, brings that run, and the widget says so', async ({
    page,
  }) => {
    await page.goto('lessons/notification-suppression-and-the-lost-wake-up/');
    const { region } = await widgetOn(page);
    const about = region.getByRole('note', { name: 'About this run' });
    for (const [passage, told, note] of [
      ['too-late', 'ring me at request 2', 'the last look before sleep'],
      ['waits-inside', 'ring me at request 1', 'the barriers'],
      ['with-barrier', 'ring me at request 2', 'Order chosen by hand'],
    ] as const) {
      await readOn(page, passage);
      await expect(about).toContainText(note);
      await expect(region.locator('figure').first()).toContainText(told);
    }
  });

  test('a jump into the middle of a passage brings the stage there', async ({ page }) => {
    const { at } = await stepsOf('block-io');
    await page.goto(`${BLOCK_WRITE}#kicked`);
    const { step } = await widgetOn(page);
    // Past its beginning, so that no title is near.
    await page
      .locator('#kicked p')
      .first()
      .evaluate((e) => e.scrollIntoView({ block: 'center' }));
    await shows(step, at('kicked'));
  });

  test('a reader who takes the controls is fetched back by the text', async ({ page }) => {
    const { at } = await stepsOf('block-io');
    await page.goto(BLOCK_WRITE);
    const { step } = await widgetOn(page);
    await readOn(page, 'published');
    await shows(step, at('published'));
    await step.press('ArrowRight');
    await expect(step).not.toHaveAttribute('data-step', at('published'));
    await readOn(page, 'consumed');
    await shows(step, at('taken'));
  });

  test('the title of a passage brings the stage there by keyboard', async ({ page }) => {
    const { at } = await stepsOf('block-io');
    await page.goto(BLOCK_WRITE);
    const { step } = await widgetOn(page);
    const title = page.getByRole('link', { name: 'The index moves' });
    await title.focus();
    // The stage also follows the text to where it is scrolled for the focus, with the next frame: nobody is faster.
    await page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    });
    await page.keyboard.press('Enter');
    await shows(step, at('published'));
    await expect(page).toHaveURL(new RegExp(`${BLOCK_WRITE}$`));
  });

  test('a passage shows a run of its own, and the next one the first run again', async ({ page }) => {
    const { at: guarded } = await stepsOf('ept-walk', { fault: 'ept-log-dirty', access: 'write' });
    const { at: plain } = await stepsOf('ept-walk');
    await page.goto(EPT);
    const { step } = await widgetOn(page);
    await readOn(page, 'violation');
    await shows(step, guarded('violation'));
    await expect(page.getByRole('complementary')).toContainText('the CPU leaves the guest');
    await readOn(page, 'accessed');
    await shows(step, plain('accessed'));
  });

  test('a passage of another scenario swaps the machine', async ({ page }) => {
    const { at: emulated } = await stepsOf('emulated-io');
    await page.goto(FIRST);
    await widgetOn(page);
    await readOn(page, 'passed-on');
    const machine = page.getByRole('region', { name: /^Simulation: A write through emulated hardware/ });
    await shows(machine.getByRole('slider', { name: 'Step' }), emulated('rung'));
    await expect(page.getByRole('region', { name: /^Simulation: / })).toHaveCount(1);
    await readOn(page, 'published');
    await expect(machine).toBeHidden();
  });

  test('a change can be run on the stage, and the text leads back from it', async ({ page }) => {
    const { at: changed } = await stepsOf('block-io', { persistent: 'off' });
    const { at: plain } = await stepsOf('block-io');
    await page.goto(BLOCK_WRITE);
    const { step } = await widgetOn(page);
    const more = page.getByText('The ledgers, and why').nth(1);
    await more.scrollIntoViewIfNeeded();
    await more.click();
    await page.getByRole('link', { name: 'See it on the stage' }).nth(0).click();
    await shows(step, changed('mapped'));
    await readOn(page, 'submit');
    await shows(step, plain('submit'));
  });
});

test.describe('a question', () => {
  test('hides its outcome until the reader has committed, then the stage shows it @phone', async ({
    page,
  }) => {
    const { at } = await stepsOf('ept-walk', { fault: 'guest-not-present' });
    await page.goto(EPT);
    const { step } = await widgetOn(page);
    const question = page.locator('form').filter({ hasText: 'Who else will run' }).first();
    await question.evaluate((e) => e.scrollIntoView({ block: 'start' }));
    await page.mouse.wheel(0, -100);
    await expect(step).toHaveAttribute('data-step', at('walk'));
    await expect(question.getByText('Not so.')).toHaveCount(0);
    await question.getByRole('radio', { name: /^Xen/ }).check();
    await shows(step, at('walk'));
    await question.getByRole('button', { name: 'Commit' }).click();
    await shows(step, at('page-fault'));
    await expect(question.locator(':focus')).toContainText('Not so.');
    await expect(question).toContainText('This is right.');
  });

  test('is answered once, and every answer has its reply', async ({ page }) => {
    await page.goto(BLOCK_WRITE);
    const question = page.locator('form').filter({ hasText: 'Into which place of the ring' });
    const commit = question.getByRole('button', { name: 'Commit' });
    await expect(commit).toBeDisabled();
    await question.getByRole('radio', { name: 'Into a second ring, for answers' }).focus();
    await page.keyboard.press('Space');
    await commit.focus();
    await page.keyboard.press('Enter');
    await expect(commit).toHaveCount(0);
    for (const radio of await question.getByRole('radio').all()) await expect(radio).toBeDisabled();
    await expect(question).toContainText('Not so.');
    await expect(question).toContainText('This is right.');
    await question.getByText('Why not this').click();
    await expect(question.locator('details[open]')).toContainText('That slot belongs to the guest');
  });

  test('can be read without scripts', async ({ browser, baseURL }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL && { baseURL }) });
    const page = await context.newPage();
    await page.goto(BLOCK_WRITE);
    await page.locator('details summary', { hasText: 'Into a second ring, for answers' }).click();
    await expect(page.getByText('Two rings are what virtio and many devices have.')).toBeVisible();
    await expect(page.getByRole('radio')).toHaveCount(0);
    await page.getByRole('link', { name: 'grant', exact: true }).click();
    await expect(page.locator('#term-grant')).toBeInViewport();
    await context.close();
  });
});

test.describe('a term', () => {
  test('is explained where it stands, and the reader stays there @phone', async ({ page }) => {
    await page.goto(BLOCK_WRITE);
    const term = page.getByRole('link', { name: 'grant', exact: true });
    await term.scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => scrollY);
    await term.click();
    const note = page.getByText('An entry in a domain’s grant table that lets one other domain').first();
    await expect(note).toBeInViewport();
    await expect(term).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Escape');
    await expect(note).toBeHidden();
    await expect(term).toHaveAttribute('aria-expanded', 'false');
    expect(await page.evaluate(() => scrollY)).toBe(before);
    await expect(page).toHaveURL(new RegExp(`${BLOCK_WRITE}$`));
  });

  test('opens by keyboard, closes where it was opened, and its list leads back to the text', async ({
    page,
  }) => {
    await page.goto(BLOCK_WRITE);
    const term = page.getByRole('link', { name: 'grant', exact: true });
    await term.focus();
    await page.keyboard.press('Enter');
    const note = page.locator(':popover-open');
    await expect(note).toHaveCount(1);
    await page.keyboard.press('Tab');
    await expect(note.getByRole('link', { name: 'All terms' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(term).toBeFocused();
    await term.click();
    await note.getByRole('link', { name: 'All terms' }).click();
    await expect(page.locator('#term-grant')).toBeInViewport();
    await page.getByRole('link', { name: 'Back to “grant” in the text' }).click();
    await expect(term).toBeInViewport();
  });
});

test.describe('on a phone', () => {
  test('the question that opens the lesson stands before the machine @phone-only', async ({ page }) => {
    for (const lesson of LESSONS) {
      await page.goto(lesson);
      const opening = page.locator('article strong').first();
      await expect(opening).toContainText('?');
      const bottom = await opening.evaluate((e) => e.getBoundingClientRect().bottom);
      const top = await page.getByRole('complementary').evaluate((e) => e.getBoundingClientRect().top);
      expect(bottom, lesson).toBeLessThan(top);
    }
  });

  test('the stage comes when it is called, and goes when it is sent @phone-only', async ({ page }) => {
    const { at } = await stepsOf('block-io');
    await page.goto(BLOCK_WRITE);
    await widgetOn(page);
    await readOn(page, 'published');
    await page.getByRole('button', { name: 'Show the stage: The index moves' }).click();
    const { step } = await widgetOn(page);
    await expect(step).toBeInViewport();
    await shows(step, at('published'));
    await step.press('ArrowRight');
    await expect(step).not.toHaveAttribute('data-step', at('published'));
    await page.getByRole('button', { name: 'Back to the text' }).click();
    await expect(page.locator('#published')).toBeInViewport();
    await expect(page.getByRole('button', { name: /^Show the stage/ })).toBeFocused();
  });

  test('the title of a passage calls the stage @phone-only', async ({ page }) => {
    const { at } = await stepsOf('block-io');
    await page.goto(BLOCK_WRITE);
    await widgetOn(page);
    await readOn(page, 'published');
    await page.getByRole('link', { name: 'The index moves' }).click();
    const { step } = await widgetOn(page);
    await expect(step).toBeInViewport();
    await shows(step, at('published'));
  });
});

test('every citation leads to its source, and every term to its meaning and back', async ({ page }) => {
  await page.goto(BLOCK_WRITE);
  const targets = await page
    .locator('main a[href^="#"]')
    .evaluateAll((links) => links.map((a) => a.getAttribute('href')?.slice(1) ?? ''));
  expect(targets.length).toBeGreaterThan(20);
  const missing = await page.evaluate((ids) => ids.filter((id) => !document.getElementById(id)), targets);
  expect(missing).toEqual([]);
});
