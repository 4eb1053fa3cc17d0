/** The memory that a step changed or read, from its effects: named fields, runs of bytes, private records. */
import type { Effect, State, StepRecord } from '@/engine/index.ts';
import { hex, written, writtenValue } from './format.ts';

export type How = 'write' | 'read';

/** A run of machine memory that the step touched. */
export interface Touch {
  readonly at: number;
  readonly size: number;
  /** `sring.req_prod`, or what the run of bytes is. */
  readonly name: string;
  readonly how: How;
  /** Values in the reader's notation; undefined for runs of bytes. `old` only for writes. */
  readonly value: string | undefined;
  readonly old: string | undefined;
}

/** A field of a private record that the step set. */
export interface PrivateChange {
  readonly key: string;
  readonly field: string;
  readonly value: string | undefined;
  readonly old: string | undefined;
}

const run = (at: number, size: number, name: string, how: How): Touch => ({
  at,
  size,
  name,
  how,
  value: undefined,
  old: undefined,
});

function touchesOf(e: Effect): readonly Touch[] {
  switch (e.kind) {
    case 'write':
    case 'read': {
      const { at, size, layout, field, leaf } = e.place;
      const old = e.kind === 'write' ? written(layout, leaf, e.old) : undefined;
      return [
        { at, size, name: `${layout}.${field}`, how: e.kind, value: written(layout, leaf, e.value), old },
      ];
    }
    case 'fill':
      return [run(e.at, e.size, e.what, 'write')];
    case 'fetch':
      return [run(e.at, e.size, e.what, 'read')];
    case 'walk':
      return [
        {
          at: e.at,
          size: 8,
          name: `${e.table} entry, level ${e.level}`,
          how: 'read',
          value: `0x${hex(e.value)}`,
          old: undefined,
        },
      ];
    case 'copy':
      return [run(e.to, e.size, 'copied to', 'write'), run(e.from, e.size, 'copied from', 'read')];
    case 'dma':
      return [
        e.dir === 'to-memory'
          ? run(e.at, e.size, `from sector ${e.sector}`, 'write')
          : run(e.at, e.size, `memory, to sector ${e.sector}`, 'read'),
      ];
    default:
      return [];
  }
}

/** Writes first: they are what changed. */
export function touchesIn(record: StepRecord | undefined): readonly Touch[] {
  const all = record?.effects.flatMap(touchesOf) ?? [];
  return [...all.filter((t) => t.how === 'write'), ...all.filter((t) => t.how === 'read')];
}

/** Fields of private records whose value the step changed. */
export function privateChanges(
  record: StepRecord | undefined,
  before: Pick<State, 'records'> | undefined,
  after: Pick<State, 'records'>,
): readonly PrivateChange[] {
  const seen = new Set<string>();
  return (record?.effects ?? []).flatMap((e) =>
    e.kind !== 'record'
      ? []
      : e.fields.flatMap((field) => {
          const id = `${e.key}.${field}`;
          const [old, value] = [fieldOf(before, e.key, field), fieldOf(after, e.key, field)];
          if (seen.has(id) || old === value) return [];
          seen.add(id);
          const [was, is] = [old, value].map((v) => writtenValue(e.key, field, v));
          return [{ key: e.key, field, value: is, old: was }];
        }),
  );
}

function fieldOf(state: Pick<State, 'records'> | undefined, key: string, field: string): unknown {
  const record = state?.records[key];
  return typeof record === 'object' && record !== null
    ? (record as Record<string, unknown>)[field]
    : undefined;
}
