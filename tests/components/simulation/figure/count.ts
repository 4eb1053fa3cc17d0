/** Counts what a reader sees of a figure, as a reader counts: from its drawings, which are all that is drawn. */
import { type Drawn, itemsOf, type Level, nameOf } from '@/components/simulation/figure/spec.ts';

/** What a level may show at once, so that a newcomer can take it in; ARCHITECTURE.md says what the levels are. */
export const LIMITS: Readonly<Record<Level, { boxes: number; texts: number; identifiers: number }>> = {
  story: { boxes: 7, texts: 18, identifiers: 0 },
  mechanism: { boxes: 12, texts: 35, identifiers: 4 },
  lines: {
    boxes: Number.POSITIVE_INFINITY,
    texts: Number.POSITIVE_INFINITY,
    identifiers: Number.POSITIVE_INFINITY,
  },
};

/** Underscores, brackets of a call, and hex are the marks of code. */
const CODE = /_|\(\)|0x[0-9a-f]|\b[0-9a-f]{2}( [0-9a-f]{2})+\b/i;
export const isCode = (text: string): boolean => CODE.test(text);

/** What stands in the code of a sentence: `req_prod`, `schedule()`, `0x1f0`, `freeIds`. */
export const IDENTIFIER = /_|\(\)|0x|\b[a-z]+[A-Z]/;

interface Counted {
  readonly boxes: number;
  readonly texts: number;
  /** The texts that are code. */
  readonly identifiers: readonly string[];
}

/** Label, value and sign of one thing are one text. Cells without words do not count. */
export function countOf(drawings: readonly (Drawn | null)[], level: Level): Counted {
  const shown = drawings.filter((d): d is Drawn => d !== null);
  const texts = shown.flatMap((d) => [
    [d.title, d.aside].filter(Boolean).join(' '),
    ...itemsOf(d).map((i) =>
      [nameOf(i, level, false), i.value, i.note, ...runs(i)].filter(Boolean).join(' '),
    ),
  ]);
  const words = texts.filter((t) => /\p{L}{2}/u.test(t));
  return { boxes: shown.length, texts: words.length, identifiers: texts.filter(isCode) };
}

const runs = (item: object): readonly string[] =>
  'runs' in item ? (item.runs as readonly { readonly bytes: string }[]).map((r) => r.bytes) : [];
