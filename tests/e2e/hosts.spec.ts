// The embed in pages of another origin, for every combination of what hosts allow: it works, or it says what it would
// show and where; it is never blank. What each embed does in one such page is in conditions.spec.ts.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type FrameLocator, type Page } from '@playwright/test';
import { OUT } from '../../app/_tools/lib.mjs';
import { createHandler } from '../../app/_tools/serve.mjs';
import { findBrowser } from '../tools/browser.mjs';
import { expect, fresh, testOfHost } from './site.ts';
import { widgetIn, widgetOn } from './widget.ts';

/** What our own server says besides what a file is, and a host that says nothing does not. */
const SAID = ['Access-Control-Allow-Origin', 'Cross-Origin-Resource-Policy', 'Cross-Origin-Embedder-Policy'];
const EMBED = 'embed/block-io/';
const LINK = 'A block write, end to end on Ringside';

interface Servers {
  /** Serves a page of another site under the headers given, and gives its address. */
  readonly host: (body: string, headers?: http.OutgoingHttpHeaders) => Promise<string>;
  /** The export, by a server that says nothing about other origins. */
  readonly bare: string;
}

const listening = async (handler: http.RequestListener, name: string) => {
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return { server, address: `http://${name}:${(server.address() as AddressInfo).port}/` };
};

