/**
 * Why a line is there. Narration is kept by procedure and line label, apart from the scenarios, because a mechanism
 * is told in the same words wherever it runs.
 */
export type Narration = Readonly<Record<string, Readonly<Record<string, Why>>>>;

/** A line with a condition has two texts: its condition holds, or the line was looked at and passed over. */
export type Why = string | { readonly holds: string; readonly passed: string };

/** Each text of an entry. */
export const textsOf = (why: Why): readonly string[] =>
  typeof why === 'string' ? [why] : [why.holds, why.passed];

/** The reasons of several mechanisms in one table, keyed `procedure.label` as a step names its line. */
const byLine = (...parts: readonly Narration[]): Readonly<Record<string, Why>> =>
  Object.fromEntries(
    parts.flatMap((part) =>
      Object.entries(part).flatMap(([procedure, lines]) =>
        Object.entries(lines).map(([label, why]) => [`${procedure}.${label}`, why]),
      ),
    ),
  );

/** Fetches the reasons of one mechanism, or of a story's own program. */
export type NarrationLoader = () => Promise<{ readonly narration: Narration }>;

/** Fetches several, side by side. Of two reasons for the same line the later one counts: a program's own come last. */
export const fetchNarration = async (
  loaders: readonly NarrationLoader[],
): Promise<Readonly<Record<string, Why>>> =>
  byLine(...(await Promise.all(loaders.map((load) => load()))).map(({ narration }) => narration));
