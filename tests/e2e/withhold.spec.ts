// A question of a lesson withholds its outcome: while it is open the stage waits before it, whatever is pressed, says why,
// and shows nothing from which the answer could be read. An answer reveals that very step, and so does skipping.
// Every question of every lesson is asked: a new one is under this test by itself.
import type { Locator, Page } from '@playwright/test';
import { REASON } from '../../components/simulation/model/withhold.ts';
import { LESSONS } from './export.ts';
import { expect, test } from './site.ts';
import { widgetOn } from './widget.ts';

/** The stage that is shown now, of those that a lesson has. */
function stageOn(page: Page) {
  const region = page.getByRole('region', { name: /^Simulation: / });
  return {
    region,
    step: region.getByRole('slider', { name: 'Step' }),
    note: region.locator('p').filter({ hasText: REASON }),
    said: region.getByRole('status').filter({ hasText: REASON }),
    skip: region.getByRole('button', { name: 'Skip the question' }),
    next: region.getByRole('button', { name: 'Next step' }),
    play: region.getByRole('button', { name: 'Play' }),
    aims: region.getByRole('list', { name: 'Chapters' }),
    level: (name: string) => region.getByRole('radio', { name, exact: true }),
  };
}

/** Questions about a run: those of the quiz hide nothing, and cannot be skipped. */
const questionsOn = (page: Page): Locator =>
  page.locator('form').filter({ has: page.getByRole('button', { name: 'Skip the question' }) });

/** Brings a question to where a reader’s eyes are. */
const read = (question: Locator): Promise<void> =>
  question.evaluate((form) => form.parentElement?.parentElement?.scrollIntoView());

const numberOf = async (slider: Locator): Promise<number> => Number(await slider.getAttribute('data-step'));

/** Nothing of what leads on acts, and the reason is said once. */
async function expectHeld(page: Page, at: number, name: string): Promise<void> {
  const { region, step, note, said, next, play } = stageOn(page);
  const ways: Readonly<Record<string, () => Promise<void>>> = {
    'the next step': () => next.click({ force: true }),
    playing: () => play.click({ force: true }),
    'the slider': () => step.press('ArrowRight'),
    'the end of the slider': () => step.press('End'),
    'the next chapter': async () => {
      await region.focus();
      await page.keyboard.press('Shift+ArrowRight');
    },
    'the next step of the thread': () => page.keyboard.press('.'),
    'the last step': () => page.keyboard.press('End'),
  };
  await expect(said, name).toHaveCount(0);
  for (const [way, go] of Object.entries(ways)) {
    await go();
    await expect(step, `${name}: ${way}`).toHaveAttribute('data-step', String(at));
    await expect(said, `${name}: ${way}`).toHaveCount(1);
  }
  await expect(note, name).toBeVisible();
  // Back is free, and forward again as far as the question.
  await region.focus();
  await page.keyboard.press('ArrowLeft');
  expect(await numberOf(step), name).toBeLessThan(at);
  await page.keyboard.press('ArrowRight');
  await expect(step, name).toHaveAttribute('data-step', String(at));
}

/** Nothing is shown of what comes after. @returns what the stage shows, in words */
async function expectWithheld(page: Page, name: string): Promise<string> {
  const { region, aims } = stageOn(page);
  const later = await aims.locator('li').evaluateAll((all) =>
    all
      .slice(all.findIndex((li) => li.getAttribute('aria-current') === 'step') + 1)
      .map((li) => li.textContent)
      .filter((text) => text !== ''),
  );
  expect(later, `${name}: chapters after the present one`).toEqual([]);
  await expect(region.getByText(/^step \d+ of /), name).toHaveCount(0);
  return region.locator('svg').first().innerHTML();
}

/** Whatever the level, the stage is not past the question. */
async function expectHeldAtEveryLevel(page: Page, at: number, name: string): Promise<void> {
  const { region, step, level } = stageOn(page);
  const before = await region.getByRole('radio', { checked: true }).first().inputValue();
  for (const depth of ['Lines', 'Mechanism', 'Story']) {
    await level(depth).check({ force: true });
    await widgetOn(page);
    await region.focus();
    await page.keyboard.press('End');
    expect(await numberOf(step), `${name} at ${depth}`).toBeLessThanOrEqual(at);
  }
  await region.locator(`input[type=radio][value="${before}"]`).check({ force: true });
}

/** The three ways to the outcome, in turn. */
const REVEALS = ['an answer', 'skipping on the stage', 'skipping in the text'] as const;

