/** Rows of sixteen bytes around what a step touched, each byte with what it was. */
import type { Memory } from '@/engine/index.ts';
import type { Touch } from './touches.ts';

export const ROW_BYTES = 16;

export interface HexCell {
  readonly value: number;
  /** What the byte was, where this step changed it. */
  readonly old: number | undefined;
  readonly touched: 'write' | 'read' | undefined;
}

export interface HexRow {
  readonly at: number;
  readonly cells: readonly HexCell[];
  readonly changed: boolean;
}

export interface HexRows {
  readonly rows: readonly HexRow[];
  /** Touched rows that were left out. */
  readonly more: number;
}

export function hexRows(
  before: Memory | undefined,
  after: Memory,
  touches: readonly Touch[],
  limit: number,
): HexRows {
  const starts = rowStarts(touches);
  const rows = starts.slice(0, limit).sort((a, b) => a - b);
  return { rows: rows.map((at) => rowAt(at, before, after, touches)), more: starts.length - rows.length };
}

/** Each touch's first row before any touch's second: a long run must not crowd out a field. */
function rowStarts(touches: readonly Touch[]): number[] {
  const per = touches.map(({ at, size }) => {
    const first = Math.floor(at / ROW_BYTES);
    const last = Math.floor((at + Math.max(size, 1) - 1) / ROW_BYTES);
    return { first, count: last - first + 1 };
  });
  const found = new Set<number>();
  const longest = Math.max(0, ...per.map((p) => p.count));
  for (let i = 0; i < longest; i++)
    for (const p of per) if (i < p.count) found.add((p.first + i) * ROW_BYTES);
  return [...found];
}

function rowAt(at: number, before: Memory | undefined, after: Memory, touches: readonly Touch[]): HexRow {
  const now = after.bytes(at, ROW_BYTES);
  const was = before?.bytes(at, ROW_BYTES);
  const cells = Array.from(now, (value, i): HexCell => {
    const old = was?.[i] === value ? undefined : was?.[i];
    return { value, old, touched: touches.find((t) => at + i >= t.at && at + i < t.at + t.size)?.how };
  });
  return { at, cells, changed: cells.some((c) => c.old !== undefined) };
}
