// The widgets in a browser, as fast as this machine and four times slower: from the key or pointer to the next frame,
// and the work of the main thread for one step. Only roles are used: a button "Next step" and a slider.

import fs from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { basePath, OUT } from '../../app/_tools/lib.mjs';
import { serve } from '../../app/_tools/serve.mjs';
import { findBrowser } from '../tools/browser.mjs';

const LEVELS = ['story', 'mechanism', 'lines'];
/** One simulation at each level; and a race, which is two of them at the level of the story. */
const WIDGETS = [
  ...LEVELS.map((level) => ({
    part: `widget, ${level}`,
    route: 'simulations/block-io',
    query: `?level=${level}`,
    slider: 'Step',
  })),
  { part: 'race of two', route: 'compare', query: '', slider: 'Step of both' },
];
/** What no page can go below: a key pressed on a button that changes one word. */
const FLOOR = `data:text/html,<label>Step<input type=range></label><p id=p style="contain:strict;height:2em">0
  </p><button aria-label="Next step" onclick="p.textContent=Math.random()">n</button>`;
const RATES = [1, 4];
const STEPS = 40;
/** Milliseconds: longer than any motion. */
const SETTLE = 400;
/** Longer than it takes the address to follow. */
const PAUSE = 1500;
const PAUSES = 6;

const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? null;
};
const speed = (rate) => (rate === 1 ? 'this CPU' : `${rate} × slower CPU`);
const printer = (part) => (what, value, unit) => console.log(JSON.stringify({ part, what, value, unit }));

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

/** Runs in the page: the longest wait for a frame in the time that a motion takes. */
const longestWait = () =>
  new Promise((resolve) => {
    const start = performance.now();
    let [last, longest] = [0, 0];
    const frame = (now) => {
      if (last > 0) longest = Math.max(longest, now - last);
      last = now;
      if (now - start < 300) requestAnimationFrame(frame);
      else resolve(longest);
    };
    requestAnimationFrame(frame);
  });

/** The work of the main thread, in milliseconds, while `act` is done and has its effects. */
async function workOf(cdp, act, page, settle) {
  const busy = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find((m) => m.name === 'TaskDuration').value * 1000;
  };
  const before = await busy();
  await act();
  await page.waitForTimeout(settle);
  return (await busy()) - before;
}

/** @param ready what precedes each act and is not measured */
async function measure(page, cdp, act, ready = async () => undefined) {
  const work = [];
  await page.evaluate(() => {
    window.__frames.length = 0;
  });
  for (let i = 0; i < STEPS; i++) {
    await ready();
    work.push(await workOf(cdp, () => act(i), page, SETTLE));
  }
  return { frames: await page.evaluate(() => window.__frames), work };
}

/** Walks back and forth between the ends of the run: `ready` turns at an end, and throws if the last press took no step. */
function walkerOf(page, slider) {
  const [next, previous] = ['Next step', 'Previous step'].map((name) => page.getByRole('button', { name }));
  let [button, last] = [next, undefined];
  const ready = async () => {
    const place = await slider.evaluate((e) => e.dataset.step ?? e.getAttribute('aria-valuetext'));
    if (place === last) throw new Error(`a press changed nothing at ${place}`);
    last = place;
    const isOff = await button.evaluate((e) => e.disabled || e.ariaDisabled === 'true');
    if (isOff) button = button === next ? previous : next;
    await button.focus();
  };
  // The keyboard and the mouse, not the locators' own click: that waits and looks around on the page's main thread.
  return { ready, press: () => page.keyboard.press('Enter') };
}

function report(print, what, { frames, work }) {
  print(`${what}: input to next frame, p50`, quantile(frames, 0.5), 'ms');
  print(`${what}: input to next frame, p95`, quantile(frames, 0.95), 'ms');
  print(`${what}: main-thread work, p50`, quantile(work, 0.5), 'ms');
  print(`${what}: main-thread work, p95`, quantile(work, 0.95), 'ms');
}

async function repeated(times, measureOne) {
  const values = [];
  for (let i = 0; i < times; i++) values.push(await measureOne(i));
  return values;
}

async function open(browser, address) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(watchFrames);
  await page.goto(address);
  const cdp = await page.context().newCDPSession(page);
  // Time of the main thread's own: what other processes take from it is not its work.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { page, cdp, next: page.getByRole('button', { name: 'Next step' }) };
}

