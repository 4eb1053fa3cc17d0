// The widget in somebody else's page: another origin, a sandbox that grants scripts and nothing else, a narrow column,
// and addresses written by hand or with intent.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { stepsOf } from '../engine/support/levels.ts';
import { expect, fresh, testOfHost } from './site.ts';
import { widgetIn, widgetOn } from './widget.ts';

interface Host {
  /** Opens a page of another origin that frames an embed, and collects what the embed tells it. */
  readonly open: (query: string, frame?: string) => Promise<void>;
  readonly messages: () => Promise<readonly unknown[]>;
}

const test = testOfHost.extend<{ host: Host }>({
  host: async ({ page, baseURL }, use) => {
    let html = '';
    const server = http.createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (m) => m.type() === 'error' && problems.push(m.text()));
    await use({
      open: async (query, frame = 'width="100%" height="900" sandbox="allow-scripts"') => {
        const src = `${baseURL}embed/block-io/${query}`.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
        html = `<!doctype html><html lang="en"><title>Host</title>
          <script>told = []; addEventListener('message', (e) => told.push(e.data));</script>
          <iframe title="Embed" style="border:0" src="${src}" ${frame}></iframe></html>`;
        await page.goto(`http://127.0.0.1:${port}/`);
      },
      messages: () => page.evaluate(() => (window as unknown as { told: unknown[] }).told),
    });
    await new Promise((resolve) => server.close(resolve));
    expect(problems).toEqual([]);
  },
});

test('it runs in a sandbox without an origin, and opens where its address says @phone', async ({
  page,
  host,
}) => {
  const steps = await stepsOf('block-io');
  await host.open('?at=kicked&level=lines&theme=dark');
  const frame = page.frameLocator('iframe');
  const { step, next } = await widgetOn(frame);
  await expect(step).toHaveAttribute('data-step', steps.at('kicked'));
  await next.click();
  await expect(step).toHaveAttribute('data-step', steps.at('kicked+1'));
  expect(await frame.locator('body').evaluate(() => self.origin)).toBe('null');
});

test('it tells the page around it how high it is, in both forms @phone', async ({ page, host }) => {
  await host.open('');
  await widgetOn(page.frameLocator('iframe'));
  await expect.poll(async () => (await host.messages()).length).toBeGreaterThanOrEqual(2);
  const messages = (await host.messages()) as { type?: string; subject?: string; height: number }[];
  expect(messages.some((m) => m.type === 'ringside:height' && m.height > 300)).toBe(true);
  expect(messages.some((m) => m.subject === 'lti.frameResize' && m.height > 300)).toBe(true);
});

test('a frame that takes the height it is told shows all of it', async ({ page, host }) => {
  await host.open('', 'width="100%" height="300" sandbox="allow-scripts"');
  await widgetOn(page.frameLocator('iframe'));
  const told = async (): Promise<number> => {
    const all = (await host.messages()) as { type?: string; height: number }[];
    return all.findLast((m) => m.type === 'ringside:height')?.height ?? 0;
  };
  await expect.poll(told).toBeGreaterThan(300);
  await page
    .locator('iframe')
    .evaluate((f, height) => f.setAttribute('height', String(height)), await told());
  const body = page.frameLocator('iframe').locator('html');
  await expect.poll(() => body.evaluate((e) => e.scrollHeight - window.innerHeight)).toBeLessThanOrEqual(40);
});

test('it fits a narrow column', async ({ page, host }) => {
  await host.open('', 'width="320" height="700" sandbox="allow-scripts"');
  const frame = page.frameLocator('iframe');
  await widgetOn(frame);
  expect(await frame.locator('html').evaluate((e) => e.scrollWidth)).toBeLessThanOrEqual(320);
});

const HOSTILE = [
  ['an unknown parameter', '?scenario=other', 'no parameter'],
  ['a moment that is not', '?at=nowhere', 'no moment nowhere'],
  ['a moment that is none', '?at=%3Cscript%3Ealert(1)%3C/script%3E', 'at takes a moment'],
  ['a value out of range', '?queued=99999', 'queued takes a whole number'],
  ['a value that is no number', '?queued=1e9', 'queued takes a whole number'],
  ['an option that is not', '?platform=vmware', 'platform takes one of'],
  ['a combination that makes no sense', '?platform=pvh&delivery=intx', 'PVH guest has no'],
  ['requests that are none', '?requests=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E', 'requests takes a list'],
  ['more than a disk holds', '?requests=w99999999%2B8', 'beyond its end'],
  ['a theme that is none', '?theme=purple', 'theme takes one of auto, light, dark'],
  ['a name of the language itself', '?__proto__=1&constructor=2', 'no parameter'],
  ['an endless value', `?requests=${'w0%2B8,'.repeat(200)}`, 'requests takes a list'],
] as const;

for (const [what, query, said] of HOSTILE) {
  test(`${what} is answered in words, and the default is shown`, async ({ page, host }) => {
    await host.open(query);
    const frame = page.frameLocator('iframe');
    const { step } = await widgetOn(frame);
    await expect(frame.getByRole('alert').filter({ hasText: said })).toBeVisible();
    await expect(step).toHaveAttribute('data-step', '0');
    expect(await page.locator('iframe').count()).toBe(1);
  });
}

test('the theme is what the page around it asks for, else what the device does', async ({ page, host }) => {
  const paper = () =>
    page
      .frameLocator('iframe')
      .locator('body')
      .evaluate((e) => getComputedStyle(e).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await host.open('');
  await widgetOn(page.frameLocator('iframe'));
  const light = await paper();
  await host.open('?theme=dark');
  await widgetOn(page.frameLocator('iframe'));
  const dark = await paper();
  expect(dark).not.toBe(light);
  await page.emulateMedia({ colorScheme: 'dark' });
  await host.open('?theme=light');
  await widgetOn(page.frameLocator('iframe'));
  expect(await paper()).toBe(light);
});

test('chrome=stage leaves out what is beside the stage, at each level', async ({ page, host }) => {
  const frame = page.frameLocator('iframe');
  const beside = {
    lines: frame.getByRole('region', { name: 'Listing' }),
    story: frame.getByRole('combobox'),
  };
  for (const [level, part] of Object.entries(beside)) {
    await host.open(`?level=${level}`);
    await widgetOn(frame);
    await expect(part.first()).toBeVisible();
    await host.open(`?chrome=stage&level=${level}`);
    await widgetOn(frame);
    await expect(part).toHaveCount(0);
  }
});

test('it does not take the focus, and keys outside it are not its own', async ({ page, host }) => {
  await host.open('');
  const { step } = await widgetOn(page.frameLocator('iframe'));
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press(' ');
  await expect(step).toHaveAttribute('data-step', '0');
});

test('it is not to be listed, and names the page that is', async ({ page }) => {
  await page.goto('embed/block-io/');
  await expect(page.locator('meta[name="robots"]')).toHaveAttribute('content', /noindex/);
  await expect(page.locator('link[rel="canonical"]')).toHaveAttribute('href', /\/simulations\/block-io\/$/);
});

fresh.describe('without scripts', () => {
  fresh.use({ javaScriptEnabled: false });

  fresh('it is a still with a link to the simulation', async ({ page }) => {
    await page.goto('embed/block-io/');
    await expect(widgetIn(page).region).toBeVisible();
    await expect(page.getByRole('link', { name: 'A block write, end to end on Ringside' })).toBeVisible();
    const html = await (await page.request.get('embed/block-io/')).text();
    expect(html).toMatch(/<noscript>[^<]*This is a still/);
  });
});
