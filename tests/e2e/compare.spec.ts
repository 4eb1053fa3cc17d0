// The race: two stages in lock-step, by pointer and by keyboard, at any width, under an address that names the moment.

import { raceIn, raceOn, rowOf } from './race.ts';
import { expect, expectAccessibleInBothThemes, fresh, test } from './site.ts';

const ROUTE = 'compare/';

test('a write costs 26 port accesses on one side and none on the other', async ({ page }) => {
  await page.goto(ROUTE);
  const { last, first, slider } = await raceOn(page);
  expect(await rowOf(page, 'Port and MMIO accesses')).toEqual(['0', '0', '–']);
  await last.click();
  expect(await rowOf(page, 'Port and MMIO accesses')).toEqual(['26', '0', '26 : 0']);
  expect(await rowOf(page, 'VM exits')).toEqual(['26', '1', '26 : 1']);
  expect(await rowOf(page, 'Guest hypercalls')).toEqual(['0', '1', '0 : 1']);
  await first.click();
  expect(await rowOf(page, 'VM exits')).toEqual(['0', '0', '–']);
  await expect(slider).toHaveAttribute('aria-valuetext', /^Step 0\. Before\. Emulated: .+ Ring: /);
});

test('both sides reach every phase together @phone', async ({ page }) => {
  await page.goto(ROUTE);
  const { nextPhase, previousPhase, region } = await raceOn(page);
  const phase = region.getByRole('region', { name: 'Phase' });
  const names = ['Ring if needed', 'Do the work', 'Answer, and tell the guest', 'After'];
  for (const name of names) {
    await nextPhase.click();
    await expect(phase).toContainText(name);
  }
  await expect(region.getByText('1 of 1 done')).toHaveCount(2);
  for (const name of names.slice(0, -1).toReversed()) {
    await previousPhase.click();
    await expect(phase).toContainText(name);
  }
});

test('a step back shows what was there before', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${ROUTE}?at=kick`);
  const { next, previous, emulated, ring, ledger } = await raceOn(page);
  const seen = async () => [
    await emulated.textContent(),
    await ring.textContent(),
    await ledger.textContent(),
  ];
  await next.click();
  await previous.click();
  const before = await seen();
  for (let i = 0; i < 12; i++) await next.click();
  expect(await seen()).not.toEqual(before);
  for (let i = 0; i < 12; i++) await previous.click();
  expect(await seen()).toEqual(before);
});

test('the live region says what both sides did', async ({ page }) => {
  await page.goto(`${ROUTE}?at=kick`);
  const { next, live } = await raceOn(page);
  await next.click();
  await expect(live).toHaveText(/^Ring if needed\. Emulated: .+ Ring: .+/);
});

test('the keyboard does everything, and only while the race has the focus', async ({ page }) => {
  await page.goto(ROUTE);
  const { slider, next, play, pause } = await raceOn(page);
  await page.getByRole('link', { name: 'Ringside' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', /^Step 0\./);

  await next.focus();
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', /^Step 1\./);
  await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuetext', /^Step 0\./);
  await page.keyboard.press('Shift+ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', /\. Ring if needed\./);
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuetext', /\. After\./);
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', /^Step 0\./);

  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', /^Step 2\./);

  await page.keyboard.press(' ');
  await expect(pause).toBeVisible();
  await expect(slider).toHaveAttribute('aria-valuetext', /^Step [3-9]\./);
  await page.keyboard.press(' ');
  await expect(play).toBeVisible();

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Next phase');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('parameters run both sides anew, and say what they take @phone', async ({ page }) => {
  await page.goto(ROUTE);
  const { parameters, last } = await raceOn(page);
  await parameters.click();
  await page.getByLabel('Writes').fill('65');
  await page.getByRole('button', { name: /^Apply/ }).click();
  await expect(page.getByText('count takes a whole number from 1 to 64')).toBeVisible();
  await page.getByLabel('Writes').fill('4');
  await page.getByLabel('Submitted').selectOption('together');
  await page.getByRole('button', { name: /^Apply/ }).click();
  await last.click();
  expect(await rowOf(page, 'Port and MMIO accesses')).toEqual(['104', '0', '104 : 0']);
  expect(await rowOf(page, 'VM exits')).toEqual(['104', '1', '104 : 1']);
  await expect(page).toHaveURL(/\?count=4&queued=together&at=end$/);
});

test('the address names what is shown: copied, it opens the same moment', async ({
  page,
  browser,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${ROUTE}?count=2`);
  const { nextPhase, next, slider, copyLink, ledger } = await raceOn(page);
  for (let i = 0; i < 5; i++) await nextPhase.click();
  await next.click();
  await expect(page).toHaveURL(/\?count=2&at=kick\.2%2B1$/);
  await copyLink.click();
  const link = await page.evaluate(() => navigator.clipboard.readText());

  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(link);
  const other = await raceOn(elsewhere);
  await expect(other.slider).toHaveAttribute(
    'aria-valuetext',
    (await slider.getAttribute('aria-valuetext')) ?? '',
  );
  await expect(other.ledger).toHaveText((await ledger.textContent()) ?? '');
  await elsewhere.context().close();
});

