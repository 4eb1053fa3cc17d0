// Finds the race's controls by the names that a reader hears.
import type { Page } from '@playwright/test';
import { expect } from './site.ts';

export const raceIn = (page: Page) => ({
  region: page.getByRole('region', { name: /^Race: / }),
  emulated: page.getByRole('region', { name: 'Emulated IDE disk' }),
  ring: page.getByRole('region', { name: 'Paravirtual disk (PVHVM)' }),
  ledger: page.getByRole('table', { name: 'Cost so far, side by side' }),
  slider: page.getByRole('slider', { name: 'Step of both' }),
  live: page
    .getByRole('region', { name: /^Race: / })
    .getByRole('status')
    .last(),
  play: page.getByRole('button', { name: 'Play' }),
  pause: page.getByRole('button', { name: 'Pause' }),
  next: page.getByRole('button', { name: 'Next step' }),
  previous: page.getByRole('button', { name: 'Previous step' }),
  first: page.getByRole('button', { name: 'First step' }),
  last: page.getByRole('button', { name: 'Last step' }),
  nextPhase: page.getByRole('button', { name: 'Next phase' }),
  previousPhase: page.getByRole('button', { name: 'Previous phase' }),
  parameters: page.getByRole('button', { name: 'Parameters' }),
  copyLink: page.getByRole('button', { name: 'Copy link' }),
});

/** The race, once it has taken the place of its still. */
export async function raceOn(page: Page) {
  const race = raceIn(page);
  await race.region.evaluate((e) => e.scrollIntoView());
  await expect(race.slider).toBeVisible();
  return race;
}

/** The counts of one row of the ledger: emulated, ring, ratio. */
export const rowOf = async (page: Page, counter: string): Promise<readonly string[]> =>
  raceIn(page)
    .ledger.getByRole('row', { name: new RegExp(`^${counter}`, 'i') })
    .getByRole('cell')
    .allTextContents();