const test = testOfHost.extend<{ servers: Servers }, { both: Servers }>({
  both: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants one
    async ({}, use) => {
      const page = { html: '', headers: {} as http.OutgoingHttpHeaders };
      const answer = createHandler({ root: OUT, base: '' });
      const host = await listening((_, response) => {
        response
          .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...page.headers })
          .end(page.html);
      }, '127.0.0.1');
      const bare = await listening((request, response) => {
        const write = response.writeHead.bind(response);
        response.writeHead = ((status: number, headers: http.OutgoingHttpHeaders) =>
          write(
            status,
            Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => !SAID.includes(name))),
          )) as typeof response.writeHead;
        void answer(request, response);
      }, 'localhost');
      await use({
        host: async (body, headers = {}) => {
          page.html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><body style="margin:0">${body}</body></html>`;
          page.headers = headers;
          return host.address;
        },
        bare: bare.address,
      });
      for (const { server } of [host, bare]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
    { scope: 'worker' },
  ],
  servers: ({ both }, use) => use(both),
});

test.skip(({ isMobile }) => isMobile, 'A phone runs the same code.');

const frameOf = (src: string, rest = ''): string =>
  `<iframe title="Embed" src="${src.replaceAll('&', '&amp;')}" style="border:0;display:block" ${rest}></iframe>`;

/** A press of Next changes the step. */
async function steps(frame: FrameLocator): Promise<void> {
  const { step, next, region } = await widgetOn(frame);
  await expect(region.locator('svg text', { hasText: 'shared page' })).toBeVisible();
  const before = await step.inputValue();
  await next.click();
  await expect(step).not.toHaveValue(before);
}

/** What went wrong on a page and in its frames. */
function errorsOf(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', (e) => errors.push(e.message));
  page.on('console', (m) => m.type() === 'error' && errors.push(m.text()));
  return errors;
}

for (const sandbox of ['', 'sandbox="allow-scripts"', 'sandbox="allow-scripts allow-same-origin"'])
  for (const cors of [true, false])
    test(`it works ${sandbox ? `in ${sandbox}` : 'in a plain frame'}, ${cors ? 'with' : 'without'} CORS headers, at each level`, async ({
      page,
      baseURL,
      servers,
    }) => {
      const errors = errorsOf(page);
      const src = `${cors ? baseURL : servers.bare}${EMBED}`;
      await page.goto(await servers.host(frameOf(src, `width="100%" height="800" ${sandbox}`)));
      const frame = page.frameLocator('iframe');
      await steps(frame);
      for (const [level, shows] of [
        ['Mechanism', 'Share'],
        ['Lines', 'Copy link'],
      ] as const) {
        await frame.getByRole('radio', { name: level, exact: true }).check();
        await expect(frame.getByRole('button', { name: shows, exact: true })).toBeVisible();
      }
      await expect(frame.getByRole('region', { name: 'Reason' })).not.toBeEmpty();
      // Its texts come with it.
      await expect(frame.getByRole('region', { name: 'Listing' })).toContainText(/ = .*\(/);
      await steps(frame);
      expect(errors).toEqual([]);
    });

test('it works where the host’s cross-site storage is kept apart, and where it is refused, and keeps nothing', async ({
  page,
  baseURL,
  servers,
}) => {
  const src = `${baseURL}${EMBED}`;
  const address = await servers.host(frameOf(src, 'width="100%" height="800"'));
  // Playwright's own flags refuse it; a browser as people have it keeps it apart for each host.
  await page.goto(address);
  await steps(page.frameLocator('iframe'));
  const args = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--remote-debugging-pipe',
  ];
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    ignoreDefaultArgs: true,
    args: [...args, `--user-data-dir=${test.info().outputPath('profile')}`],
  });
  try {
    const tab = await browser.newPage();
    const errors = errorsOf(tab);
    await tab.goto(address);
    await steps(tab.frameLocator('iframe'));
    const kept = await tab
      .frameLocator('iframe')
      .locator('body')
      .evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
    expect(kept).toEqual([0, 0, '']);
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});

const WRAPPED = (base: string, src = `${base}${EMBED}`): string =>
  `<script src="${base}embed.js"></script><ringside-sim src="${src}" title="A block write"><a href="${src}">A block write</a></ringside-sim>`;

test('our wrapper takes the height, the theme and the size of text, and its link goes', async ({
  page,
  baseURL,
  servers,
}) => {
  await page.goto(await servers.host(`<div style="font-size:20px">${WRAPPED(`${baseURL}`)}</div>`));
  const frame = page.frameLocator('iframe');
  await steps(frame);
  await expect(page.getByRole('link')).toHaveCount(0);
  const html = frame.locator('html');
  await expect.poll(() => html.evaluate((e) => e.scrollHeight - window.innerHeight)).toBe(0);
  expect(await html.evaluate((e) => getComputedStyle(e).fontSize)).toBe('20px');
  await page.locator('ringside-sim').evaluate((e) => e.setAttribute('theme', 'dark'));
  await expect(html).toHaveAttribute('data-theme', 'dark');
});

test('our wrapper keeps its link where nothing comes in eight seconds', async ({
  page,
  servers,
  baseURL,
}) => {
  await page.clock.install();
  const nothing = await servers.host('<p>nothing</p>');
  const address = await servers.host(WRAPPED(`${baseURL}`, `${nothing}other/`));
  await page.goto(address);
  await expect(page.locator('iframe')).toHaveCount(1);
  await expect(page.getByRole('link', { name: 'A block write' })).toBeVisible();
  await page.clock.fastForward(8100);
  await expect(page.locator('iframe')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'A block write' })).toBeVisible();
});

const FORBIDS = {
  'frames are forbidden': "frame-src 'none'",
  'scripts are forbidden': "script-src 'none'",
} as const;
for (const [what, policy] of Object.entries(FORBIDS))
  test(`where ${what} by the host, the wrapper’s link is there`, async ({ page, baseURL, servers }) => {
    await page.clock.install();
    await page.goto(await servers.host(WRAPPED(`${baseURL}`), { 'Content-Security-Policy': policy }));
    await page.clock.fastForward(9000);
    await expect(page.locator('iframe')).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'A block write' })).toBeVisible();
  });

test('where the host forbids scripts, a plain frame works: its scripts are its own', async ({
  page,
  baseURL,
  servers,
}) => {
  const policy = { 'Content-Security-Policy': "script-src 'none'; style-src 'none'" };
  await page.goto(await servers.host(frameOf(`${baseURL}${EMBED}`, 'width="900" height="800"'), policy));
  await steps(page.frameLocator('iframe'));
});

test('under COEP an embed that says nothing of it is refused by the browser, and the wrapper’s link is there', async ({
  page,
  baseURL,
  servers,
}) => {
  await page.clock.install();
  const coep = { 'Cross-Origin-Embedder-Policy': 'require-corp' };
  const address = await servers.host(WRAPPED(`${baseURL}`, `${servers.bare}${EMBED}`), coep);
  await page.goto(address);
  await page.clock.fastForward(9000);
  await expect(page.locator('iframe')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'A block write' })).toBeVisible();
});

test('where its scripts do not come, the steps stand in words, with the way to the simulation', async ({
  page,
  baseURL,
  servers,
}) => {
  await page.route(/embed\/assets\/.*\.js/, (route) => route.abort());
  const sandbox = 'width="700" height="800" sandbox="allow-scripts"';
  await page.goto(await servers.host(frameOf(`${baseURL}${EMBED}`, sandbox)));
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('alert')).toContainText('could not be fetched');
  await expect(frame.getByRole('heading', { name: 'The steps in words' })).toBeVisible();
  expect(await frame.getByRole('listitem').count()).toBeGreaterThan(10);
  await expect(frame.getByRole('link', { name: LINK })).toBeVisible();
});

for (const width of [320, 390, 600, 820, 1200])
  test(`at ${width} pixels nothing scrolls within a frame that takes the height, before and after it grows and shrinks`, async ({
    page,
    baseURL,
    servers,
  }) => {
    await page.setViewportSize({ width, height: 900 });
    const follow = `<script>addEventListener('message', ({ data }) => {
      if (data.type === 'ringside:height') document.querySelector('iframe').height = data.height; });</script>`;
    const sandbox = 'width="100%" height="200" sandbox="allow-scripts"';
    await page.goto(await servers.host(follow + frameOf(`${baseURL}${EMBED}?at=open`, sandbox)));
    const frame = page.frameLocator('iframe');
    await widgetOn(frame);
    const inner = () =>
      frame
        .locator('html')
        .evaluate((e) => [
          Math.max(0, e.scrollWidth - window.innerWidth),
          Math.max(0, e.scrollHeight - window.innerHeight),
          Math.floor(window.innerHeight - e.getBoundingClientRect().height),
        ]);
    await expect.poll(inner).toEqual([0, 0, 0]);
    const before = await page.locator('iframe').getAttribute('height');
    for (const level of ['Lines', 'Story']) {
      await frame.getByRole('radio', { name: level, exact: true }).check();
      await expect.poll(inner, level).toEqual([0, 0, 0]);
    }
    await expect(page.locator('iframe')).toHaveAttribute('height', before ?? '');
    // The two do not chase each other.
    await page.waitForTimeout(600);
    await expect(page.locator('iframe')).toHaveAttribute('height', before ?? '');
  });

test('it speaks each host’s own words for its height, WordPress’s with the secret from behind another hash', async ({
  page,
  baseURL,
  servers,
}) => {
  const collect = `<script>told = []; addEventListener('message', (e) => told.push(e.data));</script>`;
  const src = `${baseURL}${EMBED}#s=abc#?secret=aBcDeF1234`;
  const sandbox = 'width="700" height="300" sandbox="allow-scripts"';
  await page.goto(await servers.host(collect + frameOf(src, sandbox)));
  const frame = page.frameLocator('iframe');
  await widgetOn(frame);
  type Message = Readonly<Record<string, unknown>>;
  const told = () => page.evaluate(() => (window as unknown as { told: Message[] }).told);
  await expect.poll(async () => (await told()).some((m) => m.type === 'ringside:ready')).toBe(true);
  // The height of the live widget is the last that was told.
  await expect
    .poll(async () => {
      const heights = (await told()).filter((m) => m.type === 'ringside:height');
      return heights.at(-1)?.height;
    })
    .toBeGreaterThan(500);
  const all = await told();
  const height = all.findLast((m) => m.type === 'ringside:height')?.height;
  const last = (name: string, value: string) => all.findLast((m) => m[name] === value);
  expect(last('subject', 'lti.frameResize')).toEqual({ subject: 'lti.frameResize', height });
  expect(last('context', 'h5p')).toEqual({ context: 'h5p', action: 'resize', scrollHeight: height });
  expect(last('type', 'iframe-resized')).toEqual({ type: 'iframe-resized', width: 700, height });
  expect(last('message', 'height')).toEqual({ message: 'height', value: height, secret: 'aBcDeF1234' });
  // A frame of WordPress opens no window: the page around is asked.
  await frame.getByRole('link', { name: LINK }).dispatchEvent('click');
  const page_ = expect.stringMatching(/\/simulations\/block-io\/$/);
  await expect
    .poll(async () => (await told()).find((m) => m.message === 'link'))
    .toEqual({ message: 'link', value: page_, secret: 'aBcDeF1234' });
});

test('a frame that takes the height of what it holds by itself shows all of it', async ({
  page,
  baseURL,
  servers,
}) => {
  await page.goto(
    await servers.host(
      `<style>iframe{frame-sizing:content-height;height:auto}</style>${frameOf(`${baseURL}${EMBED}`, 'width="700"')}`,
    ),
  );
  test.skip(
    !(await page.evaluate(() => CSS.supports('frame-sizing', 'content-height'))),
    'This browser has none.',
  );
  const frame = page.frameLocator('iframe');
  await widgetOn(frame);
  await expect
    .poll(() => frame.locator('html').evaluate((e) => e.scrollHeight - window.innerHeight))
    .toBeLessThanOrEqual(1);
});

test('its theme and the size of its text change by message, from the page around and nobody else', async ({
  page,
  baseURL,
  servers,
}) => {
  await page.goto(await servers.host(frameOf(`${baseURL}${EMBED}`, 'width="700" height="600"')));
  const frame = page.frameLocator('iframe');
  await widgetOn(frame);
  const send = (message: object) =>
    page.evaluate((m) => document.querySelector('iframe')?.contentWindow?.postMessage(m, '*'), message);
  const html = frame.locator('html');
  const paper = () => frame.locator('body').evaluate((e) => getComputedStyle(e).backgroundColor);
  const light = await paper();
  await send({ type: 'ringside:theme', theme: 'dark' });
  await expect.poll(paper).not.toBe(light);
  await send({ type: 'ringside:theme', theme: 'light' });
  await expect.poll(paper).toBe(light);
  await send({ type: 'ringside:theme', theme: 'purple' });
  await send({ type: 'ringside:text', size: 24 });
  await expect.poll(() => html.evaluate((e) => getComputedStyle(e).fontSize)).toBe('24px');
  await expect(html).toHaveAttribute('data-theme', 'light');
  await html.evaluate(() => postMessage({ type: 'ringside:theme', theme: 'dark' }, '*'));
  await send({ type: 'ringside:theme', theme: 'auto' });
  await expect(html).not.toHaveAttribute('data-theme');
});

for (const [width, height] of [
  [340, 420],
  [700, 360],
  [1200, 420],
] as const)
  test(`in a frame of ${width} × ${height} that takes no height, what is said and Next are seen without scrolling`, async ({
    page,
    baseURL,
    servers,
  }) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    const size = `width="${width}" height="${height}" sandbox="allow-scripts"`;
    await page.goto(await servers.host(frameOf(`${baseURL}${EMBED}`, size)));
    const frame = page.frameLocator('iframe');
    const { next } = await widgetOn(frame);
    const said = frame.locator('figcaption p').first();
    for (const part of width === 1200 ? [said] : [said, next])
      await expect.poll(async () => bottomOf(await part.boundingBox())).toBeLessThanOrEqual(height);
  });

