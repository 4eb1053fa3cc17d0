/** A list with its repetitions put together: each new item by itself, and each series of items that were all there before as one. */
export interface Series<T> {
  readonly first: T;
  readonly last: T;
  readonly count: number;
  /** All of its items were there before. */
  readonly again: boolean;
}

/** @param sameness two items with the same text count as the same */
export function seriesOf<T>(items: readonly T[], sameness: (item: T) => string): readonly Series<T>[] {
  const seen = new Set<string>();
  const out: Series<T>[] = [];
  for (const item of items) {
    const again = seen.has(sameness(item));
    seen.add(sameness(item));
    const open = again ? out.at(-1) : undefined;
    if (open?.again) out[out.length - 1] = { ...open, last: item, count: open.count + 1 };
    else out.push({ first: item, last: item, count: 1, again });
  }
  return out;
}
