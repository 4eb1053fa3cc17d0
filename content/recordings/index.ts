/** The recordings that a simulation can be laid beside, by scenario. */
import { blockIoRecordings } from './block-io.ts';
import { emulatedIoRecordings } from './emulated-io.ts';
import { eptWalkRecordings } from './ept-walk.ts';
import type { RecordedSequence } from './recording.ts';
import { unplugRecordings } from './unplug.ts';

export const RECORDINGS: Readonly<Record<string, readonly RecordedSequence[]>> = {
  'block-io': blockIoRecordings,
  'emulated-io': emulatedIoRecordings,
  'ept-walk': eptWalkRecordings,
  unplug: unplugRecordings,
};
