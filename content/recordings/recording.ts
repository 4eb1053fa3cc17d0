/**
 * As recorded on a real Xen: a sequence beside the engine's, aligned by moments, with what differs and why. The rows are
 * checked against the recording and against the engine's own run in the tests: nothing here is copied by eye.
 */
import type { SourceKey } from '../sources.ts';

/** Where in a run the engine does what the recording shows in a row. */
export interface AlignedAt {
  readonly moment: string;
  /** Counts from 1 among the occurrences of the moment. */
  readonly nth: number;
}

export interface RecordedRow {
  readonly at: AlignedAt;
  /** What was recorded, as the recording has it. */
  readonly recorded: string;
  /** Why the engine's own is another, where it is. */
  readonly differs?: string;
}

export interface RecordedSequence {
  readonly id: string;
  readonly title: string;
  /** What was recorded, in one or two sentences. */
  readonly about: string;
  readonly source: SourceKey;
  /** Parameters under which the engine's run is laid beside it. */
  readonly params: Readonly<Record<string, string>>;
  /** Heading of the recorded column. */
  readonly column: string;
  readonly rows: readonly RecordedRow[];
  /** What is different on the whole, and why. */
  readonly notes: readonly RecordedNote[];
}
export interface RecordedNote {
  readonly note: string;
  readonly sources: readonly SourceKey[];
}

/** One recorded figure for a race: the same I/O on two systems. */
export interface RecordedRace {
  /** Writes, and how they were submitted. */
  readonly count: number;
  readonly mode: 'one-by-one' | 'together';
  /** Keys from the top of the file of counts to each figure. */
  readonly figures: readonly RecordedFigure[];
}
export interface RecordedFigure {
  readonly what: string;
  /** By scenario. */
  readonly values: Readonly<Record<string, { readonly value: number; readonly at: readonly string[] }>>;
}
