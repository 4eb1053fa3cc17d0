// The race: two stages by two clocks, by pointer and by keyboard, at any width, under an address that names the moment.

import type { Locator, Page } from '@playwright/test';
import { raceIn, raceOn, rowOf } from './race.ts';
import { expect, expectAccessibleInBothThemes, fresh, test } from './site.ts';

const ROUTE = 'compare/';
const GOALS = [
  'Fill the request',
  'Make it visible',
  'Ring if needed',
  'Do the work',
  'Answer',
  'Tell the guest',
];
const WAITS = 'waits: done with this goal';

const lastTick = async (slider: Locator) => Number(await slider.getAttribute('max'));
const tickOf = async (page: Page) => Number(await raceIn(page).slider.inputValue());

test('a write costs 26 exits on one side and one on the other', async ({ page }) => {
  await page.goto(ROUTE);
  const { slider, region } = await raceOn(page);
  expect(await rowOf(page, 'Wake-ups in dom0')).toEqual(['0', '0', '–']);
  await slider.focus();
  await page.keyboard.press('End');
  expect(await rowOf(page, 'Exits into Xen')).toEqual(['26', '1', '26 : 1']);
  await region.getByText('All counts').first().click();
  expect(await rowOf(page, 'VM exits', 'All counts')).toEqual(['26', '1', '26 : 1']);
  expect(await rowOf(page, 'Port and MMIO accesses', 'All counts')).toEqual(['26', '0', '26 : 0']);
  expect(await rowOf(page, 'Guest hypercalls', 'All counts')).toEqual(['0', '1', '0 : 1']);
  await slider.focus();
  await page.keyboard.press('Home');
  expect(await rowOf(page, 'Exits into Xen')).toEqual(['0', '0', '–']);
});

test('by goals both sides stand at the same goal, and who has reached it waits @phone', async ({ page }) => {
  await page.goto(ROUTE);
  const { next, emulated, ring, here, goal, byGoals } = await raceOn(page);
  await expect(byGoals).toBeChecked();
  for (const name of GOALS) {
    await goal(name).click();
    await expect(here).toHaveText(name);
  }
  await goal('Fill the request').click();
  await expect(emulated).toContainText('The guest’s driver gets a request.');
  await expect(ring).toContainText('The guest’s CPU begins a request to the disk.');
  await next.click();
  await expect(emulated.getByText(WAITS)).toBeHidden();
  await next.click();
  await expect(emulated.getByText(WAITS)).toBeVisible();
  await expect(ring.getByText(WAITS)).toBeHidden();
  await goal('Make it visible').click();
  await next.click();
  await expect(ring.getByText(WAITS)).toBeVisible();
  await expect(emulated.getByText(WAITS)).toBeHidden();
});

test('by calls a tick is a call: the ring is finished after one, the other goes on to 26 @phone', async ({
  page,
}) => {
  await page.goto(ROUTE);
  const { byCalls, next, emulated, ring, slider } = await raceOn(page);
  await byCalls.check({ force: true });
  await expect(page).toHaveURL(/\?clock=calls$/);
  await next.click();
  await expect(ring.getByText('finished: 1 exit into Xen')).toBeVisible();
  await expect(emulated.getByText('finished')).toHaveCount(0);
  for (let calls = 2; calls <= 5; calls++) {
    await next.click();
    expect(await rowOf(page, 'Exits into Xen')).toEqual([String(calls), '1', `${calls} : 1`]);
  }
  await expect(page.getByText('call 5 of 26')).toBeVisible();
  await slider.focus();
  await page.keyboard.press('End');
  await expect(emulated.getByText('finished: 26 exits into Xen')).toBeVisible();
});

test('another clock shows the same moment', async ({ page }) => {
  await page.goto(`${ROUTE}?at=ring`);
  const { byCalls, byGoals, emulated, next } = await raceOn(page);
  await expect(emulated).toContainText('18 of 26');
  await byCalls.check({ force: true });
  await expect(emulated).toContainText('18 of 26');
  await expect(page.getByText('call 18 of 26')).toBeVisible();
  await byGoals.check({ force: true });
  await next.click();
  await expect(page).not.toHaveURL(/clock/);
});

