// The colours of tokens.css against WCAG 2.2, success criterion 1.4.3 (contrast of text, 4.5:1), in both themes.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../app/_tools/lib.mjs';

const AA = 4.5;
const INKS = ['ink', 'ink-soft', 'ink-faint', 'link'];
const PAPERS = ['paper', 'paper-raised', 'paper-sunk'];
const WORLDS = ['guest', 'hypervisor', 'host', 'device-model', 'hardware', 'shared', 'bad'];

const css = fs.readFileSync(path.join(ROOT, 'app/styles/tokens.css'), 'utf8');
const colours = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

/** Relative luminance as WCAG defines it, of a colour written as six hex digits. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [0, 2, 4]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const PAIRS = [
  ...INKS.flatMap((ink) =>
    [...PAPERS, ...WORLDS.map((world) => `${world}-fill`)].map((on) => [ink, on] as const),
  ),
  ...WORLDS.flatMap((world) => [...PAPERS, `${world}-fill`].map((on) => [world, on] as const)),
];

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each(PAIRS)('text in --%s can be read on --%s', (text, on) => {
    const [a, b] = [colours.get(text)?.[theme], colours.get(on)?.[theme]];
    if (!a || !b) throw new Error(`--${text} and --${on} must both be light-dark(#rrggbb, #rrggbb)`);
    expect(contrast(a, b)).toBeGreaterThanOrEqual(AA);
  });
});
