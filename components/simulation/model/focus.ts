/** What a step lights on the stage: at most seven things, the ones that changed first. */
import { type Effect, PAGE_SIZE, rowOf, type StepRecord } from '@/engine/index.ts';

export { byteId, recordId } from '@/engine/index.ts';

export const MAX_LIT = 7;

/**
 * A field of a structure by its name and the page in which it lies: bits of one word are told apart only by the field.
 * @param at any machine address in the page
 */
export const leafId = (leaf: string, at: number): string => `leaf:${leaf}@${Math.floor(at / PAGE_SIZE)}`;

/** Ids of lit things. `byte:<address>`, `record:<key>.<field>`, `thread:<id>`, `wire:<what>`, `grant:<ref>`, `disk`, `leaf:<field>@<page>`. */
export type Focus = ReadonlySet<string>;

export function focusOf(record: StepRecord | undefined): Focus {
  if (!record) return new Set();
  const ranked = record.effects
    .flatMap((e) => {
      const { lights } = rowOf(e);
      return lights ? lights.ids(e).map((id) => ({ id, rank: lights.rank, leaf: leafOf(e) })) : [];
    })
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MAX_LIT - 1);
  // A field's own name comes with its bytes and does not count as another thing.
  const leaves = ranked.flatMap((r) => (r.leaf === undefined ? [] : [r.leaf]));
  return new Set([`thread:${record.thread}`, ...ranked.map((r) => r.id), ...leaves]);
}

const leafOf = (e: Effect): string | undefined =>
  e.kind === 'read' || e.kind === 'write' ? leafId(e.place.leaf, e.place.at) : undefined;
