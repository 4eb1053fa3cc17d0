// The front page: a guess first, then a race of two ways that ends in a count. By pointer, by keyboard, on a phone, with
// less motion, without scripts, in a tab that nobody sees.
import type { Page } from '@playwright/test';
import { expect, expectAccessibleInBothThemes, fresh, test } from './site.ts';

const homeIn = (page: Page) => {
  const emulated = page.getByRole('group', { name: /^A disk that is only pretended/ });
  const shared = page.getByRole('group', { name: /^A page that both sides share/ });
  return {
    emulated,
    shared,
    race: page.getByRole('group', { name: 'The race' }),
    guess: (side: typeof emulated, name: string) => side.getByRole('radio', { name }),
    commit: page.getByRole('button', { name: 'That is my guess' }),
    show: page.getByRole('button', { name: 'Just show me' }),
    skip: page.getByRole('button', { name: 'Skip to the end' }),
    again: page.getByRole('button', { name: 'Watch again' }),
    headline: page.getByRole('heading', { name: '26 : 1' }),
    recorded: page.getByRole('heading', { name: 'Counted on a real Xen' }),
    status: page.getByRole('status'),
  };
};

/** All that is drawn of the race, as text: it changes with everything that moves. */
const drawing = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [...document.querySelectorAll('form polyline, form [style*="--x"]')]
      .map((e) => `${e.getAttribute('points')} ${e.getAttribute('style')}`)
      .join('\n'),
  );

/** Counts the frames that the page asks for. It stays in its tab, which is to be the test's own. */
const countFrames = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    const state = window as unknown as { asked: number };
    state.asked = 0;
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => {
      state.asked++;
      return request(callback);
    };
  });
};
const framesIn = async (page: Page, ms: number): Promise<number> => {
  const asked = () => page.evaluate(() => (window as unknown as { asked: number }).asked);
  const before = await asked();
  await page.waitForTimeout(ms);
  return (await asked()) - before;
};

fresh(
  'nothing moves before the guess; then both ways run, end apart, and the guesses are judged',
  async ({ page }) => {
    await countFrames(page);
    await page.goto('./', { waitUntil: 'networkidle' });
    const { emulated, shared, guess, commit, headline, recorded, status, again } = homeIn(page);
    const before = await drawing(page);
    expect(await framesIn(page, 800)).toBe(0);
    expect(await drawing(page)).toBe(before);
    await expect(page.getByText('26', { exact: true })).toBeHidden();
    await expect(recorded).toBeHidden();

    await guess(emulated, 'about ten').check();
    await guess(shared, 'once').check();
    const began = Date.now();
    await commit.click();
    await expect(shared.getByText('call, and done').first()).toBeVisible();
    // The other way is still at its calls.
    await expect(emulated.getByText('calls so far')).toBeVisible();
    await expect(headline).toBeVisible({ timeout: 20_000 });
    expect(Date.now() - began).toBeLessThan(14_000);

    await expect(emulated.getByText(/^More\./)).toBeVisible();
    await expect(shared.getByText(/^Right\./)).toBeVisible();
    await expect(status).toContainText('26 calls');
    await expect(status).toContainText('one call');
    await expect(status).toContainText(/More\. .*Right\./);
    await expect(recorded).toBeVisible();
    await expect(page.getByText('832', { exact: true })).toBeVisible();
    await page.getByText('All exits, not only these').click();
    await expect(page.getByText('3,666 times in all and the second 108 times')).toBeVisible();
    await expect(again).toBeVisible();
    expect(await framesIn(page, 500)).toBe(0);
  },
);

test('a guess wants both answers, and is not changed once it is made', async ({ page }) => {
  await page.goto('./');
  const { emulated, shared, guess, commit, skip, headline } = homeIn(page);
  await guess(emulated, 'never').check();
  await commit.click();
  await expect(skip).toHaveCount(0);
  await guess(shared, 'never').check();
  await commit.click();
  await skip.click();
  await expect(headline).toBeVisible();
  for (const side of [emulated, shared]) {
    await expect(guess(side, 'never')).toBeChecked();
    for (const radio of await side.getByRole('radio').all()) await expect(radio).toBeDisabled();
  }
});

test('by keyboard alone: two answers, the commitment, the end, and once more', async ({ page }) => {
  await page.goto('./');
  const { emulated, shared, guess, commit, race, skip, headline, again } = homeIn(page);
  await guess(emulated, 'never').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(guess(emulated, 'over twenty')).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(guess(shared, 'never')).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(commit).toBeFocused();
  await page.keyboard.press('Enter');
  // What had the focus is gone: the race has it, and what follows is one key away.
  await expect(race).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(skip).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(headline).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(again).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(skip).toBeVisible();
});

test('just to be shown it, no answer is needed and none is judged', async ({ page }) => {
  await page.goto('./');
  const { emulated, guess, show, skip, headline } = homeIn(page);
  await guess(emulated, 'never').check();
  await show.click();
  await skip.click();
  await expect(headline).toBeVisible();
  await expect(guess(emulated, 'never')).not.toBeChecked();
  await expect(page.getByText(/^Not so/)).toHaveCount(0);
});

