/** A run's moments for telling: each that is new by itself, and stretches in which every one was there before. */
export interface Stretch<T> {
  readonly first: T;
  readonly last: T;
  readonly count: number;
  /** All of it has been told. */
  readonly told: boolean;
}

/** `sameness`: two with the same text tell the same. */
export function stretchesOf<T>(items: readonly T[], sameness: (item: T) => string): readonly Stretch<T>[] {
  const seen = new Set<string>();
  const out: Stretch<T>[] = [];
  for (const item of items) {
    const told = seen.has(sameness(item));
    seen.add(sameness(item));
    const open = told ? out.at(-1) : undefined;
    if (open?.told) out[out.length - 1] = { ...open, last: item, count: open.count + 1 };
    else out.push({ first: item, last: item, count: 1, told });
  }
  return out;
}
