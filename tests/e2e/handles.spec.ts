// The handles of every simulation can be read: the name of a value is never cut, whichever is chosen, at any width.
import { SIMULATIONS } from './export.ts';
import { expect, test } from './site.ts';
import { widgetOn } from './widget.ts';

const WIDTHS = [1440, 820, 390];

/** Pixels that a list of values needs for the longest of them, and those that it has. */
const roomOf = (lists: Element[]): readonly (readonly [name: string, needs: number, has: number])[] =>
  lists.map((list) => {
    const copy = list.cloneNode(true) as HTMLElement;
    copy.style.cssText = 'position: absolute; inline-size: max-content; min-inline-size: 0';
    list.after(copy);
    const needs = copy.getBoundingClientRect().width;
    copy.remove();
    const name = list.closest('label')?.querySelector('span')?.textContent ?? '';
    return [name, needs, list.getBoundingClientRect().width] as const;
  });

for (const width of WIDTHS)
  test(`no value of a handle is cut at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const address of SIMULATIONS) {
      await page.goto(address);
      const { region } = await widgetOn(page);
      const lists = region.locator('label > select');
      await expect(lists.first(), address).toBeVisible();
      const cut = (await lists.evaluateAll(roomOf)).filter(([, needs, has]) => needs > has + 0.5);
      expect(cut, address).toEqual([]);
    }
  });
