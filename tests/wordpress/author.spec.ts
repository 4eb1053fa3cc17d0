// An author of a WordPress, who may not put a frame into a post, pastes the address of an embed on a line of its own.
import { expect, type Page, test } from '@playwright/test';
import { widgetOn } from '../e2e/widget.ts';

const EMBED = `${process.env.RINGSIDE_SITE_URL}/embed/block-io/`;

async function signIn(page: Page): Promise<void> {
  await page.goto('/wp-login.php');
  await page.locator('#user_login').fill('author');
  await page.locator('#user_pass').fill('author-of-one-test');
  await page.locator('#wp-submit').click();
  await expect(page.locator('#wpadminbar')).toBeVisible();
}

/** Writes a post as people do, in the block editor, and gives its address. */
async function publish(page: Page, title: string, address: string): Promise<string> {
  await page.goto('/wp-admin/post-new.php');
  // Its guide for newcomers covers the page when somebody comes for the first time.
  await page.addLocatorHandler(page.getByRole('dialog', { name: /^Welcome/ }), () =>
    page.getByRole('button', { name: 'Close dialog' }).click(),
  );
  const name = page.getByRole('textbox', { name: 'Add title' });
  await name.fill(title);
  await name.press('Enter');
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, address);
  // Of an address with https the editor makes a frame at once; of http, which this machine has, only the post does.
  await expect(page.getByRole('document', { name: 'Paragraph block' })).toHaveText(address);
  await page.getByRole('button', { name: 'Publish', exact: true }).first().click();
  const panel = page.getByRole('region', { name: 'Editor publish' });
  await panel.getByRole('button', { name: 'Publish', exact: true }).click();
  const link = panel.getByRole('link', { name: 'View Post' }).first();
  await expect(link).toBeVisible();
  return (await link.getAttribute('href')) ?? '';
}

/** WordPress makes no embed lower or higher (wp-includes/js/wp-embed.js). */
const within = (height: number): number => Math.min(1000, Math.max(200, height));

const bottom = (box: { readonly y: number; readonly height: number } | null): number =>
  box ? box.y + box.height : Number.NaN;

/** Keeps on each page what the embed last told WordPress. */
const listen = (page: Page) =>
  page.addInitScript(() => {
    addEventListener('message', ({ data }) => {
      if (data?.message === 'height') document.documentElement.dataset.told = data.value;
    });
  });
const toldOn = (page: Page): Promise<number> =>
  page.evaluate(() => Number(document.documentElement.dataset.told));

test('an author pastes an address, and the widget stands in the post, as high as it is, and steps', async ({
  page,
}) => {
  await signIn(page);
  const post = await publish(page, 'How a write reaches the disk', EMBED);
  await page.context().clearCookies();
  await listen(page);
  await page.goto(post);

  // WordPress has put the frame there itself, without an origin, with its secret, behind the quotation.
  const element = page.locator('iframe.wp-embedded-content');
  await expect(element).toHaveCount(1);
  await expect(element).toHaveAttribute('sandbox', 'allow-scripts');
  expect(await element.getAttribute('src')).toContain(`${EMBED}?panels=none#?secret=`);

  // It shows the frame once the embed has told its height, and hides the quotation.
  await expect(element).toBeVisible();
  await expect(page.locator('blockquote.wp-embedded-content')).toBeHidden();
  const frame = page.frameLocator('iframe.wp-embedded-content');
  const { step, next, region } = await widgetOn(frame);
  await expect(region.locator('svg text', { hasText: 'shared page' })).toBeVisible();
  expect(await frame.locator('html').evaluate(() => self.origin)).toBe('null');

  // The frame is as high as the embed says, in WordPress's words, within what WordPress takes; the buttons are in it.
  const height = async (): Promise<number> => Number(await element.getAttribute('height'));
  const isAsHighAsTold = async (): Promise<void> => {
    await expect.poll(async () => (await height()) - within(await toldOn(page))).toBe(0);
    const [outer, button] = [await element.boundingBox(), await next.boundingBox()];
    expect(bottom(button)).toBeLessThanOrEqual(bottom(outer));
  };
  await isAsHighAsTold();

  const before = await step.inputValue();
  await next.click();
  await expect(step).not.toHaveValue(before);

  // A narrow page makes it another height, and it is told again.
  const wide = await height();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(height).not.toBe(wide);
  await isAsHighAsTold();
});
