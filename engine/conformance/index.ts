/** Replay of files that record what real headers and real systems do. */
export { FORMATS, type Format, formatOf, replayFile, replayText } from './formats.ts';
export type { Divergence, NotCovered, Outcome } from './outcome.ts';
