/** The disk behind the backend: a queue of transfers, DMA, an interrupt. No source prescribes it; it is the world outside the story. */
import { goto, line, model, type Procedure, procedure } from '../core/procedure.ts';
import { type Key, rec, type State, type ThreadSpec } from '../core/state.ts';
import type { Mechanism } from './mechanism.ts';

/** One contiguous piece of a transfer. */
export interface DiskSegment {
  readonly at: number;
  readonly bytes: number;
}
/** A transfer that the host's block layer has handed to the disk. */
export interface Bio {
  readonly tag: number;
  readonly write: boolean;
  readonly sector: number;
  readonly segments: readonly DiskSegment[];
}
export interface Disk {
  readonly queue: readonly Bio[];
  /** Tags of finished transfers whose interrupt has not been handled yet. */
  readonly done: readonly number[];
  readonly sectors: number;
}
export const diskKey: Key<Disk> = 'disk';
/** @param sectors of 512 bytes */
export const newDisk = (sectors: number): Disk => ({ queue: [], done: [], sectors });

export const diskProcedure: Procedure = procedure(
  'disk',
  { source: model('a disk: one transfer at a time'), world: 'hardware' },
  [
    line(
      'idle',
      'wait for a transfer',
      () => undefined,
      (s: State) => rec(s, diskKey).queue.length > 0,
    ),
    line('dma', 'DMA: memory ↔ medium, segment by segment', (m) => {
      const bio = m.rec(diskKey).queue[0];
      let sector = bio?.sector ?? 0;
      for (const s of bio?.segments ?? []) {
        m.dma(bio?.write ? 'to-device' : 'to-memory', s.at, s.bytes, sector);
        sector += s.bytes / 512;
      }
    }),
    line('interrupt', 'raise the disk’s interrupt', (m) => {
      const { queue, done } = m.rec(diskKey);
      const [bio, ...rest] = queue;
      m.patch(diskKey, { queue: rest, done: bio ? [...done, bio.tag] : done });
      return goto('idle');
    }),
  ],
);

/** The disk’s own thread. */
export const diskThread: ThreadSpec = {
  id: 'disk',
  domain: null,
  start: { procedure: diskProcedure.name, world: 'hardware' },
};

export const diskMechanism: Mechanism = {
  id: 'disk',
  needs: [],
  procedures: [diskProcedure],
};
