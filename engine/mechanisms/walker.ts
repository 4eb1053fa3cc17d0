/**
 * The page walker of a processor: what it has read for the translation in hand, and the answers of its two dimensions.
 * Each read is one load from memory; the ledger counts them.
 */
import type { Maddr } from '../core/brand.ts';
import type { Machine } from '../core/machine.ts';
import type { Locals } from '../core/procedure.ts';
import type { Key } from '../core/state.ts';
import type { Mechanism } from './mechanism.ts';
import { ENTRY } from './paging.ts';

export type AccessKind = 'read' | 'write' | 'fetch';

/** One table entry read. */
export interface Load {
  readonly dimension: 'guest' | 'nested';
  /** The guest level that the load serves: reading its entry, or finding where that entry lies. 0: finding the data. */
  readonly row: number;
  readonly level: number;
  readonly at: number;
  readonly value: bigint;
}
/** Where an access goes, and what both dimensions allow there. */
export interface Found {
  readonly gpa: number;
  readonly hpa: number;
  readonly us: boolean;
  readonly rw: boolean;
  readonly nx: boolean;
  readonly rwx: number;
  /** By the TLB, without a walk. */
  readonly remembered: boolean;
}
export interface Walker {
  readonly row: number;
  readonly loads: readonly Load[];
  /** What the guest's entries used so far allow; null before the first. */
  readonly gathered: { readonly us: boolean; readonly rw: boolean; readonly nx: boolean } | null;
  /** Null until the access at hand is translated. */
  readonly found: Found | null;
}
export const walkerKey: Key<Walker> = 'walker';
export const newWalker = (): Walker => ({ row: 0, loads: [], gathered: null, found: null });

/** Reads a table entry as the walker does. */
export function loadEntry(m: Machine, table: string, level: number, at: number): bigint {
  const value = m.ram.load(at, ENTRY);
  const { row, loads } = m.rec(walkerKey);
  const dimension = table === 'guest' ? 'guest' : 'nested';
  m.emit({ kind: 'walk', table, level, at: at as Maddr, value });
  m.patch(walkerKey, { loads: [...loads, { dimension, row, level, at, value }] });
  return value;
}

/** R, W and X as EPT names them; NPT rights are told in the same three bits. */
export const RIGHTS = { read: 1, write: 2, fetch: 4 } as const;
export const ALL_RIGHTS = 7;

/** A guest-physical address found in machine memory. */
export interface Mapped extends Locals {
  ok: true;
  hpa: number;
  /** Bytes of the page that the nested tables map. */
  size: number;
  /** AND of the rights of the entries used. */
  rwx: number;
  /** D is set in the nested entry, or is not kept there. */
  dirty: boolean;
}
/** What the nested tables refuse: why the processor leaves guest mode. */
export interface Refused extends Locals {
  ok: false;
  cause: 'violation' | 'misconfiguration';
  gpa: number;
  read: boolean;
  write: boolean;
  fetch: boolean;
  /** An access to a guest table, not to what the guest asked for. */
  table: boolean;
  rwx: number;
  /** NPT: an entry had a reserved bit set. */
  reserved: boolean;
}
export type NestedAnswer = Mapped | Refused;

/** What a nested walk is asked for. A `table` access reads a guest entry. */
export interface NestedAsk extends Locals {
  gpa: number;
  access: AccessKind;
  table: boolean;
}

export const walkerMechanism: Mechanism = {
  id: 'walker',
  needs: [],
  procedures: [],
};

// ── what a figure shows: what has been loaded, what is still to come, and what need not be ──────────

export type CellState = 'waiting' | 'loaded' | 'unneeded';

/** One cell of the grid: a guest level's entry, or a nested level's entry on the way to it. */
export interface Cell {
  /** Guest level; 0 is the row of the data. */
  readonly row: number;
  /** Nested level; 0 is the column of the guest's own entries. */
  readonly column: number;
  readonly state: CellState;
  /** The load's number from 1; null if there was none. */
  readonly order: number | null;
  readonly at: number;
  readonly value: bigint;
  /** The last load made. */
  readonly current: boolean;
}

/** Whole numbers from `from` down to `to`. */
export const down = (from: number, to: number): number[] =>
  Array.from({ length: from - to + 1 }, (_, i) => from - i);

const lies = (l: Load, row: number, column: number): boolean =>
  l.row === row && (column === 0 ? l.dimension === 'guest' : l.dimension === 'nested' && l.level === column);

/** A large page, or a cache, spares what lies before the row that the walker is in, or before what it has found there. */
function unneeded({ loads, row: now, found }: Walker, row: number): boolean {
  if (found) return true;
  if (loads.length === 0 && now === 0) return false;
  return row > now || (row === now && loads.some((l) => lies(l, row, 0)));
}

export function inspectGrid(
  walker: Walker,
  rows: readonly number[],
  columns: readonly number[],
): readonly Cell[] {
  const { loads } = walker;
  return rows.flatMap((row) =>
    columns
      .filter((column) => row !== 0 || column !== 0)
      .map((column): Cell => {
        const i = loads.findLastIndex((l) => lies(l, row, column));
        const load = loads[i];
        const spared = unneeded(walker, row) ? 'unneeded' : 'waiting';
        return {
          row,
          column,
          state: load ? 'loaded' : spared,
          order: load ? i + 1 : null,
          at: load?.at ?? 0,
          value: load?.value ?? 0n,
          current: load !== undefined && i === loads.length - 1,
        };
      }),
  );
}
