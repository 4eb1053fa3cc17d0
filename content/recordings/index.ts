/** The recordings that a simulation can be laid beside, by scenario. */
import { eptWalkRecordings } from './ept-walk.ts';
import type { RecordedSequence } from './recording.ts';

export const RECORDINGS: Readonly<Record<string, readonly RecordedSequence[]>> = {
  'ept-walk': eptWalkRecordings,
};
