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
  return widget;
}

/** The steps of the default run of block-io, as the engine itself counts them, and those of its story. */
export async function stepsOfBlockIo() {
  const { History, instantiate, levelIndex, loadScenario, readAt, readParams, stepAt } = await import(
    '../../engine/index.ts'
  );
  const scenario = await loadScenario('block-io');
  const levels = levelIndex();
  const history = new History(instantiate(scenario, readParams(scenario.params, {})), [levels.visit]);
  const { story } = levels.done(history.occurrences, history.length, scenario.told);
  return {
    length: history.length,
    opens: history.opens,
    story: story.map((stop) => stop.step).filter((step) => step > history.opens),
    at: (moment: string) => String(stepAt(history, readAt(moment))),
  };
}