const bottomOf = (box: { y: number; height: number } | null): number => (box ? box.y + box.height : 9999);

test('it does not keep the focus or the wheel, and does not play by itself', async ({
  page,
  baseURL,
  servers,
}) => {
  const follow = `<script>addEventListener('message', ({ data }) => {
    if (data.type === 'ringside:height') document.querySelector('iframe').height = data.height; });</script>`;
  const body = `${follow}<a href="#a">before</a>${frameOf(`${baseURL}${EMBED}?controls=steps&panels=none`, 'width="100%" height="300"')}<a href="#b">after</a><div style="height:2000px"></div>`;
  await page.goto(await servers.host(body));
  const frame = page.frameLocator('iframe');
  const { step, play } = widgetIn(frame);
  await expect(step).toBeVisible();
  await page.getByRole('link', { name: 'before' }).focus();
  const isAfter = () => page.evaluate(() => document.activeElement?.textContent === 'after');
  for (let i = 0; i < 60 && !(await isAfter()); i++) await page.keyboard.press('Tab');
  expect(await isAfter()).toBe(true);
  await page.evaluate(() => scrollTo(0, 0));
  await page.mouse.move(400, 200);
  await page.mouse.wheel(0, 300);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100);
  await expect(play).toBeVisible();
  await expect(step).toHaveValue('0');
});

