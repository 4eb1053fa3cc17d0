/**
 * Why a line is there. Narration is kept by procedure and line label, apart from the scenarios, because a mechanism
 * is told in the same words wherever it runs.
 */
export type Narration = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The reasons of several mechanisms in one table, keyed `procedure.label` as a step names its line. */
export const byLine = (...parts: readonly Narration[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    parts.flatMap((part) =>
      Object.entries(part).flatMap(([procedure, lines]) =>
        Object.entries(lines).map(([label, why]) => [`${procedure}.${label}`, why]),
      ),
    ),
  );

/** Some procedures of a table: a scenario says nothing of what it does not have. */
export const only = (part: Narration, procedures: readonly string[]): Narration =>
  Object.fromEntries(Object.entries(part).filter(([name]) => procedures.includes(name)));

/** A table without some procedures. */
export const without = (part: Narration, procedures: readonly string[]): Narration =>
  Object.fromEntries(Object.entries(part).filter(([name]) => !procedures.includes(name)));
