// What holds for every page: it can be read and used by everybody, in both themes and at any width, with or without
// scripts; and it sends what its head promises. What a template decides is checked on one page of it; what a page by
// itself may break, on each.
import fs from 'node:fs';
import path from 'node:path';
import { basePath, OUT, siteUrl } from '../../app/_tools/lib.mjs';
import { EMBEDS, GUIDES, LESSONS, PAGES, SIMULATIONS } from './export.ts';
import { raceOn } from './race.ts';
import { expect, expectAccessible, expectAccessibleInBothThemes, fresh, test } from './site.ts';
import { widgetOn } from './widget.ts';

const A_LESSON = 'lessons/a-block-write-end-to-end/';
const A_SIMULATION = 'simulations/block-io/';

/** One page of each template. */
const TEMPLATES = [
  { path: './', title: /Ringside/, widget: undefined },
  { path: 'compare/', title: /^Compare/, widget: 'race' },
  { path: 'instructors/', title: /^Teach with it/, widget: undefined },
  { path: 'instructors/block-io/', title: /^To teach: A block write, end to end/, widget: undefined },
  { path: 'lessons/', title: /^Lessons/, widget: undefined },
  { path: A_LESSON, title: /^A block write, end to end/, widget: 'simulation' },
  { path: 'simulations/', title: /^Simulations/, widget: undefined },
  { path: A_SIMULATION, title: /^A block write, end to end/, widget: 'simulation' },
  { path: 'embed/block-io/', title: /^A block write, end to end/, widget: 'simulation' },
] as const;

/** Waits for what a page shows to be live; and what of it can be read before that. */
const SHOWN = {
  simulation: { on: widgetOn, region: /^Simulation: /, text: 'Make it visible' },
  race: { on: raceOn, region: /^Race: /, text: 'exits into Xen' },
} as const;

const exported = (page: string): string => fs.readFileSync(path.join(OUT, page, 'index.html'), 'utf8');
const headOf = (page: string): string => exported(page).split('</head>')[0] ?? '';

test('every page is of a template that is tested here', () => {
  const alike = [...SIMULATIONS, ...LESSONS, ...EMBEDS, ...GUIDES];
  const others = PAGES.filter((page) => !alike.includes(page));
  expect(others.filter((page) => !TEMPLATES.some((t) => t.path === page))).toEqual([]);
  for (const { path: page } of TEMPLATES) expect(PAGES).toContain(page);
});

/** The level of lines has panels that the story has not. */
const BY_LINES = {
  path: `${A_SIMULATION}?level=lines&at=kicked`,
  title: /^A block write, end to end/,
  widget: 'simulation',
} as const;

for (const { path: page, title, widget } of [...TEMPLATES, BY_LINES]) {
  test(`${page} is accessible in both themes @phone`, async ({ page: tab }) => {
    await tab.emulateMedia({ reducedMotion: 'reduce' });
    await tab.goto(page);
    await expect(tab).toHaveTitle(title);
    if (widget) await SHOWN[widget].on(tab);
    await expectAccessibleInBothThemes(tab);
  });

  test(`${page} does not scroll sideways at 320 pixels @phone-only`, async ({ page: tab }) => {
    await tab.setViewportSize({ width: 320, height: 640 });
    await tab.goto(page);
    if (widget) await SHOWN[widget].on(tab);
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
}

// What is the same in all lessons is checked above; a lesson may still break the order of its headings, or a link.
for (const page of LESSONS.filter((lesson) => lesson !== A_LESSON))
  test(`${page} is accessible`, async ({ page: tab }) => {
    await tab.goto(page);
    await expectAccessible(tab);
  });

test('every page names the one address of what it shows', () => {
  for (const page of PAGES) {
    const canonical = /<link rel="canonical" href="([^"]*)"/.exec(headOf(page))?.[1];
    const shown = page.replace(/^embed\//, 'simulations/').replace(/^\.\//, '');
    expect(canonical, page).toMatch(new RegExp(`/${shown}$`));
  }
});

// The export knows what SITE_URL said when it was made; `npm test` builds it under the same.
test('a page of a simulation and its embed lead to files of oEmbed, early, where the site knows its address', () => {
  const site = siteUrl() && siteUrl() + basePath();
  for (const page of [...SIMULATIONS, ...EMBEDS]) {
    const links = [
      ...exported(page).matchAll(/<link rel="alternate" type="[a-z]+\/(json|xml)\+oembed" href="([^"]*)"/g),
    ];
    expect(
      links.map(([, format]) => format),
      page,
    ).toEqual(site ? ['json', 'xml'] : []);
    for (const { 2: href = '', index } of links) {
      // WordPress reads 153,600 bytes.
      expect(index, page).toBeLessThan(20_000);
      expect(href.startsWith(`${site}/oembed/`), href).toBe(true);
      expect(fs.existsSync(path.join(OUT, href.slice(site.length))), href).toBe(true);
    }
  }
});

