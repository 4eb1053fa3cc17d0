/** The handshake of a real guest, access by access. */
import type { RecordedRow, RecordedSequence } from './recording.ts';

/** As the recorder wrote them down: direction, port, value. */
const ACCESSES: readonly string[] = [
  'read 0x10 0x49d2',
  'read 0x12 0x1',
  'write 0x12 0x3',
  'write 0x10 0x1',
  'read 0x10 0x49d2',
  'write 0x10 0x3',
];

const rows: readonly RecordedRow[] = ACCESSES.map((recorded, i) => ({
  at: { moment: 'entered', nth: i + 1 },
  recorded,
}));

export const handshakeOfOneBoot: RecordedSequence = {
  id: 'handshake',
  title: 'The handshake of one boot',
  about:
    'Every access to ports 0x10 to 0x13 while a real PVHVM guest booted with no option. Order, ports and values equal the engine’s.',
  source: 'recorded-unplug-ports',
  params: {},
  column: 'Recorded',
  rows,
  notes: [
    {
      note: 'The trace has no widths. They are those of the kernel’s code: two bytes for magic, product and mask, one for the version, four for the build.',
      sources: ['recorded-unplug-ports', 'linux-unplug'],
    },
    {
      note: 'The recorded boot made about 57,000 port accesses in all, most of them to the PCI host bridge and to the firmware’s serial port. The engine’s boot tells six, and a scan of the bus in short.',
      sources: ['recorded-unplug-ports'],
    },
    {
      note: 'After the recorded handshake five functions were left on the bus, one disk xvda, and one card with the driver vif. So it is here.',
      sources: ['recorded-unplug-variants'],
    },
    {
      note: 'For five other settings and for PVH and PV guests the recorder noted what they ended up with. The engine’s guests end up with the same, as the tests hold.',
      sources: ['recorded-unplug-variants'],
    },
  ],
};

export const unplugRecordings: readonly RecordedSequence[] = [handshakeOfOneBoot];
