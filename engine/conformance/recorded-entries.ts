/**
 * A recorded table entry: where it lay, what it held, and what the recorder said of it. Recordings of page walks are
 * made of these.
 */
import { InputError } from '../core/assert.ts';
import { indexOf } from '../mechanisms/paging.ts';
import type { Load } from '../mechanisms/walker.ts';
import { arr, int, isObj, type Obj, obj, str, toHex } from './decode.ts';
import type { Tally } from './outcome.ts';
import type { Entries } from './page-walker.ts';

/** An address or an entry: `0x…`. */
export function hexNumber(v: unknown, at: string): bigint {
  const text = str(v, at);
  if (!/^0x[0-9a-f]{1,16}$/i.test(text))
    throw new InputError(`${at} must be a number in hex, not "${text.slice(0, 40)}".`);
  return BigInt(text);
}
export function address(v: unknown, at: string): number {
  const n = hexNumber(v, at);
  if (n >= 1n << 52n)
    throw new InputError(`${at} must be an address of at most 52 bits, not 0x${n.toString(16)}.`);
  return Number(n);
}
export const hex = (n: number | bigint): string => `0x${n.toString(16)}`;
export const orNull = (v: unknown): unknown => v ?? null;

// ── one recorded entry ──────────────────────────────────────────────────────────────────────────────

const FLAGS: readonly (readonly [bit: number, name: string])[] = [
  [0, 'P'],
  [1, 'RW'],
  [2, 'US'],
  [3, 'PWT'],
  [4, 'PCD'],
  [5, 'A'],
  [6, 'D'],
  [7, 'PS/PAT'],
  [8, 'G'],
  [63, 'NX'],
];
/** Flags as the recorder names them: bits 11:9 and 62:52 together are `avail`. */
function flagNames(entry: bigint): readonly string[] {
  const avail = ((entry >> 9n) & 7n) | (((entry >> 52n) & 0x7ffn) << 3n);
  const names = FLAGS.filter(([b]) => (entry >> BigInt(b)) & 1n).map(([, name]) => name);
  return avail ? [...names, `avail=${hex(avail)}`] : names;
}
const TABLE_NAMES = ['', 'PT', 'PD', 'PDPT', 'PML4', 'PML5'];

export interface Step {
  readonly where: string;
  /** Machine address. */
  readonly at: number;
  readonly value: bigint;
  readonly level: number;
  readonly dimension: Load['dimension'];
  readonly raw: Obj;
}

export function step(
  v: unknown,
  where: string,
  dimension: Load['dimension'],
  machineAt: 'entryAddr' | 'entryHostAddr',
): Step {
  const raw = obj(v, where);
  return {
    where,
    at: address(raw[machineAt], `${where}.${machineAt}`),
    value: hexNumber(raw.value, `${where}.value`),
    level: int(raw.level, `${where}.level`, 1, 5),
    dimension,
    raw,
  };
}
export const nestedSteps = (v: unknown, where: string): readonly Step[] =>
  arr(v, where).map((s, i) => step(s, `${where}[${i}]`, 'nested', 'entryAddr'));

/** What the file says of an entry, against what its address and value mean. */
export function claimsOf(tally: Tally, s: Step, translated: bigint): void {
  const index = indexOf(translated, s.level);
  const claims: readonly (readonly [string, unknown])[] = [
    ['name', TABLE_NAMES[s.level]],
    ['index', index],
    ['flags', flagNames(s.value).join(' ')],
  ];
  for (const [key, got] of claims) {
    const said = s.raw[key];
    if (said !== undefined) tally.fact(s.where, key, Array.isArray(said) ? said.join(' ') : said, got);
  }
  const at = address(s.raw.entryAddr, `${s.where}.entryAddr`);
  tally.fact(s.where, 'table', hex(address(s.raw.table, `${s.where}.table`)), hex(at - 8 * index));
}

/** All entries of a file. One that has two values in one file cannot be right. */
export class Table {
  private readonly found = new Map<number, bigint>();
  private readonly tally: Tally;
  constructor(tally: Tally) {
    this.tally = tally;
  }
  add(steps: readonly Step[]): void {
    for (const s of steps) {
      const known = this.found.get(s.at);
      if (known === undefined) this.found.set(s.at, s.value);
      else this.tally.fact(s.where, `the entry at ${hex(s.at)}`, hex(s.value), hex(known));
    }
  }
  get entries(): Entries {
    return this.found;
  }
}

const loadText = (l: Pick<Load, 'dimension' | 'level' | 'at' | 'value'>): string =>
  `${l.dimension} level ${l.level} at ${hex(l.at)}: ${hex(l.value)}`;

export function compareLoads(
  tally: Tally,
  where: string,
  expected: readonly Step[],
  loads: readonly Load[],
): void {
  for (const [i, s] of expected.entries()) {
    const load = loads[i];
    tally.fact(where, `load ${i + 1}`, loadText(s), load ? loadText(load) : 'none');
  }
  tally.fact(where, 'the number of loads', expected.length, loads.length);
}

export const size = (v: unknown, where: string): unknown =>
  v === null || v === undefined ? null : int(v, where, 4096);
export const RESULT = { ok: 'ok', absent: 'not present' } as const;
export const failed = (error: number): string =>
  (error & 1) === 0 ? RESULT.absent : `refused with error ${hex(error)}`;

/** The guest's program filled the page with a text and then byte i = 7i + 3 (mod 256). */
const PATTERN_TEXT = 'XSHM-WALK-ME\0';
const patternByte = (i: number): number =>
  i < PATTERN_TEXT.length ? PATTERN_TEXT.charCodeAt(i) : (i * 7 + 3) & 255;

export const isPattern = (bytes: string): boolean =>
  bytes === toHex(Array.from({ length: bytes.length / 2 }, (_, i) => patternByte(i)));

export const skipRest = (tally: Tally, file: Obj, known: readonly string[]): void => {
  for (const [key, v] of Object.entries(file)) {
    if (!known.includes(key))
      tally.skip(key, Array.isArray(v) ? v.length : isObj(v) ? Object.keys(v).length : 1);
  }
};
