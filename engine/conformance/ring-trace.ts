/**
 * Traces of operations on a shared ring, recorded from the macros of Xen's ring.h: after every operation its
 * result, all shared and private indices and the CRC-32 of the ring's bytes have to agree.
 */
import { InputError } from '../core/assert.ts';
import { PAGE_SIZE } from '../core/brand.ts';
import { run } from '../core/machine.ts';
import { rec, type State } from '../core/state.ts';
import { sring } from '../mechanisms/ring.ts';
import { crc32 } from './crc32.ts';
import { arr, hexText, int, type Obj, obj, quoted, str, toHex, u32 } from './decode.ts';
import { type Divergence, divergence, type Outcome } from './outcome.ts';
import {
  BACK,
  FRONT,
  OPERATION_NAMES,
  type Operation,
  PROGRESS,
  RING_AT,
  type RingTrace,
  ringTrace,
} from './ring-drivers.ts';
import { type Slots, slotsOf } from './ring-records.ts';

const S = sring.fields;
/** More than any ring has, and little enough to hold. */
const MAX_RING_BYTES = 1 << 24;

interface Header {
  readonly start: number;
  readonly nr_ents: number;
  readonly slot: number;
  readonly crcBytes: number;
}

type Reading = (state: State, header: Header) => number;

/** Every column that a trace can have, and the engine's value for it. A new column is a row. */
const COLUMNS: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['result', (s) => rec(s, PROGRESS).result],
  ['s.req_prod', (s) => s.ram.load(RING_AT, S.req_prod)],
  ['s.req_event', (s) => s.ram.load(RING_AT, S.req_event)],
  ['s.rsp_prod', (s) => s.ram.load(RING_AT, S.rsp_prod)],
  ['s.rsp_event', (s) => s.ram.load(RING_AT, S.rsp_event)],
  ['f.req_prod_pvt', (s) => rec(s, FRONT).req_prod_pvt],
  ['f.rsp_cons', (s) => rec(s, FRONT).rsp_cons],
  ['b.rsp_prod_pvt', (s) => rec(s, BACK).rsp_prod_pvt],
  ['b.req_cons', (s) => rec(s, BACK).req_cons],
  ['crc32(sring)', (s, h) => crc32(s.ram.bytes(RING_AT, h.crcBytes))],
]);

interface Row extends Operation {
  readonly cells: readonly number[];
}

interface Trace {
  readonly header: Header;
  readonly kind: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Hex of the ring's bytes by number of operations done. */
  readonly snapshots: ReadonlyMap<number, string>;
  readonly totals: Obj;
  readonly slots: Slots;
  readonly world: RingTrace;
}

function readColumns(v: unknown): readonly string[] {
  const known = new Set(['op', 'arg', ...COLUMNS.keys()]);
  const columns = arr(v, 'columns').map((c, i) => str(c, `columns[${i}]`));
  for (const need of known) {
    if (!columns.includes(need)) throw new InputError(`The column ${quoted(need)} is missing.`);
  }
  const odd = columns.find((c, i) => !known.has(c) || columns.indexOf(c) !== i);
  if (odd !== undefined) throw new InputError(`columns has ${quoted(odd)}, which is unknown or named twice.`);
  return columns;
}

function readRow(v: unknown, n: number, columns: readonly string[]): Row {
  const cells = arr(v, `row ${n}`);
  if (cells.length !== columns.length) {
    throw new InputError(`row ${n} has ${cells.length} cells where the columns name ${columns.length}.`);
  }
  const op = str(cells[columns.indexOf('op')], `row ${n}, column op`);
  if (!OPERATION_NAMES.includes(op))
    throw new InputError(`row ${n}: ${quoted(op)} is not an operation (${OPERATION_NAMES.join(', ')}).`);
  const numbers = cells.map((c, i) => (columns[i] === 'op' ? 0 : u32(c, `row ${n}, column ${columns[i]}`)));
  return { op, arg: numbers[columns.indexOf('arg')] ?? 0, cells: numbers };
}

function readSnapshots(v: unknown): Trace['snapshots'] {
  const list = v === undefined ? [] : arr(v, 'snapshots');
  return new Map(
    list.map((s, i) => {
      const { afterOps, sringHex } = obj(s, `snapshots[${i}]`);
      return [int(afterOps, `snapshots[${i}].afterOps`, 0), hexText(sringHex, `snapshots[${i}].sringHex`)];
    }),
  );
}

