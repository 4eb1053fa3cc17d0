// What the browser tests share: a page that notices errors and foreign requests, and the axe check.
import AxeBuilder from '@axe-core/playwright';
import {
  type BrowserContextOptions,
  test as base,
  type ConsoleMessage,
  expect,
  type Fixtures,
  type Page,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type Request,
  type ViewportSize,
} from '@playwright/test';

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails the test on a console error, an uncaught error or a request to another origin. */
const noticing = base.extend<{ noticed: undefined }>({
  noticed: [
    async ({ page, baseURL }, use) => {
      const problems: string[] = [];
      const origin = new URL(baseURL ?? 'http://localhost').origin;
      const said = (message: ConsoleMessage): void => {
        if (message.type() === 'error')
          problems.push(`console: ${message.text()} (${message.location().url})`);
      };
      const thrown = (error: Error): void => {
        problems.push(`uncaught: ${error.message}`);
      };
      const asked = (request: Request): void => {
        const url = new URL(request.url());
        if (url.protocol.startsWith('http') && url.origin !== origin)
          problems.push(`third party: ${url.href}`);
      };
      page.on('console', said).on('pageerror', thrown).on('request', asked);
      await use(undefined);
      page.off('console', said).off('pageerror', thrown).off('request', asked);
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});

/** `test` in a browser context of its own: for what depends on an empty cache, or on how the context was made. */
export const fresh = noticing;

interface Tab {
  readonly tab: Page;
}

/**
 * One tab for all tests of a worker: a renderer that has started and read the scripts shows the next page in a third
 * of the time that a new one takes. A test that fails ends its worker, and the tab with it.
 */
const tab: Fixtures<object, Tab, PlaywrightTestArgs & PlaywrightTestOptions, PlaywrightWorkerArgs> = {
  tab: [
    async ({ browser }, use, { project }) => {
      const { baseURL, deviceScaleFactor, hasTouch, isMobile, userAgent, viewport } = project.use;
      const options = { baseURL, deviceScaleFactor, hasTouch, isMobile, userAgent, viewport };
      const context = await browser.newContext(options as BrowserContextOptions);
      await use(await context.newPage());
      await context.close();
    },
    { scope: 'worker' },
  ],
  context: ({ tab: page }, use) => use(page.context()),
  page: async ({ tab: page, viewport }, use) => {
    await use(page);
    await leaveNothing(page, viewport);
  },
};

/** What a test has set, the next one must not find. */
async function leaveNothing(page: Page, viewport: ViewportSize | null): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().clearPermissions();
  await page.emulateMedia({ media: null, colorScheme: null, reducedMotion: null, forcedColors: null });
  const { width, height } = page.viewportSize() ?? {};
  if (viewport && (width !== viewport.width || height !== viewport.height))
    await page.setViewportSize(viewport);
  if (page.url().startsWith('http'))
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
  // Nothing of the page is left to run or to be pointed at.
  await page.mouse.move(0, 0);
  await page.goto('about:blank');
}

/** `test` in the tab of its worker. */
export const test = noticing.extend<object, Tab>(tab);

/** The same, of pages that may say what they like: the test listens itself. */
export const testOfHost = base.extend<object, Tab>(tab);

export { expect };

/** Expects no accessibility violation on the page as it is now, and lists those there are. @param within a part of it */
export async function expectAccessible(page: Page, within?: string): Promise<void> {
  expectNone(await axe(page, within).withTags(AXE_TAGS).analyze());
}

/** Of all the rules the colours' alone depends on the theme: the other one is put on, and only they are measured again. */
export async function expectAccessibleInBothThemes(page: Page, within?: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expectAccessible(page, within);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  expectNone(await axe(page, within).withRules(['color-contrast']).analyze());
}

/**
 * What a frame holds is a page of its own, which is checked by itself; so axe need not be put together again in a page of
 * its own. And nobody reads what passed.
 */
function axe(page: Page, within: string | undefined): AxeBuilder {
  const builder = new AxeBuilder({ page })
    .setLegacyMode()
    .exclude('iframe')
    .options({ resultTypes: ['violations'] });
  return within === undefined ? builder : builder.include(within);
}

function expectNone({ violations }: Awaited<ReturnType<AxeBuilder['analyze']>>): void {
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((n) => n.html).join('\n  ')}`,
  );
  expect(found).toEqual([]);
}
