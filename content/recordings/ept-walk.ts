/**
 * A page walk of a real PVHVM guest, load by load, beside the engine's: every entry was read from the machine’s memory
 * while the guest was paused. The tests hold it to the file.
 */
import type { RecordedRow, RecordedRun } from './recorded-run.ts';

const rows: readonly RecordedRow[] = [
  { moment: 'nested-entry', nth: 1, recorded: { level: 4, at: '0xbfca9000', value: '0xbfcaf067' } },
  { moment: 'nested-entry', nth: 2, recorded: { level: 3, at: '0xbfcaf000', value: '0xbfcae067' } },
  { moment: 'nested-entry', nth: 3, recorded: { level: 2, at: '0xbfcae1a8', value: '0x9e6000e7' } },
  { moment: 'nested-entry', nth: 4, recorded: null },
  { moment: 'guest-entry', nth: 1, recorded: { level: 4, at: '0x9e60c600', value: '0x69ff067' } },
  { moment: 'nested-entry', nth: 5, recorded: { level: 4, at: '0xbfca9000', value: '0xbfcaf067' } },
  { moment: 'nested-entry', nth: 6, recorded: { level: 3, at: '0xbfcaf000', value: '0xbfcae067' } },
  { moment: 'nested-entry', nth: 7, recorded: { level: 2, at: '0xbfcae1a0', value: '0x9e8000e7' } },
  { moment: 'nested-entry', nth: 8, recorded: null },
  { moment: 'guest-entry', nth: 2, recorded: { level: 3, at: '0x9e9ff000', value: '0x516a067' } },
  { moment: 'nested-entry', nth: 9, recorded: { level: 4, at: '0xbfca9000', value: '0xbfcaf067' } },
  { moment: 'nested-entry', nth: 10, recorded: { level: 3, at: '0xbfcaf000', value: '0xbfcae067' } },
  { moment: 'nested-entry', nth: 11, recorded: { level: 2, at: '0xbfcae140', value: '0x900000e7' } },
  { moment: 'nested-entry', nth: 12, recorded: null },
  { moment: 'guest-entry', nth: 3, recorded: { level: 2, at: '0x9016a000', value: '0x69fe067' } },
  { moment: 'nested-entry', nth: 13, recorded: { level: 4, at: '0xbfca9000', value: '0xbfcaf067' } },
  { moment: 'nested-entry', nth: 14, recorded: { level: 3, at: '0xbfcaf000', value: '0xbfcae067' } },
  { moment: 'nested-entry', nth: 15, recorded: { level: 2, at: '0xbfcae1a0', value: '0x9e8000e7' } },
  { moment: 'nested-entry', nth: 16, recorded: null },
  { moment: 'guest-entry', nth: 4, recorded: { level: 1, at: '0x9e9fe000', value: '0x8000000002992867' } },
  { moment: 'nested-entry', nth: 17, recorded: { level: 4, at: '0xbfca9000', value: '0xbfcaf067' } },
  { moment: 'nested-entry', nth: 18, recorded: { level: 3, at: '0xbfcaf000', value: '0xbfcae067' } },
  { moment: 'nested-entry', nth: 19, recorded: { level: 2, at: '0xbfcae0a0', value: '0xbc8000e7' } },
  { moment: 'nested-entry', nth: 20, recorded: null },
];

export const eptWalkRecorded: RecordedRun = {
  scenario: 'ept-walk',
  title: 'One walk, as recorded on a real Xen',
  what: 'The tables of a PVHVM guest under Xen 4.17 on an emulated AMD processor, for a page that a program of the guest had filled with a known pattern.',
  source: 'recorded-walks-pvhvm',
  at: ['walks', '0'],
  params: { address: '0x600000000000', vendor: 'amd' },
  same: { address: '0x600000000000', vendor: 'amd', 'nested-page': '2M' },
  rows,
  differs: [
    {
      what: 'Loads',
      engine: '24',
      recorded: '19',
      why: 'Xen had backed this guest with pages of 2 MiB, so each of the five nested walks ends one level early. Choose nested pages of 2 MiB, and the engine loads 19 as well.',
      sources: ['recorded-walks-pvhvm', 'xen-p2m-pt'],
    },
    {
      what: 'Accessed and dirty bits',
      engine: 'A is set on the way',
      recorded: 'set already',
      why: 'The page had been written before it was looked at. Xen and Linux set A and D in their tables beforehand, so that the processor need not.',
      sources: ['xen-p2m-pt', 'recorded-walks-pvhvm'],
    },
    {
      what: 'Machine addresses',
      engine: 'Xen below 1 GiB, the guest above',
      recorded: 'mixed, as memory was free',
      why: 'The guest’s own addresses of its tables are the recorded ones. Where they lie in the machine is Xen’s choice, and the guest’s to ignore.',
      sources: ['recorded-walks-pvhvm'],
    },
  ],
};
