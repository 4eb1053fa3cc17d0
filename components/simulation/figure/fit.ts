/** Text on the stage has fonts of known width, so it is shortened without being measured. */

/** Units that a character of the stage's fonts takes, by size class: plain text is narrower than monospaced. */
export const CHARACTER = { text: 5.5, mono: 6.4, title: 6.3 } as const;

/** Characters that fit into a width. */
export const fits = (width: number, font: keyof typeof CHARACTER = 'mono'): number =>
  Math.max(0, Math.floor(width / CHARACTER[font]));

export const widthOf = (text: string, font: keyof typeof CHARACTER = 'mono'): number =>
  text.length * CHARACTER[font];
