// The builder for teachers: by keyboard alone and on a phone an embed is made that opens at the chosen moment.
import { stepsOf } from '../engine/support/levels.ts';
import { expect, expectAccessible, fresh, test } from './site.ts';
import { widgetIn, widgetOn } from './widget.ts';

test('an embed is built by keyboard alone', async ({ page }) => {
  const steps = await stepsOf('block-io');
  await page.goto('instructors/');
  const simulation = page.getByLabel('Simulation', { exact: true });
  // From the top of the page, as one comes to it who has no mouse.
  for (let i = 0; i < 30 && !(await simulation.evaluate((e) => e === document.activeElement)); i += 1)
    await page.keyboard.press('Tab');
  await expect(simulation).toBeFocused();
  await page.keyboard.type('A block write, end');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Opens at')).toBeFocused();
  await page.keyboard.type('The guest rings');
  await expect(page.getByLabel('The address', { exact: true })).toHaveValue(
    /\/embed\/block-io\/\?at=kicked$/,
  );
  const { step } = await widgetOn(page.frameLocator('iframe'));
  await expect(step).toHaveAttribute('data-step', steps.at('kicked'));
  // The frame takes no focus when it comes.
  await expect(page.getByLabel('Opens at')).toBeFocused();
  await page.getByRole('button', { name: 'Copy: The address' }).focus();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByLabel('The address', { exact: true })).toBeFocused();
  expect(await page.evaluate(() => getSelection()?.toString())).toMatch(/\/embed\/block-io\/\?at=kicked$/);
});

test('an embed is built on a phone, and its own address opens the builder as it was @phone', async ({
  page,
  isMobile,
}) => {
  const steps = await stepsOf('block-io');
  await page.goto('instructors/');
  await page.getByLabel('Simulation', { exact: true }).selectOption('block-io');
  await page.getByLabel('Opens at').selectOption('kicked');
  await page.getByLabel('Buttons').selectOption('steps');
  await page.getByRole('radio', { name: '320' }).check();
  await page.getByLabel('As the simulation has them').uncheck();
  await page.getByLabel('What it costs').check();
  const built = 'simulation=block-io&at=kicked&controls=steps&panels=counts&width=320';
  await expect(page).toHaveURL(new RegExp(`\\?${built}$`));

  await page.goto(`instructors/?${built}`);
  const frame = page.frameLocator('iframe');
  await expect(widgetIn(frame).step).toHaveAttribute('data-step', steps.at('kicked'));
  await expect(page.locator('iframe')).toHaveAttribute('style', /width: 320px/);
  await expect(frame.getByRole('button', { name: 'Share' })).toHaveCount(0);
  await expect(page.getByLabel('HTML', { exact: true })).toHaveValue(
    /<iframe src="http.*at=kicked.*<a href="http/s,
  );
  await expect(page.getByRole('textbox', { name: 'HTML with a script' })).toHaveValue(/embed\.js" async/);
  await expect(page.getByRole('img', { name: 'QR code of the address' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await expectAccessible(page);
  // So narrow a window begins with the width of a phone.
  await page.goto('instructors/');
  await expect(page.getByRole('radio', { name: isMobile ? '320' : '600' })).toBeChecked();
});

test('what an embed cannot take is said in one sentence', async ({ page }) => {
  await page.goto('instructors/?simulation=block-io');
  const more = page.getByLabel('Anything else, as in an address');
  await more.fill('ring-pages=3');
  const alert = page.locator('form').getByRole('alert');
  await expect(alert).toHaveText(/^ring-pages takes one of [^.]*\.$/);
  await more.fill('ring-pages=2');
  await expect(alert).toHaveText('');
  await page.goto('instructors/?simulation=nothing');
  await expect(alert).toHaveText(/^There is no simulation “nothing”/);
});

fresh.describe('without JavaScript', () => {
  fresh.use({ javaScriptEnabled: false });
  fresh('there is HTML for each simulation, and the table of parameters', async ({ page }) => {
    await page.goto('instructors/');
    const html = await (await page.request.get('instructors/')).text();
    expect(html).toMatch(/<noscript><p>The builder needs JavaScript/);
    await page.locator('summary').first().click();
    await expect(page.locator('details pre').first()).toContainText('<iframe src="');
    await expect(page.getByRole('row', { name: /^controls/ })).toBeVisible();
    await expect(page.locator('form')).toBeHidden();
  });
});