test('a link to any page shows a picture of a stage, 1200 × 630, where the site knows its address', () => {
  const site = siteUrl() && siteUrl() + basePath();
  for (const page of PAGES) {
    const picture = /<meta property="og:image" content="([^"]*)"/.exec(headOf(page))?.[1];
    expect(picture?.startsWith(`${site}/embed/`) ?? false, page).toBe(site !== '');
    expect(headOf(page).includes('content="summary_large_image"'), page).toBe(site !== '');
    if (!picture) continue;
    expect(fs.existsSync(path.join(OUT, picture.slice(site.length))), picture).toBe(true);
  }
  for (const page of EMBEDS) {
    const png = fs.readFileSync(path.join(OUT, page, 'card.png'));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)], page).toEqual([1200, 630]);
  }
});

test('every page carries a policy that allows no inline script but its own', () => {
  for (const page of PAGES) {
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/i.exec(exported(page))?.[1];
    const scripts = policy?.split(';').find((part) => part.trim().startsWith('script-src'));
    expect(scripts, page).toMatch(/sha256-/);
    expect(scripts, page).not.toContain('unsafe-inline');
  }
});

test('an address without a page is answered with a way back', async ({ page, baseURL }) => {
  // The browser logs the 404 itself, which the page fixture would take for a fault of ours.
  const response = await page.request.get(`${baseURL}no/such/page/`);
  expect(response.status()).toBe(404);
  expect(await response.text()).toContain('Nothing is mapped at this address');
});

fresh.describe('without scripts', () => {
  fresh.use({ javaScriptEnabled: false });

  for (const { path: page, widget } of TEMPLATES) {
    fresh(`${page} can be read`, async ({ page: tab }) => {
      await tab.goto(page);
      await expect(tab.getByRole('heading', { level: 1 })).toHaveCount(1);
      if (!widget) return;
      const { region, text } = SHOWN[widget];
      await expect(tab.getByRole('region', { name: region })).toContainText(text);
    });
  }

  fresh(
    'a lesson is whole: text, withheld reasons, predictions, ledger, sources @phone',
    async ({ page }) => {
      await page.goto(A_LESSON);
      await expect(page.getByText('One store to')).toBeVisible();
      const why = page.getByText('What does blkfront check before it believes the answer?');
      await why.click();
      await expect(page.getByText('the id belongs to a request in flight')).toBeVisible();
      await page.locator('summary', { hasText: 'Into a second ring, for answers' }).click();
      await expect(page.getByText('one array for both directions')).toBeVisible();
      await expect(page.getByRole('row', { name: /^VM exits 1$/ })).toBeVisible();
      await expect(page.getByRole('heading', { name: 'Sources' })).toBeVisible();
    },
  );

  fresh('a simulation tells its story in words', async ({ page }) => {
    await page.goto(A_SIMULATION);
    await expect(page.getByRole('heading', { name: 'The story in words' })).toBeVisible();
    expect(await page.getByRole('listitem').count()).toBeGreaterThan(15);
  });
});
