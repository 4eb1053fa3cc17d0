/** What a real Xen counted for the writes of the race: the emulated disk of an HVM guest, and blkfront in a PVHVM guest. */
import type { RecordedFigure, RecordedNote, RecordedRace } from './recording.ts';

const EMULATED = 'hvm-emulated-ide';
const PVHVM = 'pvhvm';
const at = (mode: string, run: string, field: string): readonly string[] => ['modes', mode, run, field];

const ports = (run: string, value: number): RecordedFigure => ({
  what: 'port accesses, each an exit',
  values: {
    'emulated-io': { value, at: at(EMULATED, run, 'ioPortExits') },
    'block-io': { value: 0, at: at(PVHVM, run, 'ioPortExits') },
  },
});
const notifications = (run: string, value: number): RecordedFigure => ({
  what: 'notifications that the guest sent',
  values: {
    'emulated-io': { value: 0, at: at(EMULATED, run, 'notifyHypercalls(event_channel_op)') },
    'block-io': { value, at: at(PVHVM, run, 'notifyHypercalls(event_channel_op)') },
  },
});

export const recordedRaces: readonly RecordedRace[] = [
  { count: 1, mode: 'one-by-one', figures: [ports('w1', 26), notifications('w1', 1)] },
  { count: 32, mode: 'one-by-one', figures: [ports('w32', 832), notifications('w32', 32)] },
  { count: 32, mode: 'together', figures: [ports('aw32', 832), notifications('aw32', 2)] },
  { count: 256, mode: 'one-by-one', figures: [ports('w256', 6656), notifications('w256', 254)] },
];

export const raceNotes: readonly RecordedNote[] = [
  {
    note: 'Together, 32 writes took two notifications on the real machine where the engine needs one. A second bell means that blkback had caught up and set req_event again before all 32 were published: there both ran at the same time.',
    sources: ['recorded-counts', 'xen-ring'],
  },
  {
    note: 'In sequence, 256 writes took 254 notifications: twice a request was published before blkback had set req_event again, so nobody had to ring.',
    sources: ['recorded-counts', 'xen-ring'],
  },
  {
    note: 'Counts of whole runs also hold timers and other guests’ work. These two rows do not: accesses and notifications are the I/O itself.',
    sources: ['recorded-counts'],
  },
];