for (const lesson of LESSONS)
  test(`every question of ${lesson} hides its outcome until it is answered or skipped`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(lesson);
    await widgetOn(page);
    const asked = questionsOn(page);
    const all = await asked.count();
    expect(all).toBeGreaterThan(0);
    for (let nth = 0; nth < all; nth++) {
      // Those that are answered are no longer among them.
      const open = asked.first();
      const words = (await open.locator('legend').textContent()) ?? '';
      const name = `${nth + 1}. ${words}`;
      const { region, step, note, skip } = stageOn(page);
      await read(open);
      await expect(note, name).toBeVisible();
      const at = await numberOf(step);
      const shown = await expectWithheld(page, name);
      await expectHeld(page, at, name);
      await expectHeldAtEveryLevel(page, at, name);

      const handle = await open.elementHandle();
      const how = REVEALS[nth % REVEALS.length];
      if (how === 'an answer') {
        await open.getByRole('radio').first().check();
        await open.getByRole('button', { name: 'Commit' }).click();
      } else if (how === 'skipping in the text') await open.getByRole('button', { name: 'Skip' }).click();
      else {
        await skip.click();
        await expect(region).toBeFocused();
      }
      await expect(note, name).toHaveCount(0);
      expect(await numberOf(step), `${name}: ${how} reveals the outcome`).toBeGreaterThan(at);
      await expect(asked, name).toHaveCount(all - nth - 1);

      const right = await handle?.evaluate((form) => {
        const good = [...form.querySelectorAll('strong')].find((s) => /right\. $/i.test(s.textContent ?? ''));
        return good?.closest('div:has(> label)')?.querySelector('label')?.textContent ?? '';
      });
      expect(right, `${name}: what is right is said`).toBeTruthy();
      // One request of one is no total that would tell how often anything happens.
      const number = Number(/^\d+/.exec(right ?? '')?.[0] ?? 0);
      if (number > 1) expect(shown, name).not.toContain(`of ${number}`);
    }
  });

test('before it is asked how many, the figure does not say it either; afterwards it does', async ({
  page,
}) => {
  await page.goto('lessons/what-a-hypervisor-is/');
  await widgetOn(page);
  const { region } = stageOn(page);
  await page.locator('#back').evaluate((e) => e.scrollIntoView());
  await expect(region.getByText('disk registers touched')).toBeVisible();
  const figure = region.locator('svg').first();
  expect(await figure.innerHTML()).not.toContain(' of 26');
  await questionsOn(page)
    .filter({ hasText: 'How many does the driver need' })
    .getByRole('button', { name: 'Skip' })
    .click();
  await expect(figure).toContainText('26 of 26');
});

test('a changed run would answer for this one: it is refused while the question is open', async ({
  page,
}) => {
  await page.goto('lessons/a-block-write-end-to-end/');
  await widgetOn(page);
  await read(questionsOn(page).first());
  const { region, step, note } = stageOn(page);
  await expect(note).toBeVisible();
  const at = await step.getAttribute('data-step');
  await region.getByRole('button', { name: 'More' }).click();
  const menu = page.getByRole('dialog');
  await menu.getByRole('checkbox').first().click();
  await menu.getByRole('button', { name: /^Run|Apply/ }).click();
  await expect(menu.getByText(REASON)).toBeVisible();
  await menu.getByRole('button', { name: 'Close' }).click();
  await expect(step).toHaveAttribute('data-step', String(at));
});

test('in predict mode the same words stand at the question, and skipping runs to what it hides', async ({
  page,
}) => {
  await page.goto('simulations/block-io/?mode=predict');
  await widgetOn(page);
  const { region, step, note, skip, said } = stageOn(page);
  await region.focus();
  await page.keyboard.press('End');
  await expect(note).toBeVisible();
  await expect(said).toHaveCount(1);
  const at = await numberOf(step);
  await skip.click();
  await expect(region.getByText('The engine’s answer: ')).toBeVisible();
  expect(await numberOf(step)).toBeGreaterThan(at);
});

test('on a phone the stage that is called waits too, and skipping there shows the answer in the text @phone-only', async ({
  page,
}) => {
  await page.goto('lessons/a-block-write-end-to-end/');
  await widgetOn(page);
  const question = questionsOn(page).first();
  await read(question);
  await page.getByRole('button', { name: /^Show the stage/ }).click();
  const { step, note, next, skip } = stageOn(page);
  await expect(note).toBeInViewport();
  const at = await numberOf(step);
  // It is disabled for whoever hears it, and says why for whoever presses it.
  await next.click({ force: true });
  expect(await numberOf(step)).toBe(at);
  await skip.click();
  await expect.poll(() => numberOf(step)).toBeGreaterThan(at);
  await page.getByRole('button', { name: 'Back to the text' }).click();
  await expect(page.getByText('This is right.').first()).toBeInViewport();
});