async function benchWidget(browser, origin, { part, route, query, slider: name }, rate) {
  const print = printer(`${part}, ${speed(rate)}`);
  if (!fs.existsSync(path.join(OUT, route, 'index.html'))) {
    print(`not available: the site is not built, or has no /${route}/`, null, '');
    return;
  }
  const { page, cdp } = await open(browser, `${origin}/${route}/${query}`);
  const slider = page.getByRole('slider', { name, exact: true });
  const found = await slider.waitFor({ timeout: 15_000 }).then(
    () => true,
    () => false,
  );
  if (!found) {
    print(`not available: the page has no slider “${name}”`, null, '');
    await page.close();
    return;
  }
  await page.waitForTimeout(PAUSE);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate });
  const rest = await measure(page, cdp, async () => undefined);
  const { ready, press } = walkerOf(page, slider);
  const stepped = await measure(page, cdp, press, ready);
  report(print, 'step', stepped);
  const pauses = await repeated(PAUSES, async () => {
    await ready();
    return workOf(cdp, press, page, PAUSE);
  });
  const waits = await repeated(PAUSES, async () => {
    await page.waitForTimeout(SETTLE);
    await ready();
    const [longest] = await Promise.all([page.evaluate(longestWait), press()]);
    return longest;
  });
  await ready();
  await slider.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await slider.boundingBox();
  const scrub = (i) => page.mouse.click(x + 8 + ((i * 7919) % (width - 16)), y + height / 2);
  report(print, 'scrub', await measure(page, cdp, scrub));
  print('step and a pause, in which the address follows: work, p50', quantile(pauses, 0.5), 'ms');
  print('step and a pause, in which the address follows: work, p95', quantile(pauses, 0.95), 'ms');
  print('while things move: longest wait for a frame, p50', quantile(waits, 0.5), 'ms');
  print('at rest: main-thread work in the same time, p95', quantile(rest.work, 0.95), 'ms');
  await page.close();
  return stepped;
}

async function benchFloor(browser, rate) {
  const { page, cdp, next } = await open(browser, FLOOR);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate });
  await next.focus();
  const floor = await measure(page, cdp, () => page.keyboard.press('Enter'));
  report(printer(`floor: one word changes, ${speed(rate)}`), 'key', floor);
  await page.close();
  return floor;
}

/** Every target is a ratio of two medians or two p95s of one run. */
function reportRatios(rate, floor, stepped) {
  const print = printer(`ratios, ${speed(rate)}`);
  const ratio = (what, kind, q, a, b) =>
    print(what, a && b ? quantile(a[kind], q) / quantile(b[kind], q) : null, '×');
  const race = stepped.at(-1);
  const story = stepped[LEVELS.indexOf('story')];
  for (const [i, level] of LEVELS.entries()) {
    ratio(`main-thread work of a step, p50, ${level} to floor`, 'work', 0.5, stepped[i], floor);
    ratio(`main-thread work of a step, p95, ${level} to floor`, 'work', 0.95, stepped[i], floor);
    ratio(`input to next frame, p95, ${level} to floor`, 'frames', 0.95, stepped[i], floor);
  }
  ratio('main-thread work of a step, p50, race of two to story', 'work', 0.5, race, story);
  ratio('main-thread work of a step, p95, race of two to story', 'work', 0.95, race, story);
}

async function main() {
  const executablePath = findBrowser();
  if (!executablePath) {
    printer('widget')('not available: no Chromium', null, '');
    return;
  }
  const { server, port } = await serve();
  const browser = await chromium.launch({ executablePath });
  try {
    for (const rate of RATES) {
      const floor = await benchFloor(browser, rate);
      const stepped = [];
      for (const widget of WIDGETS)
        stepped.push(
          await benchWidget(browser, `http://localhost:${port}${basePath()}`, widget, rate).catch((e) =>
            // The others are measured all the same, and this one says why it was not.
            printer(`${widget.part}, ${speed(rate)}`)(`failed: ${e.message.split('\n')[0]}`, null, ''),
          ),
        );
      reportRatios(rate, floor, stepped);
    }
  } finally {
    await browser.close();
    server.close();
  }
}

await main();
