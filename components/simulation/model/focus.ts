/** What a step lights on the stage: at most seven things, the ones that changed first. */
import type { Effect, StepRecord } from '@/engine/index.ts';

export const MAX_LIT = 7;

/** Ids of lit things. `byte:<address>`, `record:<key>.<field>`, `thread:<id>`, `wire:<what>`, `grant:<ref>`, `disk`. */
export type Focus = ReadonlySet<string>;

export const byteId = (at: number): string => `byte:${at}`;
export const recordId = (key: string, field: string): string => `record:${key}.${field}`;

const RANK: Partial<Record<Effect['kind'], number>> = {
  notify: 0,
  interrupt: 0,
  cross: 1,
  grant: 1,
  dma: 1,
  copy: 1,
  write: 2,
  record: 2,
  fill: 3,
  wake: 3,
  walk: 2,
  read: 4,
  fetch: 5,
};

function idsOf(e: Effect): readonly string[] {
  switch (e.kind) {
    case 'write':
    case 'read':
      return [byteId(e.place.at)];
    case 'fill':
    case 'fetch':
      return [byteId(e.at)];
    case 'copy':
      return [byteId(e.to), byteId(e.from)];
    case 'walk':
      return [byteId(e.at)];
    case 'dma':
      return ['disk', byteId(e.at)];
    case 'record':
      return e.fields.map((f) => recordId(e.key, f));
    case 'cross':
      return [`wire:${e.from}>${e.to}`];
    case 'notify':
      return [`wire:notify:${e.from}>${e.to}`];
    case 'interrupt':
      return ['wire:interrupt'];
    case 'wake':
      return [`thread:${e.thread}`];
    case 'grant':
      return [`grant:${e.ref}`];
    default:
      return [];
  }
}

export function focusOf(record: StepRecord | undefined): Focus {
  if (!record) return new Set();
  const ranked = record.effects
    .flatMap((e) => idsOf(e).map((id) => ({ id, rank: RANK[e.kind] ?? 9 })))
    .sort((a, b) => a.rank - b.rank);
  return new Set([`thread:${record.thread}`, ...ranked.map((r) => r.id)].slice(0, MAX_LIT));
}
