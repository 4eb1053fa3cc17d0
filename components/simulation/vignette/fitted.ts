/** A name set as large as its box allows: whole words, on lines below each other. */
export interface Fitted {
  readonly lines: readonly string[];
  readonly size: number;
}

/** Sizes that are tried, and the width of a character as a part of the size. */
const SIZES = [26, 23, 20, 17, 14] as const;
const CHARACTER = 0.54;
const LEADING = 1.1;

export function fitted(name: string, width: number, height: number): Fitted {
  for (const size of SIZES) {
    const lines = broken(name, Math.floor(width / (size * CHARACTER)));
    if (lines && lines.length * size * LEADING <= height) return { lines, size };
  }
  return { lines: [], size: SIZES[SIZES.length - 1] ?? 0 };
}

/** The words in lines of so many characters; undefined where a word is longer. */
function broken(name: string, most: number): readonly string[] | undefined {
  const lines: string[] = [];
  for (const word of name.split(' ').filter(Boolean)) {
    if (word.length > most) return undefined;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
