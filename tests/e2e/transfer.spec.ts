// One visit to each simulation: what its page really transfers before its widget is near and after, and whether what
// then stands there, with its own figure and words, can be used by everybody. The island puts `data-island` on
// the element it observes; nothing of the widget may arrive until that element nears the viewport.
import { LABELS, type WordedScenario } from '../../content/scenarios/index.ts';
import { BUDGETS } from '../tools/budgets.mjs';
import { addedScripts, recordTransfers } from '../tools/transfer.mjs';
import { SIMULATIONS } from './export.ts';
import { expect, expectAccessibleInBothThemes, fresh as test } from './site.ts';

const IDS = SIMULATIONS.map((page) => page.split('/')[1] ?? '');

for (const id of IDS)
  test(`the widget of ${id} arrives only when it is near, its narration one file a mechanism when its mechanism is shown, both within their budgets, and it is accessible`, async ({
    page,
  }) => {
    const recording = recordTransfers(page);
    await page.addInitScript(holdIntersections);
    await page.goto(`simulations/${id}/`, { waitUntil: 'networkidle' });
    const before = await recording.transfers();
    expect(addedScripts([], before).bytes).toBeLessThanOrEqual(BUDGETS.js.island);

    await page.evaluate(() => dispatchEvent(new Event('release-intersections')));
    await page.locator('[data-island]').first().scrollIntoViewIfNeeded();
    await expect(page.getByRole('slider', { name: 'Step', disabled: false })).toBeVisible({
      timeout: 20_000,
    });
    await page.waitForLoadState('networkidle');
    const { scripts, bytes } = addedScripts(before, await recording.transfers());
    expect(scripts.length).toBeGreaterThan(0);
    expect.soft(bytes).toBeLessThanOrEqual(BUDGETS.widget + BUDGETS.words);

    const opened = await recording.transfers();
    await page.getByRole('button', { name: 'Next step' }).click();
    // It is asked for with the step, if at all: the network was idle before, so its being idle says nothing.
    await page.waitForTimeout(300);
    expect(addedScripts(opened, await recording.transfers()).scripts, 'the story needs no more').toEqual([]);
    await page.getByRole('radio', { name: 'Mechanism' }).check();
    const narration = async () => addedScripts(opened, await recording.transfers());
    const parts = (await LABELS[id as WordedScenario]()).narration.length;
    await expect.poll(async () => (await narration()).scripts.length, { timeout: 20_000 }).toBe(parts);
    expect.soft((await narration()).bytes).toBeLessThanOrEqual(BUDGETS.narration);

    await expectAccessibleInBothThemes(page, '[data-island]');
  });

/** In the page: observers see nothing until the event, so that "not near yet" does not depend on the layout. */
function holdIntersections(): void {
  const Observer = window.IntersectionObserver;
  window.IntersectionObserver = class extends Observer {
    override observe(target: Element): void {
      addEventListener('release-intersections', () => super.observe(target), { once: true });
    }
  };
}