fresh('with reduced motion the end is there at once, with its counts', async ({ page }) => {
  await countFrames(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./', { waitUntil: 'networkidle' });
  const { show, skip, headline, emulated } = homeIn(page);
  await show.click();
  await expect(headline).toBeVisible({ timeout: 1000 });
  await expect(skip).toHaveCount(0);
  await expect(emulated.getByText('26', { exact: true }).first()).toBeVisible();
  expect(await framesIn(page, 500)).toBe(0);
});

test('it stands still while nobody can see the page, and goes on', async ({ page }) => {
  await page.goto('./');
  const { show } = homeIn(page);
  await show.click();
  const hide = (hidden: boolean) =>
    page.evaluate((h) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => h });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  const begun = await drawing(page);
  await expect.poll(() => drawing(page)).not.toBe(begun);
  await hide(true);
  await page.waitForTimeout(100);
  const at = await drawing(page);
  await page.waitForTimeout(700);
  expect(await drawing(page)).toBe(at);
  await hide(false);
  await expect.poll(() => drawing(page)).not.toBe(at);
});

test('it is accessible before, during and after @phone', async ({ page }) => {
  await page.goto('./');
  const { show, skip, headline } = homeIn(page);
  await expectAccessibleInBothThemes(page);
  await page.emulateMedia({ reducedMotion: 'no-preference', colorScheme: 'light' });
  await show.click();
  await expect(skip).toBeVisible();
  await expectAccessibleInBothThemes(page, 'form');
  if (await skip.isVisible()) await skip.click();
  await expect(headline).toBeVisible();
  await page.getByText('All exits, not only these').click();
  await expectAccessibleInBothThemes(page);
});

test('on a phone the questions, both ways and their counters are in one view, and stay there while it runs @phone-only', async ({
  page,
}) => {
  await page.goto('./');
  const { emulated, shared, guess, commit, skip, headline } = homeIn(page);
  const view = async () =>
    page.evaluate(() => ({ height: innerHeight, wide: document.documentElement.scrollWidth }));
  const edges = async (part: typeof emulated) => {
    const box = await part.boundingBox();
    if (!box) throw new Error('It is not drawn.');
    return { top: box.y, bottom: box.y + box.height, right: box.x + box.width };
  };
  const { height, wide } = await view();
  expect(wide).toBeLessThanOrEqual(390);
  expect((await edges(page.getByRole('heading', { level: 1 }))).top).toBeGreaterThan(0);
  expect((await edges(commit)).bottom).toBeLessThanOrEqual(height);

  await guess(emulated, 'once').check();
  await guess(shared, 'once').check();
  await commit.click();
  await expect(skip).toBeVisible();
  expect((await edges(emulated)).top).toBeGreaterThan(-0.5);
  expect((await edges(shared)).bottom).toBeLessThanOrEqual(height);
  expect((await edges(shared)).right).toBeLessThanOrEqual(390);
  await skip.click();
  expect((await edges(headline)).bottom).toBeLessThanOrEqual(height);
  expect((await view()).wide).toBeLessThanOrEqual(390);
});

fresh('it brings no engine and no widget: no script but those that the page names', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (r) => {
    if (r.resourceType() === 'script') asked.push(new URL(r.url()).pathname);
  });
  await page.goto('./', { waitUntil: 'networkidle' });
  const { show, skip, headline } = homeIn(page);
  await show.click();
  await skip.click();
  await expect(headline).toBeVisible();
  const named = await page.evaluate(() =>
    [...document.querySelectorAll('head script[src], body script[src]')].map(
      (s) => new URL((s as HTMLScriptElement).src).pathname,
    ),
  );
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((path) => !named.includes(path))).toEqual([]);
  expect(await page.locator('[data-island]').count()).toBe(0);
});

test('the way on leads to one crossing, and to where to begin', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./');
  await homeIn(page).show.click();
  await expect(page.getByRole('link', { name: 'Start here' })).toHaveAttribute('href', /\/lessons\//);
  await page.getByRole('link', { name: 'See one crossing slowly' }).click();
  await expect(page).toHaveURL(/simulations\/emulated-io\/\?at=exited/);
});

fresh.describe('without scripts', () => {
  fresh.use({ javaScriptEnabled: false });

  fresh('the end is drawn, with its counts, and what was recorded can be read @phone', async ({ page }) => {
    await page.goto('./');
    const { emulated, shared, recorded, commit } = homeIn(page);
    await expect(commit).toBeHidden();
    await expect(emulated.getByText('26', { exact: true })).toBeVisible();
    await expect(shared.getByText('1', { exact: true })).toBeVisible();
    await expect(emulated.getByText('written ✓').last()).toBeVisible();
    await expect(recorded).toBeVisible();
    await expect(page.getByText('832', { exact: true })).toBeVisible();
    await expect(page.locator('noscript p')).toBeVisible();
  });
});
