/** What a replay found: how much agreed, what the engine does not cover yet, and the first place where it differs. */

/** The first disagreement between a file and the engine. */
export interface Divergence {
  /** Where in the file: `row 17 (f.push)`, `types["struct blkif_request"].fields.id`. */
  readonly at: string;
  /** What the file says. */
  readonly expected: string;
  /** What the engine did. */
  readonly got: string;
  readonly sentence: string;
}

/** Part of a file that belongs to something the engine does not have. Never counted as matched. */
export interface NotCovered {
  readonly what: string;
  readonly count: number;
}

export interface Outcome {
  readonly format: string;
  readonly matched: number;
  readonly total: number;
  readonly notCovered: readonly NotCovered[];
  /** What the numbers are made of, one sentence each. */
  readonly notes: readonly string[];
  readonly divergence: Divergence | undefined;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : String(value));

export function divergence(at: string, what: string, expected: unknown, got: unknown): Divergence {
  const [e, g] = [shown(expected), shown(got)];
  return { at, expected: e, got: g, sentence: `${at}: ${what} is ${g}, the file says ${e}.` };
}

/** Counts single facts; the first that differs is kept. */
export class Tally {
  matched = 0;
  total = 0;
  first: Divergence | undefined;
  readonly uncovered = new Map<string, number>();

  fact(at: string, what: string, expected: unknown, got: unknown): void {
    this.total++;
    if (expected === got) this.matched++;
    else this.first ??= divergence(at, what, expected, got);
  }

  skip(what: string, count: number): void {
    if (count > 0) this.uncovered.set(what, (this.uncovered.get(what) ?? 0) + count);
  }

  outcome(format: string, notes: readonly string[] = []): Outcome {
    const notCovered = [...this.uncovered].map(([what, count]) => ({ what, count }));
    return { format, matched: this.matched, total: this.total, notCovered, notes, divergence: this.first };
  }
}
