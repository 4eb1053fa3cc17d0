// What the browser tests share: a page that notices errors and foreign requests, and the axe check.
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** `test` with a `page` that fails the test on a console error, an uncaught error or a request to another origin. */
export const test = base.extend({
  page: async ({ page, baseURL }, use) => {
    const problems: string[] = [];
    const origin = new URL(baseURL ?? 'http://localhost').origin;
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== origin) problems.push(`third party: ${url.href}`);
    });
    await use(page);
    expect(problems).toEqual([]);
  },
});

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

function axe(page: Page, within: string | undefined): AxeBuilder {
  const builder = new AxeBuilder({ page });
  return within === undefined ? builder : builder.include(within);
}

function expectNone({ violations }: Awaited<ReturnType<AxeBuilder['analyze']>>): void {
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((n) => n.html).join('\n  ')}`,
  );
  expect(found).toEqual([]);
}
