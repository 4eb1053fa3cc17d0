// What only those who work on the site need is not in what readers get.
import fs from 'node:fs';
import { expect, test } from '@playwright/test';
import { filesUnder, OUT } from '../../app/_tools/lib.mjs';
import { INTRODUCTION } from '../../components/simulation/figure/dev/rectangles.ts';

const texts: readonly string[] = filesUnder(OUT)
  .filter((file: string) => /\.(js|html|txt|css)$/.test(file))
  .map((file: string) => fs.readFileSync(file, 'utf8'));
const withText = (text: string): number => texts.filter((t) => t.includes(text)).length;

test('the export has nothing of the tool for placing rectangles', () => {
  // A sentence of another part that is fetched on demand: texts do stand in the files as they stand in the source.
  expect(withText('Keyboard shortcuts')).toBeGreaterThan(0);
  for (const text of [INTRODUCTION, 'Rectangles of the parts', 'PlacingTool']) expect(withText(text)).toBe(0);
});
