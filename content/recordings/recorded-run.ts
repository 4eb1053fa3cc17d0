/** A sequence that was recorded on a real Xen, beside the engine's run of the same story. */
import type { SourceKey } from '../sources.ts';

export interface RecordedEntry {
  readonly level: number;
  /** Machine address and content, in hex. */
  readonly at: string;
  readonly value: string;
}

/** One step of the engine's run, named by its moment, and what was recorded there. */
export interface RecordedRow {
  readonly moment: string;
  readonly nth: number;
  /** Null where the real machine did nothing. */
  readonly recorded: RecordedEntry | null;
}

export interface Difference {
  readonly what: string;
  readonly engine: string;
  readonly recorded: string;
  readonly why: string;
  readonly sources: readonly SourceKey[];
}

export interface RecordedRun {
  readonly scenario: string;
  readonly title: string;
  /** Where it comes from, in one sentence. */
  readonly what: string;
  readonly source: SourceKey;
  /** Keys from the top of the file. */
  readonly at: readonly string[];
  /** The engine's run that it stands beside: parameters that are not the defaults. */
  readonly params: Readonly<Record<string, string>>;
  /** The engine's run that comes out the same. */
  readonly same: Readonly<Record<string, string>>;
  readonly rows: readonly RecordedRow[];
  readonly differs: readonly Difference[];
}
