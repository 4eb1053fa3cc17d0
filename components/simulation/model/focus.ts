/** What a step lights on the stage: at most seven things, the ones that changed first. */
import { rowOf, type StepRecord } from '@/engine/index.ts';

export { byteId, recordId } from '@/engine/index.ts';

export const MAX_LIT = 7;

/** Ids of lit things. `byte:<address>`, `record:<key>.<field>`, `thread:<id>`, `wire:<what>`, `grant:<ref>`, `disk`. */
export type Focus = ReadonlySet<string>;

export function focusOf(record: StepRecord | undefined): Focus {
  if (!record) return new Set();
  const ranked = record.effects
    .flatMap((e) => {
      const { lights } = rowOf(e);
      return lights ? lights.ids(e).map((id) => ({ id, rank: lights.rank })) : [];
    })
    .sort((a, b) => a.rank - b.rank);
  return new Set([`thread:${record.thread}`, ...ranked.map((r) => r.id)].slice(0, MAX_LIT));
}
