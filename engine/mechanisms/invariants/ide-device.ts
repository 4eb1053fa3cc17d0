import { rec } from '../../core/state.ts';
import { ATA_STATUS } from '../ata.ts';
import { addressesByLba, bmdmaKey, ideKey } from '../ide-device.ts';
import type { Invariant } from './invariant.ts';

export const invariants: readonly Invariant[] = [
  {
    name: 'the disk is addressed by sector number while it has a command',
    holds: (s) => (rec(s, ideKey).status & ATA_STATUS.DRQ) === 0 || addressesByLba(rec(s, ideKey)),
  },
  {
    name: 'the engine runs only while a command waits for it or it was just started',
    holds: (s) => rec(s, bmdmaKey).dma_cb || rec(s, bmdmaKey).sg.length === 0,
  },
];