test('what an address asks in vain is said, and the race is shown', async ({ page }) => {
  await page.goto(`${ROUTE}?count=999&at=lunch&x=%3Cscript%3E`);
  const { slider } = await raceOn(page);
  const said = page.getByRole('alert').filter({ hasText: 'count takes' });
  await expect(said).toContainText('no phase lunch');
  await expect(slider).toHaveAttribute('aria-valuetext', /^Step 0\./);
});

test('the race is accessible in both themes, in the middle of it @phone', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${ROUTE}?at=service%2B8`);
  const { parameters } = await raceOn(page);
  await parameters.click();
  await expectAccessibleInBothThemes(page);
});

for (const width of [320, 390, 820]) {
  test(`at ${width} pixels nothing scrolls sideways and both stages can be seen @phone-only`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${ROUTE}?count=32&queued=together&at=complete`);
    const { emulated, ring, next } = await raceOn(page);
    await expect(emulated.getByRole('group')).toBeVisible();
    await expect(ring.getByRole('group')).toBeVisible();
    await next.click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}

test('with reduced motion nothing travels, and nothing is lost', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${ROUTE}?at=submit%2B40`);
  const { next, slider } = await raceOn(page);
  for (let i = 0; i < 6; i++) {
    await next.click();
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter((a) => a.effect instanceof KeyframeEffect)
        .flatMap((a) => (a.effect as KeyframeEffect).getKeyframes())
        .filter((k) => 'transform' in k || 'strokeDashoffset' in k),
    );
    expect(moving).toEqual([]);
  }
  await expect(slider).toHaveAttribute('aria-valuetext', /^Step 46\./);
});

fresh.describe('without scripts', () => {
  fresh.use({ javaScriptEnabled: false });

  fresh('both stages, the bill and the recorded counts can be read', async ({ page }) => {
    await page.goto(ROUTE);
    const { emulated, ring, ledger } = raceIn(page);
    await expect(emulated).toContainText('note for QEMU');
    await expect(ring).toContainText('shared page');
    await expect(ledger).toContainText('VM exits');
    await expect(page.getByRole('heading', { name: 'What a real Xen counted' })).toBeVisible();
    await expect(page.getByRole('cell', { name: '6,656' })).toBeVisible();
  });
});

test('the page says what each side is made of', async ({ page }) => {
  await page.goto(ROUTE);
  const made = page.getByRole('region', { name: 'What each is made of' });
  await expect(made.getByRole('rowheader')).toHaveText([
    /^Privilege/,
    /^Driver/,
    /^Kick/,
    /^Service/,
    /^Completion/,
  ]);
});

/** A page of the test's own: pages of the site in frames, far below each other. */
const HOST = ['block-io', 'emulated-io', 'unplug', 'ept-walk', 'hypercall']
  .map(
    (id) =>
      `<iframe src="simulations/${id}/" width="1200" height="900" style="display:block;margin-top:3000px"></iframe>`,
  )
  .join('');

fresh('of five pages in one none loads its widget before it is near, and then one', async ({ page }) => {
  await page.route('**/host-of-five.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>Host</title>${HOST}` }),
  );
  await page.goto('host-of-five.html', { waitUntil: 'networkidle' });
  const frames = page.frames().slice(1);
  expect(frames).toHaveLength(5);
  // The still has no slider that can be moved: one that is enabled is the widget's.
  const live = () =>
    Promise.all(frames.map((f) => f.getByRole('slider', { name: 'Step', disabled: false }).count()));
  for (const frame of frames) await expect(frame.locator('[data-island]')).toHaveCount(1);
  expect(await live()).toEqual([0, 0, 0, 0, 0]);

  await frames[2]?.locator('[data-island]').scrollIntoViewIfNeeded();
  await expect.poll(live, { timeout: 20_000 }).toEqual([0, 0, 1, 0, 0]);
});