test('a part of the run is all that can be reached, and panels and controls are those that its address names', async ({
  page,
  baseURL,
}) => {
  await page.goto(`${baseURL}${EMBED}?from=ring&to=ring&panels=counts&controls=steps`);
  const { step, next, previous } = widgetIn(page);
  await expect(step).toBeVisible();
  const last = Number(await step.getAttribute('max'));
  expect(last).toBeGreaterThan(0);
  await expect(previous).toHaveAttribute('aria-disabled', 'true');
  for (let i = 0; i < last; i++) await next.click();
  await expect(next).toHaveAttribute('aria-disabled', 'true');
  await expect(step).toHaveValue(String(last));
  await page.keyboard.press('End');
  await expect(step).toHaveValue(String(last));
  await expect(page.getByRole('list', { name: 'Chapters' })).toHaveCount(0);
  await expect(page.getByRole('radio', { name: 'Lines' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'More' })).toHaveCount(0);
  await expect(page.locator('#widget dl')).toBeVisible();
});

fresh.describe('without scripts', () => {
  fresh.use({ javaScriptEnabled: false });
  fresh.skip(({ isMobile }) => isMobile, 'A phone shows the same.');

  fresh('a host shows the still, the steps in words and the link', async ({ page }) => {
    await page.goto(EMBED);
    await expect(page.getByRole('heading', { name: 'The steps in words' })).toBeVisible();
    expect(await page.getByRole('listitem').count()).toBeGreaterThan(10);
    await expect(page.getByRole('link', { name: LINK })).toBeVisible();
    await expect(widgetIn(page).region).toBeVisible();
  });
});

test('on paper the steps stand in words, and the link with its address', async ({ page, baseURL }) => {
  await page.goto(`${baseURL}${EMBED}`);
  await widgetOn(page);
  await expect(page.getByRole('heading', { name: 'The steps in words' })).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { name: 'The steps in words' })).toBeVisible();
  await expect(widgetIn(page).next).toBeHidden();
});

test('each embed has a picture, 16 : 9, that needs nothing else', async ({ page, baseURL }) => {
  const address = `${baseURL}${EMBED}picture.svg`;
  const text = await (await page.request.get(address)).text();
  expect(text).toMatch(/viewBox="0 0 1280 720"/);
  expect(text).not.toMatch(/light-dark|@import|url\((?!#)|href="(?!#)/);
  await page.goto(address);
  const ground = await page.locator('svg > rect').evaluate((e) => getComputedStyle(e).fill);
  expect(ground).toBe('rgb(251, 249, 244)');
  const panels = page.locator('svg svg rect');
  expect(await panels.count()).toBeGreaterThan(0);
  expect(
    await panels.evaluateAll(
      (all) => all.filter((e) => getComputedStyle(e).fill === 'rgb(29, 33, 38)').length,
    ),
  ).toBe(0);
});
