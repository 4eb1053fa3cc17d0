// What holds for every page: it can be read and used by everybody, in both themes and at any width, with or without
// scripts; and it sends what its head promises.

import { raceOn } from './race.ts';
import { expect, expectAccessible, test } from './site.ts';
import { widgetOn } from './widget.ts';

const PAGES = [
  { path: './', title: /Ringside/, widget: 'race' },
  { path: 'compare/', title: /^Compare/, widget: 'race' },
  { path: 'lessons/', title: /^Lessons/, widget: undefined },
  { path: 'lessons/a-block-write-end-to-end/', title: /^A block write, end to end/, widget: 'simulation' },
  { path: 'simulations/', title: /^Simulations/, widget: undefined },
  { path: 'simulations/block-io/', title: /^A block write, end to end/, widget: 'simulation' },
  { path: 'embed/block-io/', title: /^A block write, end to end/, widget: 'simulation' },
] as const;

/** Waits for what a page shows to be live; and what of it can be read before that. */
const SHOWN = {
  simulation: { on: widgetOn, region: /^Simulation: /, text: 'req_prod' },
  race: { on: raceOn, region: /^Race: /, text: 'VM exits' },
} as const;

for (const { path, title, widget } of PAGES) {
  for (const theme of ['light', 'dark'] as const) {
    test(`${path} is accessible in the ${theme} theme`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.goto(path);
      await expect(page).toHaveTitle(title);
      if (widget) await SHOWN[widget].on(page);
      await expectAccessible(page);
    });
  }

  test(`${path} does not scroll sideways at 320 pixels`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(path);
    if (widget) await SHOWN[widget].on(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });

  test(`${path} names the one address of what it shows`, async ({ page }) => {
    await page.goto(path);
    const canonical = await page.locator('link[rel="canonical"]').getAttribute('href');
    expect(canonical).toMatch(path.startsWith('embed/') ? /\/simulations\/block-io\/$/ : /\/$/);
  });
}

/** The other widgets differ in their figures and words: each is checked once, in one theme for each device. */
const OTHERS = [
  'simulations/emulated-io/',
  'simulations/unplug/',
  'simulations/ept-walk/',
  'simulations/hypercall/',
  'simulations/event-channels/',
  'lessons/unplugging-the-emulated-devices/',
  'lessons/ept-the-two-dimensional-walk/',
] as const;

for (const path of OTHERS)
  test(`${path} is accessible`, async ({ page, isMobile }) => {
    await page.emulateMedia({ colorScheme: isMobile ? 'dark' : 'light', reducedMotion: 'reduce' });
    await page.goto(path);
    await widgetOn(page);
    await expectAccessible(page);
  });

test('an address without a page is answered with a way back', async ({ page, baseURL }) => {
  // The browser logs the 404 itself, which the page fixture would take for a fault of ours.
  const response = await page.request.get(`${baseURL}no/such/page/`);
  expect(response.status()).toBe(404);
  expect(await response.text()).toContain('Nothing is mapped at this address');
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  for (const { path, widget } of PAGES) {
    test(`${path} can be read`, async ({ page }) => {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      if (!widget) return;
      const { region, text } = SHOWN[widget];
      await expect(page.getByRole('region', { name: region })).toContainText(text);
    });
  }

  test('a lesson is whole: text, withheld reasons, predictions, ledger, sources', async ({ page }) => {
    await page.goto('lessons/a-block-write-end-to-end/');
    await expect(page.getByText('One store to')).toBeVisible();
    const why = page.getByText('What does blkfront check before it believes the answer?');
    await why.click();
    await expect(page.getByText('the id belongs to a request in flight')).toBeVisible();
    await page.getByText('Into a second ring, for answers').click();
    await expect(page.getByText('one array for both directions')).toBeVisible();
    await expect(page.getByRole('row', { name: /^VM exits 1$/ })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Sources' })).toBeVisible();
  });

  test('a simulation tells its story in words', async ({ page }) => {
    await page.goto('simulations/block-io/');
    await expect(page.getByRole('heading', { name: 'The story in words' })).toBeVisible();
    expect(await page.getByRole('listitem').count()).toBeGreaterThan(15);
  });
});