function readTrace(file: Obj): Trace {
  const kind = str(file.kind, 'kind');
  const nr_ents = int(file.ringEntries, 'ringEntries', 1, 2 ** 31);
  if (nr_ents & (nr_ents - 1)) throw new InputError(`ringEntries must be a power of two, not ${nr_ents}.`);
  const slot = int(file.entryBytes, 'entryBytes', 1, MAX_RING_BYTES);
  const start = u32(file.startIndex, 'startIndex');
  const bytes = sring.size + nr_ents * slot;
  if (bytes > MAX_RING_BYTES)
    throw new InputError(
      `A ring of ${nr_ents} entries of ${slot} bytes is larger than ${MAX_RING_BYTES} bytes.`,
    );
  const header = {
    start,
    nr_ents,
    slot,
    crcBytes: int(
      file.ringBytesInCrc ?? bytes,
      'ringBytesInCrc',
      0,
      Math.ceil(bytes / PAGE_SIZE) * PAGE_SIZE,
    ),
  };
  const columns = readColumns(file.columns);
  const rows = arr(file.rows, 'rows').map((r, i) => readRow(r, i + 1, columns));
  const ops = file.ops === undefined ? rows.length : int(file.ops, 'ops', 0);
  if (ops !== rows.length)
    throw new InputError(`The file announces ${ops} operations and holds ${rows.length} rows.`);
  const snapshots = readSnapshots(file.snapshots);
  for (const after of snapshots.keys()) {
    if (after > rows.length)
      throw new InputError(`There is a snapshot after ${after} operations and there are ${rows.length}.`);
  }
  const totals = file.totals === undefined ? {} : obj(file.totals, 'totals');
  const slots = slotsOf(kind, slot, obj(file.payload, 'payload'));
  return { header, kind, columns, rows, snapshots, totals, slots, world: ringTrace(slots, header, rows) };
}

/** What `totals` of a trace counts; counted from the engine's own answers. A new total is a row. */
const TOTALS: readonly (readonly [name: string, counts: (row: Row, result: number) => boolean])[] = [
  ['reqPushNotify', (row, result) => row.op === 'f.push' && result === 1],
  ['reqPushSuppressed', (row, result) => row.op === 'f.push' && result === 0],
  ['rspPushNotify', (row, result) => row.op === 'b.push' && result === 1],
  ['rspPushSuppressed', (row, result) => row.op === 'b.push' && result === 0],
  ['hitFull', (row, result) => row.op === 'f.queue' && result < row.arg],
];

/** The first cell of a row that the engine does not agree with. */
function compareCells(trace: Trace, n: number, row: Row, state: State): Divergence | undefined {
  for (const [i, column] of trace.columns.entries()) {
    const got = COLUMNS.get(column)?.(state, trace.header);
    if (got !== undefined && got !== row.cells[i])
      return divergence(`row ${n} (${row.op} ${row.arg})`, column, row.cells[i], got);
  }
  return undefined;
}

/** The first byte of a snapshot that the engine's memory does not hold. */
function compareSnapshot(n: number, hex: string | undefined, state: State): Divergence | undefined {
  if (hex === undefined) return undefined;
  const got = toHex(state.ram.bytes(RING_AT, hex.length / 2));
  if (got === hex) return undefined;
  const at = [...hex].findIndex((c, i) => c !== got[i]) & ~1;
  return divergence(
    `snapshot after ${n} operations`,
    `byte ${at / 2}`,
    hex.slice(at, at + 2),
    got.slice(at, at + 2),
  );
}

/** What the file says of the ring as a whole. */
function compareHeader(trace: Trace, file: Obj): Divergence | undefined {
  const { header, slots } = trace;
  const said: readonly (readonly [what: string, file: unknown, engine: number])[] = [
    ['sringHeaderBytes', file.sringHeaderBytes ?? sring.size, sring.size],
    ['entryBytes', header.slot, slots.size],
  ];
  const [what, expected, got] = said.find(([, f, e]) => f !== e) ?? [];
  return what === undefined ? undefined : divergence('header', what, expected, got);
}

/** Executes the trace and stops at the first row that differs. */
function replayRows(trace: Trace): {
  matched: number;
  differs: Divergence | undefined;
  counted: ReadonlyMap<string, number>;
} {
  const { world, rows, snapshots } = trace;
  const counted = new Map(TOTALS.map(([name]) => [name, 0]));
  let matched = 0;
  let differs: Divergence | undefined;
  const check = (state: State): void => {
    // The first thing done is to attach to the ring: n rows are complete when n + 1 things are.
    const { done, result } = rec(state, PROGRESS);
    const row = rows[done - 2];
    if (done - 1 === matched || !row) return;
    for (const [name, counts] of TOTALS)
      if (counts(row, result)) counted.set(name, (counted.get(name) ?? 0) + 1);
    differs =
      compareCells(trace, done - 1, row, state) ?? compareSnapshot(done - 1, snapshots.get(done - 1), state);
    if (!differs) matched++;
  };
  run(world.program, world.initial, (state) => {
    check(state);
    return differs ? undefined : world.next(state);
  });
  return { matched, differs, counted };
}

function compareTotals(totals: Obj, counted: ReadonlyMap<string, number>): Divergence | undefined {
  for (const [name, got] of counted) {
    if (Object.hasOwn(totals, name) && totals[name] !== got)
      return divergence('totals', name, totals[name], got);
  }
  return undefined;
}

export function replayRingTrace(file: Obj): Outcome {
  const trace = readTrace(file);
  const { nr_ents, slot, start } = trace.header;
  const { matched, differs, counted } = replayRows(trace);
  return {
    format: 'ring trace',
    matched,
    total: trace.rows.length,
    notCovered: [],
    notes: [`${trace.kind} ring: ${nr_ents} slots of ${slot} bytes from index ${start}`],
    divergence: compareHeader(trace, file) ?? differs ?? compareTotals(trace.totals, counted),
  };
}
