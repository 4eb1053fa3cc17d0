// The widget in a browser that is four times slower than this machine: from the key or pointer to the next frame, and
// the work of the main thread for one step. Only roles are used: a button "Next step" and a slider "Step".

import fs from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { basePath, OUT } from '../../app/_tools/lib.mjs';
import { serve } from '../../app/_tools/serve.mjs';
import { findBrowser } from '../tools/browser.mjs';

const PAGE = 'simulations/block-io';
const THROTTLE = 4;
const STEPS = 60;
const SETTLE = 400;

const print = (row) => console.log(JSON.stringify({ part: 'widget, 4 × slower CPU', ...row }));
const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? null;
};

/** Runs in the page: the time from an event's creation to the first frame after it was handled, in `window.__frames`. */
function watchFrames() {
  window.__frames = [];
  const onEvent = (event) => {
    const from = event.timeStamp;
    // A message posted from the frame callback is delivered after the frame has been produced.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.__frames.push(performance.now() - from);
      port2.postMessage(0);
    });
  };
  for (const type of ['click', 'input']) addEventListener(type, onEvent, { capture: true });
}

async function measure(page, cdp, act) {
  const busy = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find((m) => m.name === 'TaskDuration').value * 1000;
  };
  const work = [];
  await page.evaluate(() => {
    window.__frames.length = 0;
  });
  for (let i = 0; i < STEPS; i++) {
    const before = await busy();
    await act(i);
    await page.waitForTimeout(SETTLE);
    work.push((await busy()) - before);
  }
  return { frames: await page.evaluate(() => window.__frames), work };
}

function report(what, { frames, work }) {
  print({ what: `${what}: input to next frame, p50`, value: quantile(frames, 0.5), unit: 'ms' });
  print({ what: `${what}: input to next frame, p95`, value: quantile(frames, 0.95), unit: 'ms' });
  print({ what: `${what}: main-thread work, p95`, value: quantile(work, 0.95), unit: 'ms' });
}

/** Why the widget cannot be measured here, or undefined. */
function obstacle(browser) {
  if (!browser) return 'no Chromium';
  if (!fs.existsSync(path.join(OUT, PAGE, 'index.html'))) return `the site is not built, or has no /${PAGE}/`;
  return undefined;
}

async function main() {
  const executablePath = findBrowser();
  const why = obstacle(executablePath);
  if (why) {
    print({ what: `not available: ${why}`, value: null, unit: '' });
    return;
  }
  const { server, port } = await serve();
  const browser = await chromium.launch({ executablePath });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(watchFrames);
    await page.goto(`http://localhost:${port}${basePath()}/${PAGE}/`);
    const next = page.getByRole('button', { name: 'Next step' });
    const slider = page.getByRole('slider', { name: 'Step' });
    const found = await slider.waitFor({ timeout: 15_000 }).then(
      () => true,
      () => false,
    );
    if (!found) {
      print({ what: 'not available: the page has no slider “Step”', value: null, unit: '' });
      return;
    }
    await page.waitForTimeout(1000);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');
    const idle = await measure(page, cdp, async () => undefined);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
    // The keyboard and the mouse, not the locators' own click: that waits and looks around on the page's main thread.
    await next.focus();
    report('next step', await measure(page, cdp, () => page.keyboard.press('Enter')));
    const { x, y, width, height } = await slider.boundingBox();
    const scrub = (i) => page.mouse.click(x + 8 + ((i * 7919) % (width - 16)), y + height / 2);
    report('scrub', await measure(page, cdp, scrub));
    print({
      what: 'at rest: main-thread work in the same time, p95',
      value: quantile(idle.work, 0.95),
      unit: 'ms',
    });
  } finally {
    await browser.close();
    server.close();
  }
}

await main();
