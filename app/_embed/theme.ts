import type { Pair } from '@/engine/index.ts';

/** `?theme=`: an embed looks as the page around it asks, and otherwise as the reader’s device does. */
export const THEMES = ['auto', 'light', 'dark'] as const;

/** What is wrong with the theme of an address, in a sentence. */
export function themeProblem(pairs: readonly Pair[]): string | undefined {
  const asked = pairs.find(([name]) => /(?:^|;)theme$/.test(name))?.[1];
  // Marks that stuck to the link when it was copied are not the theme's.
  return asked === undefined || THEMES.some((t) => t === asked.replace(/[^a-z]+$/, ''))
    ? undefined
    : `theme takes one of ${THEMES.join(', ')}, not "${asked.slice(0, 40)}".`;
}
