// The widget alone, with React and with Preact in its place: how many bytes each fetches to open one scenario, and which
// of a few checks in a browser each passes. It decides whether a standalone embed may be built with Preact.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'esbuild';
import { brotliSize } from '../../app/_tools/compress.mjs';
import { ROOT } from '../../app/_tools/lib.mjs';
import { findBrowser } from '../tools/browser.mjs';

const SCENARIO = 'block-io';
const row = (part, what, value, unit) => console.log(JSON.stringify({ part, what, value, unit }));

const LIBRARIES = {
  React: {},
  Preact: {
    react: fileURLToPath(import.meta.resolve('preact/compat')),
    'react-dom': fileURLToPath(import.meta.resolve('preact/compat')),
    'react-dom/client': fileURLToPath(import.meta.resolve('preact/compat/client')),
    'react/jsx-runtime': fileURLToPath(import.meta.resolve('preact/jsx-runtime')),
  },
};

/** Bundles the widget as a browser would get it: one module, and a chunk for each part that is fetched later. */
const bundle = (alias, outdir) =>
  build({
    absWorkingDir: ROOT,
    entryPoints: { widget: 'tests/bench/widget-alone.tsx' },
    outdir,
    alias: { ...alias, '@': ROOT },
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });

const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html' };

async function serveFolder(folder) {
  const page = `<!doctype html><html lang="en"><link rel="stylesheet" href="/widget.css"><link rel="icon" href="data:,">
    <body data-scenario="${SCENARIO}"><main></main><script type="module" src="/widget.js"></script></html>`;
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const file = path.join(folder, path.normalize(pathname));
    const found = pathname !== '/' && fs.existsSync(file);
    response.writeHead(found || pathname === '/' ? 200 : 404, {
      'Content-Type': found ? TYPES[path.extname(file)] : TYPES['.html'],
    });
    response.end(found ? fs.readFileSync(file) : pathname === '/' ? page : '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}

const expectThat = (holds, what) => {
  if (!holds) throw new Error(what);
};
const until = async (asked, what) => {
  for (let i = 0; i < 100; i++) {
    if (await asked()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(what);
};

/** Each gets a page on which the widget has opened. */
const CHECKS = {
  'it opens': async ({ slider }) => expectThat((await slider.inputValue()) === '0', 'The step is not 0.'),
  'every step of the run changes the reason, the listing and the slider': async ({
    page,
    slider,
    button,
  }) => {
    const last = Number(await slider.getAttribute('max'));
    const seen = new Set();
    await button('Next step').focus();
    for (let n = 1; n <= last; n++) {
      await page.keyboard.press('Enter');
      expectThat((await slider.inputValue()) === String(n), `Step ${n} is not on the slider.`);
      seen.add(await page.getByRole('region', { name: 'Listing' }).textContent());
      const reason = await page.getByRole('region', { name: 'Reason' }).textContent();
      expectThat(reason.includes(String(n)), `The reason is not that of step ${n}.`);
    }
    expectThat(seen.size > last / 2, 'The listing does not follow.');
    await page.keyboard.press('Enter');
    expectThat((await slider.inputValue()) === String(last), 'The run does not end.');
  },
  'a fill of the slider goes to its step': async ({ page, slider }) => {
    await slider.fill('40');
    const reason = page.getByRole('region', { name: 'Reason' });
    await until(async () => (await reason.textContent()).includes('40'), 'The reason stays behind.');
  },
  'keys step, jump and open the list of keys': async ({ page, slider, widget }) => {
    await widget.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    expectThat((await slider.inputValue()) === '1', 'Arrows do not step.');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor({ timeout: 5000 });
    await page.keyboard.press('Escape');
    await until(async () => (await page.getByRole('dialog').count()) === 0, 'Escape does not close it.');
  },
  'parameters open, a wrong one is refused in a sentence, a right one runs anew': async ({
    page,
    slider,
    button,
  }) => {
    await button('Parameters').click();
    const apply = button('Apply and start over');
    await apply.waitFor({ timeout: 5000 });
    const max = await slider.getAttribute('max');
    const text = page.locator('form input[type=text]').first();
    await text.fill('no such request');
    await apply.click();
    await until(async () => (await page.locator('[aria-invalid=true]').count()) > 0, 'Nothing is refused.');
    await text.fill('w0+8=Ringside*2');
    await apply.click();
    await until(async () => (await slider.getAttribute('max')) !== max, 'The run is the old one.');
  },
  'a prediction is committed and judged': async ({ page, slider, button }) => {
    await page.getByRole('radio', { name: 'Predict' }).check({ force: true });
    const commit = button('Commit and run');
    for (let i = 0; i < 400 && (await commit.count()) === 0; i++) await button('Next step').press('Enter');
    await commit.waitFor({ timeout: 5000 });
    const asked = Number(await slider.inputValue());
    await page.locator('form fieldset input[type=radio]').first().check({ force: true });
    await commit.click();
    const verdict = page.getByText(/As you predicted|Not so/);
    await verdict.waitFor({ timeout: 15_000 });
    expectThat(Number(await slider.inputValue()) > asked, 'The run did not go on.');
  },
  'what is pointed at or has the focus explains itself': async ({ page }) => {
    const part = page.locator('svg g[tabindex="0"]').first();
    await part.focus();
    const text = await part.getAttribute('aria-label');
    await until(
      async () => (await page.locator('figcaption').textContent()) === text,
      'The caption is another.',
    );
  },
  'it plays and pauses': async ({ slider, button }) => {
    await button('Play').click();
    await until(async () => (await slider.inputValue()) !== '0', 'It does not play.');
    await button('Pause').click();
    await button('Play').waitFor({ timeout: 5000 });
  },
  'what is folded opens': async ({ page }) => {
    for (const summary of await page.locator('summary').all()) await summary.click();
    await until(async () => (await page.locator('details[open] table').count()) > 0, 'No table appears.');
  },
};

async function check(browser, origin, one) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const errors = [];
  page.on('pageerror', (e) => errors.push(e.message));
  page.on('console', (m) => m.type() === 'error' && errors.push(m.text()));
  try {
    await page.goto(origin);
    const slider = page.getByRole('slider', { name: 'Step', exact: true });
    await slider.waitFor({ timeout: 15_000 });
    const button = (name) => page.getByRole('button', { name, exact: true });
    await one({ page, slider, button, widget: page.getByRole('region', { name: /^Simulation: / }) });
    expectThat(errors.length === 0, errors[0]);
    return undefined;
  } catch (e) {
    return [errors[0], e.message.split('\n')[0]].filter(Boolean).join(' · ');
  } finally {
    await page.close();
  }
}

/** Bytes of all that is fetched until the widget has opened. */
async function opened(browser, origin, folder) {
  const page = await browser.newPage();
  const files = new Set();
  page.on('request', (r) => files.add(new URL(r.url()).pathname));
  await page.goto(origin, { waitUntil: 'networkidle' });
  await page.close();
  const sum = (ending) =>
    [...files]
      .filter((f) => f.endsWith(ending))
      .reduce((n, f) => n + brotliSize(fs.readFileSync(path.join(folder, f))), 0);
  return { js: sum('.js'), css: sum('.css') };
}

const executablePath = findBrowser();
const browser = executablePath && (await chromium.launch({ executablePath }));
if (!browser) row('Preact in React’s place', 'not available: no Chromium', null, '');
for (const [name, alias] of browser ? Object.entries(LIBRARIES) : []) {
  const part = `the widget alone, ${SCENARIO}, with ${name}`;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'widget-alone-'));
  await bundle(alias, folder);
  const { server, origin } = await serveFolder(folder);
  const { js, css } = await opened(browser, origin, folder);
  row(part, 'JavaScript until it has opened, words and all', js / 1024, 'KB (brotli)');
  row(part, 'CSS', css / 1024, 'KB (brotli)');
  for (const [what, one] of Object.entries(CHECKS)) {
    const failed = await check(browser, origin, one);
    row(part, failed ? `${what}: fails: ${failed}` : what, failed ? 0 : 1, failed ? '' : 'passes');
  }
  server.closeAllConnections();
  server.close();
  fs.rmSync(folder, { recursive: true, force: true });
}
await browser?.close();
