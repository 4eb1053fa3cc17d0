import { expect, test } from './site.ts';

test('the theme a reader chooses outlives a reload', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('./');
  const toggle = page.getByRole('button', { name: /^Theme/ });
  await expect(toggle).toHaveText(/Auto/);
  await toggle.click();
  await toggle.click();
  await expect(toggle).toHaveText(/Dark/);
  const dark = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.reload();
  await expect(toggle).toHaveText(/Dark/);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(dark);
});

test('the skip link is the first stop and leads to the content', async ({ page }) => {
  await page.goto('./');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
});