test('a step back shows what was there before', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${ROUTE}?at=ring`);
  const { next, previous, emulated, ring, counts } = await raceOn(page);
  const seen = async () => [
    await emulated.textContent(),
    await ring.textContent(),
    await counts.textContent(),
  ];
  await next.click();
  await previous.click();
  const before = await seen();
  for (let i = 0; i < 12; i++) await next.click();
  expect(await seen()).not.toEqual(before);
  for (let i = 0; i < 12; i++) await previous.click();
  expect(await seen()).toEqual(before);
});

test('nothing beside the stages moves or grows between two ticks, by either clock @phone', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const query of ['', '?clock=calls']) {
    await page.goto(`${ROUTE}${query}`);
    const { next, slider, region } = await raceOn(page);
    const places = () =>
      region.evaluate((e) =>
        [...e.querySelectorAll('section, button, input, select, table, tr')].map((part) => {
          const { x, y, width, height } = part.getBoundingClientRect();
          return [x, y + scrollY, width, height].map(Math.round).join(' ');
        }),
      );
    const before = await places();
    const ticks = Number(await slider.getAttribute('max'));
    for (let i = 0; i < ticks; i += 1) {
      await next.click();
      expect(await places(), `${query} ${i + 1}`).toEqual(before);
    }
  }
});

test('the live region says what both sides did', async ({ page }) => {
  await page.goto(`${ROUTE}?at=publish`);
  const { next, live } = await raceOn(page);
  await next.click();
  await expect(live).toHaveText(/^Make it visible\. Pretended: .+ Shared: waits: done with this goal\.$/);
});

test('the arrows step on arrival, and every other key while the race has the focus', async ({ page }) => {
  await page.goto(ROUTE);
  const { slider, next, play, pause, here } = await raceOn(page);
  await page.keyboard.press('ArrowRight');
  expect(await tickOf(page)).toBe(1);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('End');
  expect(await tickOf(page)).toBe(0);
  await page.getByRole('link', { name: 'Ringside' }).focus();
  await page.keyboard.press('ArrowRight');
  expect(await tickOf(page)).toBe(0);

  await next.focus();
  await page.keyboard.press('ArrowRight');
  expect(await tickOf(page)).toBe(1);
  await page.keyboard.press('Shift+ArrowRight');
  await expect(here).toHaveText('Make it visible');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(here).toHaveText('Ring if needed');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(here).toHaveText('Make it visible');
  await page.keyboard.press('End');
  expect(await tickOf(page)).toBe(await lastTick(slider));
  await page.keyboard.press('Home');
  expect(await tickOf(page)).toBe(0);

  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await tickOf(page)).toBe(2);
  await expect(slider).toHaveAttribute(
    'aria-valuetext',
    /^step 2 of \d+\. Fill the request\. Pretended: .+ Shared: /,
  );

  await page.keyboard.press(' ');
  await expect(pause).toBeVisible();
  await expect(slider).toHaveValue('3');
  await page.keyboard.press(' ');
  await expect(play).toBeVisible();

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Next goal');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the slider goes to a tick and back, and the address names it', async ({ page }) => {
  await page.goto(ROUTE);
  const { slider, emulated, goal } = await raceOn(page);
  const last = await lastTick(slider);
  expect(last).toBeGreaterThan(20);
  await goal('Ring if needed').click();
  const start = await slider.inputValue();
  await slider.fill('2');
  await slider.fill(start);
  await expect(emulated).toContainText('the driver tells QEMU to start');
  await expect(page).toHaveURL(/\?at=ring$/);
});

test('what plays goes on by itself, by calls fast, and comes to rest at the end', async ({ page }) => {
  await page.goto(`${ROUTE}?clock=calls&at=call.19`);
  const { play, emulated } = await raceOn(page);
  await play.click();
  await expect(emulated.getByText('finished: 26 exits into Xen')).toBeVisible({ timeout: 25_000 });
  await expect(play).toBeVisible();
});

test('handles run both sides anew @phone', async ({ page }) => {
  await page.goto(ROUTE);
  const { slider } = await raceOn(page);
  await slider.focus();
  await page.keyboard.press('End');
  await page.getByLabel('How many').selectOption('4 writes');
  await page.getByLabel('Submitted').selectOption('all together');
  expect(await rowOf(page, 'Exits into Xen')).toEqual(['104', '1', '104 : 1']);
  await expect(page).toHaveURL(/\?count=4&queued=together&at=end$/);
});

test('the address names what is shown: copied, it opens the same moment', async ({
  page,
  browser,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${ROUTE}?count=2`);
  const { goal, next, slider, copyLink, counts } = await raceOn(page);
  await goal('Do the work').click();
  await next.click();
  await expect(page).toHaveURL(/\?count=2&at=work%2B1$/);
  await copyLink.click();
  const link = await page.evaluate(() => navigator.clipboard.readText());

  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(link);
  const other = await raceOn(elsewhere);
  await expect(other.slider).toHaveAttribute(
    'aria-valuetext',
    (await slider.getAttribute('aria-valuetext')) ?? '',
  );
  await expect(other.counts).toHaveText((await counts.textContent()) ?? '');
  await elsewhere.context().close();
});

