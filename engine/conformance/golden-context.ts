import type { Tally } from './outcome.ts';

/** What a section of a golden file is replayed with. */
export interface Context {
  readonly tally: Tally;
  /** Slots of the ring that the cases are about. */
  readonly nr_ents: number;
}
