/** The header of a real ring over one write: req_prod, req_event, rsp_prod, rsp_event, as seen in physical memory. */
import type { RecordedSequence } from './recording.ts';

const WHY_OTHER_NUMBERS =
  'The numbers are those of a ring that had been in use for hundreds of requests; the engine’s ring is younger. Only the distances between them mean anything.';

export const ringOverOneWritePvhvm: RecordedSequence = {
  id: 'ring-pvhvm',
  title: 'The ring over one write, PVHVM',
  about:
    'The four shared indices of a real blkfront ring, at every state that a poller saw in physical memory while a PVHVM guest wrote 4 KiB.',
  source: 'recorded-ring-pvhvm',
  params: { requests: 'w4096+8=Ringside', platform: 'pvhvm' },
  column: 'req_prod req_event rsp_prod rsp_event',
  rows: [
    { at: { moment: 'submit', nth: 1 }, recorded: '649 650 649 650' },
    { at: { moment: 'published', nth: 1 }, recorded: '650 650 649 650' },
    {
      at: { moment: 'answer-published', nth: 1 },
      recorded: '650 650 650 650',
      differs:
        'When blkback looks for more work it sets req_event; when the disk is done it answers. On the real machine the answer came first; the engine’s blkback looks first.',
    },
    {
      at: { moment: 'answer-decided', nth: 1 },
      recorded: '650 651 650 650',
    },
    { at: { moment: 'armed', nth: 1 }, recorded: '650 651 650 651' },
  ],
  notes: [
    { note: WHY_OTHER_NUMBERS, sources: ['recorded-ring-pvhvm', 'xen-ring'] },
    {
      note: 'The answer overwrites the first twelve bytes of the request’s slot, except one that belongs to neither; behind them the request is still there. So it is in the engine, byte for byte.',
      sources: ['recorded-ring-pvhvm', 'xen-blkif'],
    },
  ],
};

export const ringOverOneWritePvh: RecordedSequence = {
  id: 'ring-pvh',
  title: 'The ring over one write, PVH',
  about:
    'The same in a PVH guest on the same machine. The two thresholds move in the other order: guest and dom0 run at the same time, and either may be faster.',
  source: 'recorded-ring-pvh',
  params: { requests: 'w4096+8=Ringside', platform: 'pvh' },
  column: 'req_prod req_event rsp_prod rsp_event',
  rows: [
    { at: { moment: 'submit', nth: 1 }, recorded: '334 335 334 335' },
    { at: { moment: 'published', nth: 1 }, recorded: '335 335 334 335' },
    {
      at: { moment: 'answer-published', nth: 1 },
      recorded: '335 335 335 335',
      differs:
        'On the real machine blkback had not yet set req_event when the answer was there. The engine’s blkback looks for more work before the disk answers.',
    },
    {
      at: { moment: 'armed', nth: 1 },
      recorded: '335 335 335 336',
      differs:
        'The guest was even quicker: it asked to be told of the next answer before blkback had set its own threshold.',
    },
    { at: { moment: 'end', nth: 1 }, recorded: '335 336 335 336' },
  ],
  notes: [{ note: WHY_OTHER_NUMBERS, sources: ['recorded-ring-pvh', 'xen-ring'] }],
};

export const blockIoRecordings: readonly RecordedSequence[] = [ringOverOneWritePvhvm, ringOverOneWritePvh];
