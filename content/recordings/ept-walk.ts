/** A page walk of a real PVHVM guest, load by load: every entry was read from the machine’s memory while it was paused. */
import type { RecordedRow, RecordedSequence } from './recording.ts';

const ENDS_EARLY =
  'The nested entry of level 2 mapped a page of 2 MiB, so this walk of the nested tables had ended. The engine’s nested pages are of 4 KiB here.';

const DATA =
  'Where the page of the data lies is the engine’s own choice. Recorded, A and D were set already, and bit 11, which is for the kernel’s own use.';

const rows: readonly RecordedRow[] = [
  { at: { moment: 'nested-entry', nth: 1 }, recorded: 'nested level 4 at 0xbfca9000: 0xbfcaf067' },
  { at: { moment: 'nested-entry', nth: 2 }, recorded: 'nested level 3 at 0xbfcaf000: 0xbfcae067' },
  { at: { moment: 'nested-entry', nth: 3 }, recorded: 'nested level 2 at 0xbfcae1a8: 0x9e6000e7' },
  { at: { moment: 'nested-entry', nth: 4 }, recorded: 'no load', differs: ENDS_EARLY },
  { at: { moment: 'guest-entry', nth: 1 }, recorded: 'guest level 4 at 0x9e60c600: 0x69ff067' },
  { at: { moment: 'nested-entry', nth: 5 }, recorded: 'nested level 4 at 0xbfca9000: 0xbfcaf067' },
  { at: { moment: 'nested-entry', nth: 6 }, recorded: 'nested level 3 at 0xbfcaf000: 0xbfcae067' },
  { at: { moment: 'nested-entry', nth: 7 }, recorded: 'nested level 2 at 0xbfcae1a0: 0x9e8000e7' },
  { at: { moment: 'nested-entry', nth: 8 }, recorded: 'no load', differs: ENDS_EARLY },
  { at: { moment: 'guest-entry', nth: 2 }, recorded: 'guest level 3 at 0x9e9ff000: 0x516a067' },
  { at: { moment: 'nested-entry', nth: 9 }, recorded: 'nested level 4 at 0xbfca9000: 0xbfcaf067' },
  { at: { moment: 'nested-entry', nth: 10 }, recorded: 'nested level 3 at 0xbfcaf000: 0xbfcae067' },
  { at: { moment: 'nested-entry', nth: 11 }, recorded: 'nested level 2 at 0xbfcae140: 0x900000e7' },
  { at: { moment: 'nested-entry', nth: 12 }, recorded: 'no load', differs: ENDS_EARLY },
  { at: { moment: 'guest-entry', nth: 3 }, recorded: 'guest level 2 at 0x9016a000: 0x69fe067' },
  { at: { moment: 'nested-entry', nth: 13 }, recorded: 'nested level 4 at 0xbfca9000: 0xbfcaf067' },
  { at: { moment: 'nested-entry', nth: 14 }, recorded: 'nested level 3 at 0xbfcaf000: 0xbfcae067' },
  { at: { moment: 'nested-entry', nth: 15 }, recorded: 'nested level 2 at 0xbfcae1a0: 0x9e8000e7' },
  { at: { moment: 'nested-entry', nth: 16 }, recorded: 'no load', differs: ENDS_EARLY },
  {
    at: { moment: 'guest-entry', nth: 4 },
    recorded: 'guest level 1 at 0x9e9fe000: 0x8000000002992867',
    differs: DATA,
  },
  { at: { moment: 'nested-entry', nth: 17 }, recorded: 'nested level 4 at 0xbfca9000: 0xbfcaf067' },
  { at: { moment: 'nested-entry', nth: 18 }, recorded: 'nested level 3 at 0xbfcaf000: 0xbfcae067' },
  { at: { moment: 'nested-entry', nth: 19 }, recorded: 'nested level 2 at 0xbfcae0a0: 0xbc8000e7' },
  { at: { moment: 'nested-entry', nth: 20 }, recorded: 'no load', differs: ENDS_EARLY },
];

export const walkOfOneAddress: RecordedSequence = {
  id: 'walk',
  title: 'One walk, load by load',
  about:
    'The tables of a PVHVM guest under Xen on an emulated AMD processor, for a page that a program of the guest had filled with a known pattern. It took 19 loads and not 24, because Xen had backed the guest with pages of 2 MiB.',
  source: 'recorded-walks-pvhvm',
  params: { address: '0x600000000000', vendor: 'amd' },
  column: 'Recorded',
  rows,
  notes: [
    {
      note: 'Five nested walks end one level early each. With nested pages of 2 MiB the engine makes the same 19 loads, level by level.',
      sources: ['recorded-walks-pvhvm', 'xen-p2m-pt'],
    },
    {
      note: 'A and D were set in every entry already: the page had been written before it was looked at, and Xen and Linux set these bits in their tables beforehand.',
      sources: ['recorded-walks-pvhvm', 'xen-p2m-pt'],
    },
    {
      note: 'The guest-physical addresses of the engine’s tables are the recorded ones. Where they lie in the machine is Xen’s choice, and another one here.',
      sources: ['recorded-walks-pvhvm'],
    },
  ],
};

export const eptWalkRecordings: readonly RecordedSequence[] = [walkOfOneAddress];