test('each side leads to its own simulation, at this moment', async ({ page }) => {
  await page.goto(`${ROUTE}?at=ring`);
  const { ring } = await raceOn(page);
  await ring.getByRole('link', { name: 'open this moment' }).click();
  await expect(page).toHaveURL(/simulations\/block-io\/\?.*at=decided/);
  await expect(page.getByText('The guest’s CPU reads dom0’s note: ring or not?').first()).toBeVisible();
});

test('what an address asks in vain is said, and the race is shown', async ({ page }) => {
  await page.goto(`${ROUTE}?count=999&at=lunch&x=%3Cscript%3E`);
  const { slider } = await raceOn(page);
  const said = page.getByRole('alert').filter({ hasText: 'count takes' });
  await expect(said).toContainText('no moment lunch');
  await expect(slider).toHaveValue('0');
});

test('an address of before opens the goal that its phase became', async ({ page }) => {
  await page.goto(`${ROUTE}?at=kick`);
  const { here } = await raceOn(page);
  await expect(here).toHaveText('Ring if needed');
});

test('the race is accessible in both themes, in the middle of it @phone', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${ROUTE}?at=work%2B5`);
  const { region } = await raceOn(page);
  await region.getByText('All counts').first().click();
  await expectAccessibleInBothThemes(page);
});

for (const [width, height] of [
  [1440, 900],
  [1440, 789],
] as const)
  test(`at ${width} by ${height} title, stages, captions, counts and controls are on the screen together`, async ({
    page,
    isMobile,
  }) => {
    test.skip(isMobile, 'a phone has another width');
    await page.setViewportSize({ width, height });
    await page.goto(`${ROUTE}?at=ring`);
    const { emulated, ring, counts, slider, next, byGoals } = raceIn(page);
    await expect(slider).toBeVisible();
    const title = page.getByRole('heading', { level: 1 });
    for (const part of [title, emulated, ring, counts, slider, next, byGoals, page.getByLabel('Submitted')])
      await expect(part).toBeInViewport({ ratio: 0.99 });
    const [left, right] = [await emulated.boundingBox(), await ring.boundingBox()];
    expect(left?.y).toBe(right?.y);
  });

for (const width of [320, 390, 820]) {
  test(`at ${width} pixels nothing scrolls sideways, the sides stand under each other and the controls stay @phone-only`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${ROUTE}?count=32&queued=together&at=tell`);
    const { emulated, ring, next, slider } = await raceOn(page);
    const [first, second] = [await emulated.boundingBox(), await ring.boundingBox()];
    expect(second?.y).toBeGreaterThanOrEqual((first?.y ?? 0) + (first?.height ?? 0));
    for (const side of [emulated, ring]) {
      await side.evaluate((e) => e.scrollIntoView());
      await expect(side.getByRole('group')).toBeVisible();
      await expect(next).toBeInViewport({ ratio: 0.99 });
      await expect(slider).toBeInViewport({ ratio: 0.99 });
    }
    await next.click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}

test('with reduced motion nothing travels, and nothing is lost', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${ROUTE}?at=publish`);
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
  await expect(slider).toHaveValue('11');
});

fresh.describe('without scripts', () => {
  fresh.use({ javaScriptEnabled: false });

  fresh('both stages, what is told, the counts and the recorded ones can be read', async ({ page }) => {
    await page.goto(ROUTE);
    const { emulated, ring, counts } = raceIn(page);
    await expect(emulated).toContainText('note for QEMU');
    await expect(emulated).toContainText('The guest’s disk is not real.');
    await expect(ring).toContainText('shared page');
    await expect(counts).toContainText('exits into Xen');
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
