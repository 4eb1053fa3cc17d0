import { wrapped } from '../figure/fit.ts';

/** A name set as large as its box allows: whole words, on lines below each other. */
export interface Fitted {
  readonly lines: readonly string[];
  readonly size: number;
}

/** Sizes that are tried; the width of a character and the distance of lines as parts of the size. */
const SIZES = [26, 23, 20, 17, 14] as const;
const CHARACTER = 0.54;
export const LEADING = 1.1;

export function fitted(name: string, width: number, height: number): Fitted {
  for (const size of SIZES) {
    const most = Math.floor(width / (size * CHARACTER));
    const lines = wrapped(name, most);
    if (lines.every((l) => l.length <= most) && lines.length * size * LEADING <= height)
      return { lines, size };
  }
  return { lines: [], size: SIZES[SIZES.length - 1] ?? 0 };
}
