// Finds the widget's controls by the names that a reader hears.
import type { FrameLocator, Page } from '@playwright/test';
import { expect } from './site.ts';

export const widgetIn = (place: Page | FrameLocator) => ({
  region: place.getByRole('region', { name: /^Simulation: / }),
  step: place.getByRole('slider', { name: 'Step' }),
  play: place.getByRole('button', { name: 'Play' }),
  next: place.getByRole('button', { name: 'Next step' }),
  previous: place.getByRole('button', { name: 'Previous step' }),
  first: place.getByRole('button', { name: 'First step' }),
  last: place.getByRole('button', { name: 'Last step' }),
  nextChapter: place.getByRole('button', { name: 'Next chapter' }),
  copyLink: place.getByRole('button', { name: 'Copy link' }),
});

/** The widget, once it has taken the place of its still. */
export async function widgetOn(place: Page | FrameLocator) {
  const widget = widgetIn(place);
  // It comes when the reader is near; the still that it replaces stands where it will be.
  if ('mouse' in place) {
    await place.evaluate(() => document.querySelector('section[aria-label^="Simulation"]')?.scrollIntoView());
  }
  await expect(widget.step).toBeVisible();
  // The deepest level has panels of its own; until they have arrived the others stand there.
  if (await place.getByRole('radio', { name: 'Lines', exact: true }).isChecked())
    await expect(place.getByRole('region', { name: 'Reason' })).toBeVisible();
  return widget;
}
