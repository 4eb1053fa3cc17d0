/** One 4 KiB write of a real guest through QEMU's IDE controller: every intercepted port access, in order. */
import type { RecordedRow, RecordedSequence } from './recording.ts';

/** As the recorder wrote them down: direction, port, value. */
const ACCESSES: readonly string[] = [
  'read 0x1f7 0x50',
  'write 0x1f6 0xa0',
  'read 0x3f6 0x50',
  'read 0x1f7 0x50',
  'write 0x1f1 0x0',
  'write 0x1f2 0x8',
  'write 0x1f3 0x0',
  'write 0x1f4 0x8',
  'write 0x1f5 0x0',
  'write 0x1f6 0xe0',
  'read 0x1f7 0x50',
  'write 0xc144 0x65bc000',
  'read 0xc140 0x8',
  'write 0xc140 0x0',
  'write 0x1f7 0xca',
  'read 0x3f6 0x58',
  'read 0xc140 0x0',
  'write 0xc140 0x1',
  'read 0xc142 0x4',
  'read 0xc140 0x1',
  'write 0xc140 0x0',
  'read 0x3f6 0x50',
  'read 0x3f6 0x50',
  'read 0x1f7 0x50',
  'read 0xc142 0x4',
  'write 0xc142 0x4',
];

const rows: readonly RecordedRow[] = ACCESSES.map((recorded, i) => ({
  at: { moment: 'entered', nth: i + 1 },
  recorded,
}));

export const accessesOfOneWrite: RecordedSequence = {
  id: 'accesses',
  title: '26 accesses of one write',
  about:
    'Every port access that Xen intercepted while a real guest, with no paravirtual driver, wrote 4 KiB to its emulated disk. Order, ports and values equal the engine’s.',
  source: 'recorded-ide',
  params: { requests: 'w2048+8=Ringside' },
  column: 'Recorded',
  rows,
  notes: [
    {
      note: 'Two numbers are no property of the path: where firmware put the bus master (0xc140) and where the guest’s allocator put the table (0x65bc000). The engine uses the recorded ones.',
      sources: ['recorded-ide'],
    },
    {
      note: 'The direction bit that is read first, 0x8, was left by the command before, which was a read. The engine’s guest has read its disk before too.',
      sources: ['recorded-ide', 'linux-libata-sff'],
    },
    {
      note: 'The trace of the same write shows six hypercalls about the interrupt line, at the accesses 1, 4, 11, 15 and 24 and when it rises. The engine’s are at the same places.',
      sources: ['recorded-ide-trace', 'qemu-ide'],
    },
    {
      note: 'The recorded machine had an AMD processor without APIC virtualisation: set that parameter off to see the exits that the interrupt and its acknowledgement cost there.',
      sources: ['recorded-ide-trace'],
    },
    {
      note: 'A guest without PV clock paid much more than these 26 exits: reading the time and acknowledging timer interrupts are exits as well. They are not part of this path.',
      sources: ['recorded-counts'],
    },
  ],
};

export const emulatedIoRecordings: readonly RecordedSequence[] = [accessesOfOneWrite];
