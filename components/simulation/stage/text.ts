/** Text on the stage is real text of known width: these break and shorten it without measuring. */

export const shorten = (text: string, max: number): string =>
  text.length > max ? `${text.slice(0, max - 1)}…` : text;

/** Breaks a name after underscores and spaces into lines of at most `max` characters; the last line is shortened. */
export function wrapName(name: string, max: number, lines: number): readonly string[] {
  const out: string[] = [''];
  for (const word of name.split(/(?<=[_ ])/)) {
    const last = out.at(-1) ?? '';
    if (last === '' || last.length + word.length <= max) out[out.length - 1] = last + word;
    else out.push(word);
  }
  const kept = out.length > lines ? [...out.slice(0, lines - 1), out.slice(lines - 1).join('')] : out;
  return kept.map((line) => shorten(line.trimEnd(), max));
}
