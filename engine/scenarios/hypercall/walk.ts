/** The walk at hand: which entries Xen has read on the way from a pointer to bytes, and where the way ended. */

import { gfn, PAGE_SHIFT, PAGE_SIZE } from '../../core/brand.ts';
import type { Field } from '../../core/layout.ts';
import { type Frame, rec, type State } from '../../core/state.ts';
import { domainKey, translate } from '../../mechanisms/domain.ts';
import { l1_table, l2_table, l3_table, l4_table, tableOffset } from '../../mechanisms/guest-walk.ts';
import { _PAGE_PRESENT, _PAGE_RW } from '../../mechanisms/page-flags.ts';
import { framesOf, labelOf, named, past } from './frames.ts';
import { GUEST, machineOf, TABLES } from './map.ts';

/** Not reached, about to be looked at, good, or the end of the way. */
export type WalkState = 'ahead' | 'now' | 'passed' | 'refused';
export interface WalkLevel {
  readonly level: 1 | 2 | 3 | 4;
  /** Which of the table's 512 entries. */
  readonly index: number;
  readonly state: WalkState;
  /** Where the entry is in the machine's memory, and what it holds; null where it has not been read. */
  readonly at: number | null;
  readonly value: bigint | null;
}
export interface WalkView {
  readonly va: bigint;
  readonly write: boolean;
  readonly levels: readonly WalkLevel[];
  /** Whether every level allows what is to be done. */
  readonly rights: WalkState;
  /** The guest's frame looked up in Xen's p2m, and where the bytes are; null until they are found. */
  readonly page: { readonly state: WalkState; readonly gfn: number | null; readonly machine: number | null };
}

const TABLE_FIELDS = [
  l1_table.fields.l1e,
  l2_table.fields.l2e,
  l3_table.fields.l3e,
  l4_table.fields.l4e,
] as const;
const LEVELS = [4, 3, 2, 1] as const;
/** The walk's lines in their order. */
const LINES = ['l4', 'l3', 'l2', 'l1', 'rights', 'p2m'] as const;

interface Entry {
  readonly level: 1 | 2 | 3 | 4;
  readonly index: number;
  readonly at: number;
  readonly value: bigint;
}
const present = (e: Entry): boolean => (e.value & _PAGE_PRESENT) !== 0n;
const frameOf = (value: bigint): number => Number((value & 0x000f_ffff_ffff_f000n) >> BigInt(PAGE_SHIFT));

/** The entries that a walk reads: as far as there are tables. */
function entriesOf(state: State, va: bigint): readonly Entry[] {
  const out: Entry[] = [];
  let table: number = TABLES.cr3;
  for (const level of LEVELS) {
    const index = tableOffset(va, level);
    const field = TABLE_FIELDS[level - 1]?.[index] as Field<bigint>;
    const base = machineOf(table * PAGE_SIZE);
    const entry = { level, index, at: base + field.offset, value: state.ram.load(base, field) };
    out.push(entry);
    if (!present(entry)) break;
    table = frameOf(entry.value);
  }
  return out;
}

/** How many of the six lines of a walk hold, if it is walked to its end. */
function holding(state: State, entries: readonly Entry[], write: boolean): number {
  const good = entries.filter(present);
  if (good.length < LEVELS.length) return good.length;
  if (write && good.some((e) => (e.value & _PAGE_RW) === 0n)) return LINES.indexOf('rights');
  return machineIn(state, entries) === undefined ? LINES.indexOf('p2m') : LINES.length;
}

function machineIn(state: State, entries: readonly Entry[]): number | undefined {
  const last = entries.at(-1);
  return last && translate(rec(state, domainKey(GUEST.id)), gfn(frameOf(last.value)));
}

interface Walk {
  readonly va: bigint;
  readonly write: boolean;
  /** Lines executed; the last of them did not hold if it is beyond what holds. */
  readonly done: number;
}

/** Which pointer a line follows, where that is not the call's own argument. */
const POINTERS: Readonly<Record<string, (l: Frame['locals'], label: string) => unknown>> = {
  do_multicall: (l) => l.list,
  do_memory_op: (l, label) => (label === 'extent' ? (l.list as bigint) + BigInt(8 * (l.i as number)) : l.arg),
  do_sched_op: (l, label) =>
    label === 'poll-port' ? (l.ports as bigint) + BigInt(4 * (l.i as number)) : l.arg,
};
const WRITES = /out|back|stopped/;

/** The walk that runs, or the one that has just come back to the line that copies. */
function walkIn(frames: readonly Frame[]): Walk | undefined {
  const running = named(frames, 'hvm_translate_get_page');
  if (running) {
    const { va, write } = running.locals;
    const done = LINES.filter((label) => past(running, label)).length;
    return { va: va as bigint, write: write === true, done };
  }
  const [top] = frames;
  if (!top || top.locals.reached === undefined) return undefined;
  const label = labelOf(top);
  const va = POINTERS[top.procedure]?.(top.locals, label) ?? top.locals.arg;
  return { va: BigInt(va as bigint), write: WRITES.test(label), done: LINES.length };
}

export function walkOf(state: State): WalkView | null {
  const walk = walkIn(framesOf(state));
  if (!walk) return null;
  const { va, write, done } = walk;
  const entries = entriesOf(state, va);
  const good = holding(state, entries, write);
  const stateAt = (i: number): WalkState =>
    i < Math.min(done, good)
      ? 'passed'
      : i === good && done > good
        ? 'refused'
        : i === done
          ? 'now'
          : 'ahead';
  const frame = done >= LEVELS.length && good >= LEVELS.length ? frameOf(entries.at(-1)?.value ?? 0n) : null;
  const machine = stateAt(5) === 'passed' ? machineIn(state, entries) : undefined;
  return {
    va,
    write,
    levels: LEVELS.map((level, i) => {
      const e = i < done ? entries[i] : undefined;
      return {
        level,
        index: tableOffset(va, level),
        state: stateAt(i),
        at: e?.at ?? null,
        value: e?.value ?? null,
      };
    }),
    rights: stateAt(4),
    page: {
      state: stateAt(5),
      gfn: frame,
      machine: machine === undefined ? null : machine * PAGE_SIZE + Number(va & 0xfffn),
    },
  };
}
