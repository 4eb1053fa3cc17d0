/**
 * From the front page by the clock, as a newcomer goes: to the point of the race within half a minute, and to a picture of
 * the moment “the index moves” for a slide within a minute; by pointer, by keyboard alone, and on a phone.
 *
 * What is counted does not depend on the machine that runs the test: what the site itself lets a reader wait, by its own
 * clock, which stands still unless the test lets it run; and a stated model of the reader. Pressing and pointing are those
 * of the Keystroke-Level Model (Card, Moran and Newell, “The keystroke-level model for user performance time with
 * interactive systems”, Communications of the ACM 23, 7, 1980, pages 396 to 410): 1.2 s a key for somebody unfamiliar with
 * a keyboard, each Tab included; 1.1 s to point and 0.2 s to press. A swipe is taken as pointing. What must be read to
 * know what to press next is read at three words a second, a slow reader’s pace.
 */
import type { Locator, Page } from '@playwright/test';
import { expect, fresh } from './site.ts';

const KEY = 1.2;
const POINT = 1.3;
const WORDS_A_SECOND = 3;
/** Milliseconds by which the site’s clock is let run while a reader waits for it. */
const TICK = 100;
/** A wait longer than this is no wait: nothing happens. */
const PATIENCE = 30_000;

/** Somebody who goes through the site, and what it costs them. */
class Newcomer {
  private readonly counted = { keys: 0, points: 0, words: 0, waited: 0 };

  readonly page: Page;
  readonly how: 'pointer' | 'keyboard' | 'finger';

  constructor(page: Page, how: Newcomer['how']) {
    this.page = page;
    this.how = how;
  }

  async arrive(): Promise<void> {
    await this.page.clock.install();
    await this.page.goto('./');
    await this.page.clock.pauseAt(Date.now() + 60_000);
  }

  async read(...texts: readonly Locator[]): Promise<void> {
    for (const text of texts) {
      await this.bringNear(text);
      const words = ((await text.textContent()) ?? '')
        .split(/\s+/)
        .filter((word) => /[\p{L}\p{N}]/u.test(word));
      this.counted.words += words.length;
    }
  }

  /** A finger swipes to what lies beyond the window; a pointer’s wheel costs as much. */
  private async bringNear(thing: Locator): Promise<void> {
    if (this.how === 'keyboard') return;
    const away = await thing.evaluate((e) => {
      const { top, bottom } = e.getBoundingClientRect();
      return top < 0 ? -top / innerHeight : Math.max(0, bottom - innerHeight) / innerHeight;
    });
    // Half a window a swipe.
    this.counted.points += Math.ceil(away * 2);
    if (away > 0) await thing.scrollIntoViewIfNeeded();
  }

  /** Presses what is wanted: with a pointer or finger there; with the keyboard by as many Tabs as it takes to come to it. */
  async press(thing: Locator, key = 'Enter'): Promise<void> {
    if (this.how !== 'keyboard') {
      await this.bringNear(thing);
      this.counted.points++;
      await (this.how === 'finger' ? thing.tap() : thing.click());
      return;
    }
    await thing.waitFor();
    for (let tabs = 0; !(await thing.evaluate((e) => e === document.activeElement)); tabs++) {
      if (tabs > 40) throw new Error('The tab key never comes there.');
      await this.key('Tab');
    }
    await this.key(key);
  }

  async key(name: string): Promise<void> {
    this.counted.keys++;
    await this.page.keyboard.press(name);
  }

  /** By keyboard: past the head of the page. */
  async skipToContent(): Promise<void> {
    if (this.how !== 'keyboard') return;
    await this.press(this.page.getByRole('link', { name: 'Skip to the content' }));
  }

  /** Waits for what the site shows when it is ready to. */
  async waitFor(thing: Locator): Promise<void> {
    for (let waited = 0; !(await thing.isVisible()); waited += TICK) {
      if (waited > PATIENCE) throw new Error('It never comes.');
      await this.page.clock.runFor(TICK);
      this.counted.waited += TICK;
    }
  }

  /** Expects it to have taken no longer than this, in seconds. */
  expectWithin(seconds: number, what: string): void {
    const { keys, points, words, waited } = this.counted;
    const parts = [keys * KEY, points * POINT, words / WORDS_A_SECOND, waited / 1000];
    const total = parts.reduce((sum, part) => sum + part, 0);
    const bill = `${what}: ${total.toFixed(1)} s = ${keys} keys, ${points} points or swipes, ${words} words, ${waited / 1000} s of waiting`;
    fresh.info().annotations.push({ type: 'by the clock', description: bill });
    expect(total, bill).toBeLessThanOrEqual(seconds);
  }
}

const home = (page: Page) => {
  const side = (name: RegExp) => page.getByRole('group', { name });
  const [emulated, shared] = [
    side(/^A disk that is only pretended/),
    side(/^A page that both sides share/),
  ] as const;
  return {
    emulated,
    shared,
    question: page.getByRole('heading', { level: 1 }),
    intro: page.locator('header h1 + p'),
    guesses: emulated.locator('label'),
    commit: page.getByRole('button', { name: 'That is my guess' }),
    show: page.getByRole('button', { name: 'Just show me' }),
    point: page.getByRole('heading', { name: /^26 : 1/ }),
  };
};

