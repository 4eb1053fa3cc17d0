/** Text on the stage has fonts of known width, so it is shortened without being measured. */

/** Units that a character of the stage's fonts takes, by size class: plain text is narrower than monospaced. */
export const CHARACTER = { text: 5.5, mono: 6.4, title: 6.3 } as const;

/** Characters that fit into a width. */
export const fits = (width: number, font: keyof typeof CHARACTER = 'mono'): number =>
  Math.max(0, Math.floor(width / CHARACTER[font]));

/** The words of a text in lines of so many characters; a longer word has a line of its own. */
export function wrapped(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export const widthOf = (text: string, font: keyof typeof CHARACTER = 'mono'): number =>
  text.length * CHARACTER[font];

/** Keeps the room of a text that is not there. */
export const BLANK = '\u00a0';
