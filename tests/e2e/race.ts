// Finds the race's controls by the names that a reader hears.
import type { Page } from '@playwright/test';
import { expect } from './site.ts';

export const raceIn = (page: Page) => ({
  region: page.getByRole('region', { name: /^Race: / }),
  emulated: page.getByRole('region', { name: 'Pretended disk (emulated IDE)' }),
  ring: page.getByRole('region', { name: 'Shared page (PV drivers)' }),
  counts: page.getByRole('table', { name: 'Counted so far' }),
  slider: page.getByRole('slider', { name: 'Step of both' }),
  live: page.getByRole('region', { name: /^Race: / }).locator('[role=status][aria-live]'),
  play: page.getByRole('button', { name: 'Play' }),
  pause: page.getByRole('button', { name: 'Pause' }),
  next: page.getByRole('button', { name: 'Next step' }),
  previous: page.getByRole('button', { name: 'Previous step' }),
  byGoals: page.getByRole('radio', { name: 'By goals' }),
  byCalls: page.getByRole('radio', { name: 'By calls' }),
  goal: (name: string) => page.getByRole('list', { name: 'Chapters' }).getByRole('button', { name }),
  /** The goal that both are after. */
  here: page.getByRole('list', { name: 'Chapters' }).locator('[aria-current=step]'),
  copyLink: page.getByRole('button', { name: 'Copy link' }),
});

/** The race, once it has taken the place of its still. */
export async function raceOn(page: Page) {
  const race = raceIn(page);
  await race.region.evaluate((e) => e.scrollIntoView());
  await expect(race.slider).toBeVisible();
  return race;
}

/** The counts of one row of a table of the race: emulated, ring, ratio. */
export const rowOf = async (
  page: Page,
  counter: string,
  table = 'Counted so far',
): Promise<readonly string[]> =>
  page
    .getByRole('table', { name: table })
    .getByRole('row', { name: new RegExp(`^${counter}`, 'i') })
    .getByRole('cell')
    .allTextContents();