async function readQuestion(who: Newcomer, withGuesses: boolean): Promise<void> {
  const { question, intro, emulated, shared, guesses } = home(who.page);
  await who.read(question, intro);
  for (const side of [emulated, shared]) await who.read(side.locator('legend > span'));
  if (withGuesses) for (const guess of await guesses.all()) await who.read(guess);
}

/** The sentence of the moment that is called “the index moves”. */
const MOVES = /moves the count/;

/** With a guess for either way, as the page asks for it. */
async function guessAndWatch(who: Newcomer): Promise<void> {
  const { emulated, shared, commit, point } = home(who.page);
  await who.arrive();
  await readQuestion(who, true);
  await who.press(emulated.getByRole('radio', { name: 'about ten' }));
  await who.press(shared.getByRole('radio', { name: 'never' }));
  await who.press(commit);
  await who.waitFor(point);
  await who.read(point);
}

/** To the picture, from the card of the front page that says what it is for. */
async function teach(who: Newcomer): Promise<void> {
  const { page } = who;
  await who.arrive();
  await who.read(home(page).question);
  await who.skipToContent();
  const cards = page.getByRole('heading', { level: 2 });
  const card = page.getByRole('heading', { level: 2, name: 'Teach' });
  for (const other of await cards.filter({ hasText: /^(Learn|Watch|Compare)$/ }).all()) await who.read(other);
  await who.read(card, card.locator('xpath=following-sibling::p'));
  await who.press(card.getByRole('link'));
  await share(who, MOVES);
}

/** To the picture by the list of simulations and the steps of the smallest of them. */
async function watchAndShare(who: Newcomer): Promise<void> {
  const { page } = who;
  await who.arrive();
  await who.read(home(page).question, page.getByRole('navigation', { name: 'Site' }));
  await who.press(page.getByRole('link', { name: 'Simulations', exact: true }));
  await expect(page.getByRole('heading', { level: 1, name: 'Simulations' })).toBeVisible();
  const entry = page.locator('main h3').first();
  await who.skipToContent();
  await who.read(entry, entry.locator('xpath=following-sibling::p').first());
  await who.press(entry.getByRole('link'));
  const region = page.getByRole('region', { name: /^Simulation: / });
  await expect(region.getByRole('slider', { name: 'Step' })).toBeVisible();
  const caption = region.locator('figcaption p').first();
  for (let steps = 0; !MOVES.test((await caption.textContent()) ?? ''); steps++) {
    if (steps > 8) throw new Error('The index does not move within eight steps.');
    await who.read(caption);
    // On arrival the arrow steps, though nothing has the focus.
    if (who.how === 'keyboard') await who.key('ArrowRight');
    else await who.press(region.getByRole('button', { name: 'Next step' }));
  }
  await share(who, MOVES);
}

async function share(who: Newcomer, says: RegExp): Promise<void> {
  const { page } = who;
  const region = page.getByRole('region', { name: /^Simulation: / });
  const caption = region.locator('figcaption');
  await expect(region.getByRole('slider', { name: 'Step' })).toBeVisible();
  await expect(caption).toContainText(says);
  await who.read(page.getByRole('heading', { level: 1 }), caption.locator('p').first());
  await who.skipToContent();
  if (who.how === 'keyboard') await who.press(region.getByRole('button', { name: 'Skip the drawing' }));
  await who.press(region.getByRole('button', { name: 'Share' }));
  const save = page.getByRole('button', { name: 'Save a picture, 16 : 9' });
  await who.read(page.getByRole('dialog').getByRole('heading'), save);
  const saved = page.waitForEvent('download');
  await who.press(save);
  expect((await saved).suggestedFilename()).toMatch(/\.png$/);
}

const HALF_A_MINUTE = 30;
const A_MINUTE = 60;

fresh('by pointer: a guess, the race and its point', async ({ page }) => {
  const who = new Newcomer(page, 'pointer');
  await guessAndWatch(who);
  who.expectWithin(HALF_A_MINUTE, 'pointer, home to the point');
});

fresh('by keyboard alone: one arrow starts the race', async ({ page }) => {
  const who = new Newcomer(page, 'keyboard');
  await who.arrive();
  await readQuestion(who, false);
  await who.read(home(page).show);
  await who.key('ArrowRight');
  await who.waitFor(home(page).point);
  await who.read(home(page).point);
  who.expectWithin(HALF_A_MINUTE, 'keyboard, home to the point');
});

fresh('on a phone: a guess, the race and its point @phone-only', async ({ page }) => {
  const who = new Newcomer(page, 'finger');
  await guessAndWatch(who);
  who.expectWithin(HALF_A_MINUTE, 'phone, home to the point');
});

for (const [how, tag] of [
  ['pointer', ''],
  ['keyboard', ''],
  ['finger', ' @phone-only'],
] as const) {
  fresh(
    `with a ${how}: from the card of the front page to a picture of the index that moves${tag}`,
    async ({ page }) => {
      const who = new Newcomer(page, how);
      await teach(who);
      who.expectWithin(A_MINUTE, `${how}, home to the picture by its card`);
    },
  );

  fresh(
    `with a ${how}: by the list of simulations to a picture of the index that moves${tag}`,
    async ({ page }) => {
      const who = new Newcomer(page, how);
      await watchAndShare(who);
      who.expectWithin(A_MINUTE, `${how}, home to the picture by the list`);
    },
  );
}
