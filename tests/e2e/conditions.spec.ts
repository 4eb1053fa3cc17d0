// What readers meet and a fresh desktop browser does not: a network that goes, a host's page, fields that want their
// keys, a finger that scrolls, a low window, a tab in the background. Each over every template that has a widget.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FrameLocator, type Locator, type Page, test as plain } from '@playwright/test';
import { stepsOf } from '../engine/support/levels.ts';
import { EMBEDS, LESSONS, PAGES, RACES, SIMULATIONS, TEMPLATES, VIEWS } from './export.ts';
import { expect, test, testOfHost } from './site.ts';
import { widgetIn, widgetOn } from './widget.ts';

/** Nothing travels: what is looked at is where it will be. */
const still = (page: Page) => page.emulateMedia({ reducedMotion: 'reduce' });
const slider = (page: Page) => page.getByRole('slider', { name: /^Step/ });
const region = (page: Page) => page.getByRole('region', { name: /^(Simulation|Race): / });

plain.describe('a network that is gone', () => {
  plain.skip(({ isMobile }) => isMobile, 'A phone runs the same code.');

  for (const { template, path, live } of TEMPLATES)
    plain(
      `${template}: what cannot be fetched leaves a sentence, and is there when asked for again`,
      async ({ page, context }) => {
        const errors: string[] = [];
        page.on('pageerror', (e) => errors.push(e.message));
        await still(page);
        await page.goto(path);
        await live(page);
        await region(page).focus();
        await page.keyboard.press('ArrowRight');
        const step = await slider(page).inputValue();
        await context.setOffline(true);
        await page.keyboard.press('?');
        const notice = region(page).getByRole('alert').filter({ hasText: 'could not be fetched' });
        await expect(notice).toHaveCount(1);
        await expect(notice).toContainText('The list of keys');
        await expect(slider(page)).toHaveValue(step);
        await region(page).focus();
        await page.keyboard.press('ArrowRight');
        await expect(slider(page)).not.toHaveValue(step);
        await notice.getByRole('button', { name: 'Try again' }).click();
        await expect(notice).toHaveCount(1);
        await context.setOffline(false);
        await notice.getByRole('button', { name: 'Try again' }).click();
        await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
        await expect(notice).toHaveCount(0);
        await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
        expect(errors).toEqual([]);
      },
    );

  plain(
    'what the story fetches later may be missing, alone: the menu, the sharing, the question',
    async ({ page }) => {
      const errors: string[] = [];
      page.on('pageerror', (e) => errors.push(e.message));
      await page.goto(`${SIMULATIONS[0]}`);
      const { region: widget, step, next } = await widgetOn(page);
      const notice = widget.getByRole('alert').filter({ hasText: 'could not be fetched' });
      for (const [opener, what, title] of [
        ['More', 'The menu', 'This run'],
        ['Share', 'What shares', 'Share this moment'],
      ] as const) {
        await page.route(/\/_next\/static\//, (route) => route.abort());
        await widget.getByRole('button', { name: opener, exact: true }).click();
        await expect(notice).toContainText(what);
        const before = (await step.getAttribute('data-step')) ?? '';
        await next.click();
        await expect(step).not.toHaveAttribute('data-step', before);
        await notice.getByRole('button', { name: 'Do without' }).click();
        await expect(notice).toHaveCount(0);
        await widget.getByRole('button', { name: opener, exact: true }).click();
        await expect(notice).toContainText(what);
        await page.unroute(/\/_next\/static\//);
        await notice.getByRole('button', { name: 'Try again' }).click();
        await expect(page.getByRole('dialog', { name: title })).toBeVisible();
        await expect(notice).toHaveCount(0);
        await page.getByRole('button', { name: 'Close' }).click();
      }
      await page.route(/\/_next\/static\//, (route) => route.abort());
      await widget.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('radio', { name: 'Predict' }).check();
      await page.getByRole('button', { name: 'Close' }).click();
      // Nothing is asked until the run comes to what is asked about.
      await page.keyboard.press('Home');
      await widget.focus();
      await page.keyboard.press('End');
      await expect(notice).toContainText('The question');
      await page.unroute(/\/_next\/static\//);
      await notice.getByRole('button', { name: 'Try again' }).click();
      await expect(widget.getByRole('button', { name: 'Commit' })).toBeVisible();
      expect(errors).toEqual([]);
    },
  );

  plain(
    'without the level of lines the stage stays and steps, and it comes when chosen again',
    async ({ page }) => {
      const errors: string[] = [];
      page.on('pageerror', (e) => errors.push(e.message));
      await page.goto(`${SIMULATIONS[0]}`);
      const { region: widget, step, next } = await widgetOn(page);
      await page.route(/\/_next\/static\//, (route) => route.abort());
      const failed = page.waitForEvent('requestfailed');
      const lines = widget.getByRole('radio', { name: 'Lines' });
      await lines.check();
      await failed;
      await next.click();
      await expect(step).toHaveAttribute('data-step', '1');
      await expect(widget.getByRole('region', { name: 'Reason' })).toHaveCount(0);
      await page.unroute(/\/_next\/static\//);
      await widget.getByRole('radio', { name: 'Story' }).check();
      await lines.check();
      await expect(widget.getByRole('region', { name: 'Reason' })).toBeVisible();
      expect(errors).toEqual([]);
    },
  );

  for (const path of SIMULATIONS)
    plain(`${path}: each panel that is fetched may be missing, alone`, async ({ page }) => {
      const errors: string[] = [];
      page.on('pageerror', (e) => errors.push(e.message));
      await page.goto(`${path}?level=lines&at=start`);
      await widgetOn(page);
      await expect(page.getByRole('button', { name: 'Parameters' })).toBeVisible();
      await page.route(/\/_next\/static\//, (route) => route.abort());
      await page.getByRole('button', { name: 'Parameters' }).click();
      const folded = region(page).locator('details > summary:visible');
      for (let i = 0; i < (await folded.count()); i++) await folded.nth(i).click();
      const notices = region(page).getByRole('alert').filter({ hasText: 'could not be fetched' });
      const fetched = 1 + (await folded.count());
      await expect(notices).toHaveCount(fetched);
      await page.getByRole('button', { name: 'Next step', exact: true }).click();
      await expect(slider(page)).toHaveValue('1');
      await page.unroute(/\/_next\/static\//);
      for (let i = 0; i < fetched; i++)
        await notices.first().getByRole('button', { name: 'Try again' }).click();
      await expect(notices).toHaveCount(0);
      await expect(page.getByRole('button', { name: 'Apply and start over' })).toBeVisible();
      await expect(slider(page)).toHaveValue('1');
      expect(errors).toEqual([]);
    });

  const FETCHED = /\/_next\/static\/chunks\/.*\.(js|css)|\/embed\/assets\/.*\.js/;
  for (const { template, path, live } of TEMPLATES)
    plain(
      `${template}: a widget that cannot be fetched leaves its still, and comes when asked for again`,
      async ({ page }) => {
        const errors: string[] = [];
        page.on('pageerror', (e) => errors.push(e.message));
        // What the page itself names has arrived; what it asks for later does not, nor an embed's one script.
        let named: readonly string[] = [];
        await page.route(FETCHED, async (route) => {
          if (named.length === 0) {
            const html = await (await page.request.get(path)).text();
            named = [...html.matchAll(/\/_next\/static\/[^"'\\]+/g)].map(([url]) => url);
          }
          const { pathname } = new URL(route.request().url());
          await (named.some((url) => pathname.endsWith(url)) ? route.continue() : route.abort());
        });
        await page.goto(path);
        await region(page).first().scrollIntoViewIfNeeded();
        const notice = page.getByRole('alert').filter({ hasText: 'could not be fetched' }).first();
        await expect(notice).toBeVisible({ timeout: 15_000 });
        await expect(region(page).first()).toBeVisible();
        await page.unroute(FETCHED);
        await notice.getByRole('button', { name: 'Try again' }).click();
        await live(page);
        await expect(notice).toHaveCount(0);
        expect(errors).toEqual([]);
      },
    );
});

/** A page of another origin that frames embeds, one below the other; with `headers` of its own. */
async function inHost(
  page: Page,
  sources: readonly string[],
  attributes: string,
  run: () => Promise<void>,
  headers: http.OutgoingHttpHeaders = {},
): Promise<void> {
  const frames = sources.map(
    (src) => `<iframe title="Embed" src="${src}" ${attributes} style="border:0;display:block"></iframe>`,
  );
  const html = `<!doctype html><html lang="en"><title>Host</title><body style="margin:0">${frames.join('')}</html>`;
  const server = http.createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers }).end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await run();
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** The embed in a frame of the host, live. A widget comes when it is near. */
async function embedIn(page: Page, src: string): Promise<FrameLocator> {
  const frame = page.locator(`iframe[src="${src}"]`);
  await frame.scrollIntoViewIfNeeded();
  await widgetOn(frame.contentFrame());
  return frame.contentFrame();
}

/** Each frame takes the last height that its embed tells from now on. */
const listen = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const frames = [...document.querySelectorAll('iframe')];
    addEventListener('message', (e: MessageEvent<{ type?: string; height?: number }>) => {
      const teller = frames.find((f) => f.contentWindow === e.source);
      if (e.data?.type === 'ringside:height' && teller) teller.height = String(e.data.height);
    });
  });

testOfHost.describe('a host’s page', () => {
  testOfHost.skip(({ isMobile }) => isMobile, 'A phone runs the same code.');

  testOfHost(
    'each embed tells its whole height, also to who begins to listen late',
    async ({ page, baseURL }) => {
      const sources = EMBEDS.map((path) => `${baseURL}${path}`);
      const sandbox = 'width="100%" height="200" sandbox="allow-scripts"';
      await inHost(page, sources, sandbox, async () => {
        for (const src of sources) await embedIn(page, src);
        await listen(page);
        for (const src of sources) {
          const frame = page.locator(`iframe[src="${src}"]`);
          await expect
            .poll(() => frame.evaluate((f: HTMLIFrameElement) => Number(f.height)), { timeout: 20_000 })
            .toBeGreaterThan(200);
          const scrolls = () =>
            frame
              .contentFrame()
              .locator('html')
              .evaluate((e) => e.scrollHeight - window.innerHeight);
          await expect.poll(scrolls, src).toBe(0);
        }
      });
    },
  );

  testOfHost(
    'an embed tells its height when it is asked, and when it is seen again',
    async ({ page, baseURL }) => {
      const src = `${baseURL}${EMBEDS[0]}`;
      await inHost(page, [src], 'width="100%" height="200" sandbox="allow-scripts"', async () => {
        const frame = await embedIn(page, src);
        await frame.locator('body').evaluate(() =>
          addEventListener('message', ({ data }) => {
            if (data === 'be seen') document.dispatchEvent(new Event('visibilitychange'));
            if (data === 'mark') window.parent.postMessage('marked', '*');
          }),
        );
        /** How often the height is told for a message. Messages keep their order: what comes before the mark, is all. */
        const told = (message: unknown): Promise<number> =>
          page.evaluate(
            (m) =>
              new Promise<number>((done) => {
                let n = 0;
                const hear = ({ data }: MessageEvent): void => {
                  if (data?.type === 'ringside:height') n++;
                  if (data !== 'marked') return;
                  removeEventListener('message', hear);
                  done(n);
                };
                addEventListener('message', hear);
                const { contentWindow } = document.querySelector('iframe') as HTMLIFrameElement;
                for (const each of [m, 'mark']) contentWindow?.postMessage(each, '*');
              }),
            message,
          );
        // It tells by itself too, now and then: that may fall into one of the tries, not into each.
        for (const message of [{ type: 'ringside:height?' }, { message: 'ready' }, 'be seen'])
          for (let i = 0; i < 3; i++) expect(await told(message), JSON.stringify(message)).toBeGreaterThan(0);
        const unasked = { subject: 'lti.frameResize.response', error: { code: 'unsupported' } };
        await expect.poll(() => told(unasked)).toBe(0);
      });
    },
  );

  for (const sandbox of ['sandbox="allow-scripts"', ''])
    testOfHost(
      `each embed runs in a host that asks every part for leave (COEP require-corp), ${sandbox || 'without a sandbox'}`,
      async ({ page, baseURL }) => {
        const coep = {
          'Cross-Origin-Embedder-Policy': 'require-corp',
          'Cross-Origin-Opener-Policy': 'same-origin',
        };
        const sources = EMBEDS.map((path) => `${baseURL}${path}`);
        const act = async () => {
          for (const src of sources) {
            const { next, step } = widgetIn(await embedIn(page, src));
            const before = await step.inputValue();
            await next.click();
            await expect(step).not.toHaveValue(before);
          }
        };
        await inHost(page, sources, `width="100%" height="900" ${sandbox}`, act, coep);
      },
    );

  testOfHost(
    'where the clipboard is refused, the link is selected, announced and follows the step',
    async ({ page, baseURL }) => {
      await inHost(
        page,
        [`${baseURL}${EMBEDS[0]}?level=lines&amp;at=start`],
        'width="100%" height="900" sandbox="allow-scripts"',
        async () => {
          const { copyLink, next, step } = await widgetOn(page.frameLocator('iframe'));
          const field = page.frameLocator('iframe').getByRole('textbox', { name: 'Link to this step' });
          await next.click();
          await copyLink.click();
          await expect(field).toBeFocused();
          const selected = (): Promise<string> =>
            field.evaluate((e: HTMLInputElement) =>
              e.value.slice(e.selectionStart ?? 0, e.selectionEnd ?? 0),
            );
          expect(await selected()).toBe(await field.inputValue());
          await expect(
            page.frameLocator('iframe').getByRole('status').filter({ hasText: 'selected' }),
          ).toBeVisible();
          const before = await field.inputValue();
          await next.click();
          await next.click();
          await expect(step).toHaveAttribute('data-step', '3');
          expect(await field.inputValue()).not.toBe(before);
          expect(await field.inputValue()).toContain('at=');
          const { searchParams } = new URL(await field.inputValue());
          const { at } = await stepsOf((EMBEDS[0] ?? '').split('/')[1] ?? '');
          expect(at(searchParams.get('at') ?? '')).toBe('3');
        },
      );
    },
  );

  testOfHost('the snippet lets the frame write to the clipboard', async ({ page }) => {
    await page.goto(SIMULATIONS[0] ?? '');
    await expect(page.getByRole('textbox', { name: /^HTML/ })).toHaveValue(/ allow="clipboard-write"/);
  });
});

/** What is written into a field stands there, and what is selected is replaced. */
async function writes(text: Locator): Promise<void> {
  await text.fill('abc');
  await text.press('End');
  await text.press('Shift+ArrowLeft');
  await text.press('?');
  await expect(text).toHaveValue('ab?');
}

test.describe('fields', () => {
  // A lesson has its parameters in the menu alone.
  for (const { template, path, live } of TEMPLATES.filter((t) => t.path !== LESSONS[0]))
    test(`${template}: in a field every key is the field's`, async ({ page }) => {
      await still(page);
      await page.goto(path);
      await live(page);
      await region(page).focus();
      const isRace = RACES.includes(path);
      // The parameters stand beside the stage at the deepest level. A race has but one, and its handles.
      if (!isRace) {
        await page.keyboard.press('3');
        await page.getByRole('button', { name: 'Parameters' }).click();
        await expect(page.getByRole('button', { name: 'Apply and start over' })).toBeVisible();
      }
      await region(page).focus();
      await page.keyboard.press('ArrowRight');
      // Two keys that are the widget's may lead back to where it was, so each change counts.
      const steps = await slider(page).evaluateHandle((e: HTMLInputElement) => {
        const seen = [e.value];
        const look = () => e.value !== seen.at(-1) && seen.push(e.value);
        new MutationObserver(look).observe(e, { attributeFilter: ['aria-valuetext'] });
        return seen;
      });
      const fields = region(page).locator(isRace ? 'select' : 'form :is(input:not([type=checkbox]), select)');
      const keys = ['ArrowLeft', 'ArrowRight', 'Home', 'End', ' ', '?'];
      // A key is given to a field by what the field is: one of each kind.
      const kinds = await fields.evaluateAll((all) =>
        all.map((e) =>
          [e.tagName, e.getAttribute('type'), e.className, e.closest('[class]')?.className].join(),
        ),
      );
      expect(kinds.length).toBeGreaterThan(0);
      for (const [i, kind] of kinds.entries()) {
        if (kinds.indexOf(kind) < i) continue;
        const field = fields.nth(i);
        await field.focus();
        for (const key of keys)
          for (const shift of ['', 'Shift+']) {
            await page.keyboard.press(shift + key);
            // An open list takes the keys as well.
            await page.keyboard.press('Escape');
          }
        expect(await steps.jsonValue(), kind).toHaveLength(1);
      }
      await expect(page.getByRole('dialog')).toHaveCount(0);
      // The parameters of a race are choices.
      if (!isRace) await writes(region(page).locator('form input[type=text]').first());
    });

  for (const { path } of TEMPLATES.filter((t) => !RACES.includes(t.path)))
    test(`${path}: in the menu and in a handle of the story every key is the field's`, async ({ page }) => {
      await still(page);
      await page.goto(path);
      const { region: widget, step, next } = await widgetOn(page);
      await next.click();
      const before = (await step.getAttribute('data-step')) ?? '';
      const stays = async () => {
        await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toHaveCount(0);
        await expect(step).toHaveAttribute('data-step', before);
        await expect(widget.getByRole('radio', { name: 'Story' })).toBeChecked();
      };
      const handles = widget.getByRole('combobox');
      // A lesson shows the stage without them.
      expect((await handles.count()) > 0).toBe(path !== LESSONS[0]);
      for (const handle of await handles.all())
        for (const key of ['?', '3', '+', '.', 'Shift+ArrowRight']) await handle.press(key);
      await stays();
      await page.getByRole('button', { name: 'More', exact: true }).click();
      const text = page.getByRole('dialog', { name: 'This run' }).locator('input[type=text]').first();
      for (const key of ['3', '.', 'Home', 'End', 'ArrowRight']) await text.press(key);
      await writes(text);
      await page.getByRole('button', { name: 'Close' }).click();
      await stays();
    });
});

test.describe('a finger @phone-only', () => {
  for (const { template, path, live } of VIEWS)
    test(`${template}: a scroll that begins on the slider scrolls, and leaves the step`, async ({ page }) => {
      await still(page);
      await page.goto(path);
      await live(page);
      await region(page).focus();
      await page.keyboard.press('ArrowRight');
      const step = await slider(page).inputValue();
      await slider(page).scrollIntoViewIfNeeded();
      await page.evaluate(() => scrollBy(0, -120));
      const box = await slider(page).boundingBox();
      if (!box) throw new Error('There is no slider.');
      const [x, y] = [box.x + box.width * 0.8, box.y + box.height / 2];
      const before = await page.evaluate(() => scrollY);
      const client = await page.context().newCDPSession(page);
      const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: number) =>
        client.send('Input.dispatchTouchEvent', {
          type,
          touchPoints: at === undefined ? [] : [{ x, y: at }],
        });
      await touch('touchStart', y);
      for (let i = 1; i <= 12; i++) await touch('touchMove', y - i * 10);
      await touch('touchEnd');
      await expect.poll(() => page.evaluate(() => scrollY)).not.toBe(before);
      await expect(slider(page)).toHaveValue(step);
    });
});

test.describe('a low window', () => {
  test.skip(({ isMobile }) => isMobile, 'The window is what is low.');

  for (const path of [...PAGES, ...VIEWS.map((v) => v.path).filter((p) => !PAGES.includes(p))])
    test(`${path}: at 320 × 256 nothing sticks`, async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 256 });
      await page.goto(path);
      await VIEWS.find((v) => v.path === path)?.live(page);
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
      const stuck = await page.evaluate(() =>
        [...document.querySelectorAll('body *')]
          .filter((e) => /sticky|fixed/.test(getComputedStyle(e).position) && e.getClientRects().length > 0)
          .map((e) => e.className),
      );
      expect(stuck).toEqual([]);
    });

  for (const { template, path, live } of VIEWS)
    for (const [width, height] of [
      [320, 256],
      [390, 844],
    ] as const)
      test(`${template}: at ${width} × ${height} what has the focus can be seen`, async ({ page }) => {
        await page.setViewportSize({ width, height });
        await still(page);
        await page.goto(path);
        await live(page);
        await page.locator('body').focus();
        const hidden: string[] = [];
        let stops = 0;
        for (; stops < 60; stops++) {
          await page.keyboard.press('Tab');
          const covered = await page.evaluate(() => {
            const e = document.activeElement;
            if (!e || e === document.body) return 'end';
            const { left, top, width: w, height: h } = e.getBoundingClientRect();
            const places = [0.1, 0.5, 0.9].flatMap((fx) =>
              [0.1, 0.5, 0.9].map((fy) => [left + w * fx, top + h * fy] as const),
            );
            const seen = places.some(([x, y]) => {
              const at = document.elementFromPoint(x, y);
              return (
                at !== null &&
                (e.contains(at) || at.contains(e) || (e.closest('label')?.contains(at) ?? false))
              );
            });
            return seen ? '' : `${e.tagName} ${e.getAttribute('aria-label') ?? e.textContent?.slice(0, 30)}`;
          });
          if (covered === 'end') break;
          if (covered) hidden.push(covered);
        }
        expect(stops).toBeGreaterThan(6);
        expect(hidden).toEqual([]);
      });
});

test.describe('a tab in the background', () => {
  test.skip(({ isMobile }) => isMobile, 'A phone runs the same code.');

  for (const { template, path, live } of TEMPLATES)
    test(`${template}: nothing moves while nobody can see it, and it goes on when it is seen`, async ({
      page,
    }) => {
      const isRace = RACES.includes(path);
      // By calls a race has many ticks that pass fast.
      await page.goto(isRace ? `${path}?count=4&clock=calls&at=call.30` : path);
      await live(page);
      // The deepest level has steps enough to play for a while.
      await region(page).focus();
      await page.keyboard.press('3');
      const show = (visible: boolean) =>
        page.evaluate((v) => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => !v });
          document.dispatchEvent(new Event('visibilitychange'));
        }, visible);
      if (!isRace) await page.getByRole('combobox', { name: 'Speed' }).selectOption('10');
      await page.getByRole('button', { name: 'Play' }).click();
      const ago = await slider(page).inputValue();
      await expect(slider(page)).not.toHaveValue(ago);
      await show(false);
      // A step that had begun is over by then.
      await page.waitForTimeout(300);
      const value = await slider(page).inputValue();
      // At this speed three steps would have come.
      await page.waitForTimeout(800);
      expect(await slider(page).inputValue()).toBe(value);
      await show(true);
      await expect(slider(page)).not.toHaveValue(value);
      await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
    });
});

test('every template that has a widget is under these tests', () => {
  expect(TEMPLATES.map((t) => t.path)).toEqual(expect.arrayContaining([...RACES]));
});
