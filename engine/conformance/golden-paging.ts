/**
 * Sections of golden-mmu-peers.json about address translation: indices and entries, EPT words, exit qualifications of
 * accesses that the walker really makes and is refused, and the number of loads for every depth of both trees.
 */

import { Edit, Memory } from '../core/memory.ts';
import {
  EMT,
  EPTE_A,
  EPTE_D,
  EPTE_IPAT,
  EPTE_SP,
  EPTE_SVE,
  eptEntry,
  eptPointer,
  exitQualification,
} from '../mechanisms/ept.ts';
import { pageTableEntry } from '../mechanisms/guest-paging.ts';
import { EPT_FORMAT } from '../mechanisms/p2m.ts';
import {
  _PAGE_ACCESSED,
  _PAGE_DIRTY,
  _PAGE_NX,
  _PAGE_PRESENT,
  _PAGE_PSE,
  _PAGE_PSE_PAT,
  _PAGE_RW,
  _PAGE_USER,
} from '../mechanisms/page-flags.ts';
import { ENTRY, indexOf, isCanonical, offsetIn, slotOf } from '../mechanisms/paging.ts';
import type { Refused } from '../mechanisms/walker.ts';
import { arr, bool, int, obj, str } from './decode.ts';
import type { Tally } from './outcome.ts';
import { type Entries, type Registers, type Walked, walkLinear } from './page-walker.ts';

const hex = (n: number | bigint): string => `0x${n.toString(16)}`;

const PTE = _PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED | _PAGE_DIRTY;
const LARGE = 0x12200000;
const GUEST_WORDS: Readonly<Record<string, bigint>> = {
  '4k_P_RW_US_A_D_frame12345': pageTableEntry(0x12345000, PTE),
  with_NX: pageTableEntry(0x12345000, PTE, _PAGE_NX),
  '2m_leaf': pageTableEntry(LARGE, PTE, _PAGE_PSE),
  '2m_leaf_PAT': pageTableEntry(LARGE, PTE, _PAGE_PSE, _PAGE_PSE_PAT),
};

/** Words by name; one that the engine does not know is not covered. */
function words(tally: Tally, section: string, v: unknown, known: Readonly<Record<string, bigint>>): void {
  for (const [name, word] of Object.entries(obj(v, section))) {
    const got = known[name];
    if (got === undefined) tally.skip(section, 1);
    else tally.fact(section, name, str(word, `${section}.${name}`), hex(got));
  }
}

export function paging(tally: Tally, v: unknown): void {
  const p = obj(v, 'paging');
  const va = BigInt(str(p.va, 'paging.va'));
  const indices = [5, 4, 3, 2, 1].map((level) => indexOf(va, level));
  tally.fact(
    'paging',
    'indices_L5_to_L1',
    arr(p.indices_L5_to_L1, 'paging.indices').join(' '),
    indices.join(' '),
  );
  const offsets = { '4K': offsetIn(va, 1), '2M': offsetIn(va, 2), '1G': offsetIn(va, 3) };
  for (const [page, offset] of Object.entries(offsets))
    tally.fact('paging.offset', page, obj(p.offset, 'paging.offset')[page], hex(offset));
  for (const [i, c] of arr(p.canonical, 'paging.canonical').entries()) {
    const at = `paging.canonical[${i}]`;
    const row = obj(c, at);
    const gva = BigInt(str(row.va, at));
    tally.fact(at, 'c48', bool(row.c48, at), isCanonical(gva, 4));
    tally.fact(at, 'c57', bool(row.c57, at), isCanonical(gva, 5));
  }
  words(tally, 'paging.pte', p.pte, GUEST_WORDS);
}

// ── two trees of any depth ──────────────────────────────────────────────────────────────────────────

const GVA = 0x7f8a12345678n;
const GUEST_TABLES = 0x100000;
const DATA = 0x42992000;
const NESTED_TABLES = 0x3fca9000;
const BACKING = 0x40000000;
const PAGE = 4096;

interface Trees {
  readonly guestLevels: number;
  readonly nestedLevels: number;
  readonly ad?: boolean;
  /** Guest-physical pages whose leaf is not the usual one. */
  readonly leaves?: Readonly<Record<number, bigint>>;
}

/** Both trees with 4 KiB pages: each guest table and the data behind nested tables of the given depth. */
function build(t: Trees): { readonly registers: Registers; readonly entries: Entries } {
  let ram = Memory.empty.writable(new Edit());
  const entries = new Map<number, bigint>();
  const put = (at: number, value: bigint): void => {
    ram = ram.store(at, ENTRY, value);
    entries.set(at, value);
  };
  let next = NESTED_TABLES + PAGE;
  const map = (gpa: number, leaf: bigint): void => {
    let table = NESTED_TABLES;
    for (let level = t.nestedLevels; level > 1; level--) {
      const at = slotOf(table, gpa, level);
      if (!EPT_FORMAT.isPresent(ram.load(at, ENTRY))) {
        put(at, EPT_FORMAT.table(next));
        next += PAGE;
      }
      table = Number(ram.load(at, ENTRY) & 0xffffffffff000n);
    }
    put(slotOf(table, gpa, 1), leaf);
  };
  const ordinary = (gpa: number): bigint => t.leaves?.[gpa] ?? EPT_FORMAT.leaf(0, gpa + BACKING, 1);
  for (let level = t.guestLevels; level >= 1; level--) {
    const table = GUEST_TABLES + level * PAGE;
    map(table, ordinary(table));
    const target = level === 1 ? DATA : table - PAGE;
    put(slotOf(table + BACKING, GVA, level), pageTableEntry(target, PTE));
  }
  map(DATA, ordinary(DATA));
  return {
    registers: {
      cr3: GUEST_TABLES + t.guestLevels * PAGE,
      levels: t.guestLevels,
      maxphyaddr: 46,
      eptp: eptPointer(NESTED_TABLES, t.nestedLevels, t.ad ?? false),
    },
    entries,
  };
}

const access = (t: Trees, kind: string): Walked => {
  const { registers, entries } = build(t);
  return walkLinear(registers, entries, GVA, kind, true);
};

// ── EPT words, and qualifications of refused accesses ───────────────────────────────────────────────

const EPT_WORDS: Readonly<Record<string, bigint>> = {
  leaf4k: eptEntry({
    address: 0x2f0a1000,
    rwx: 7,
    emt: EMT.WB,
    flags: EPTE_IPAT | EPTE_A | EPTE_D | EPTE_SVE,
  }),
  leaf2m: eptEntry({ address: 0x40200000, rwx: 7, emt: EMT.WB, flags: EPTE_SP }),
  nonleaf: eptEntry({ address: 0x1234000, rwx: 7 }),
  eptp_4lvl_ad: eptPointer(0x1000000, 4, true),
  eptp_4lvl: eptPointer(0x1000000, 4, false),
  eptp_5lvl_ad: eptPointer(0x1000000, 5, true),
};

const deep = { guestLevels: 4, nestedLevels: 4 };
const LEAF_TABLE = GUEST_TABLES + PAGE;
const readExecute = (gpa: number): bigint => EPT_FORMAT.leaf(2, gpa + BACKING, 1);
const absent = EPT_FORMAT.empty;
const QUALIFICATIONS: Readonly<Record<string, readonly [trees: Trees, access: string]>> = {
  'write_to_r-x_final': [{ ...deep, leaves: { [DATA]: readExecute(DATA) } }, 'write'],
  read_not_present_final: [{ ...deep, leaves: { [DATA]: absent } }, 'read'],
  read_guest_table: [{ ...deep, leaves: { [LEAF_TABLE]: absent } }, 'read'],
  guest_table_with_eptAD: [{ ...deep, ad: true, leaves: { [LEAF_TABLE]: absent } }, 'read'],
};

export function ept(tally: Tally, v: unknown): void {
  const { qual, ...rest } = obj(v, 'ept');
  words(tally, 'ept', rest, EPT_WORDS);
  for (const [name, word] of Object.entries(obj(qual, 'ept.qual'))) {
    const run = QUALIFICATIONS[name];
    if (!run) {
      tally.skip('ept.qual', 1);
      continue;
    }
    const { value } = access(...run);
    const refused =
      typeof value === 'object' && value !== null && 'ok' in value ? (value as Refused) : undefined;
    tally.fact('ept.qual', name, str(word, name), refused ? hex(exitQualification(refused)) : 'no violation');
  }
}

/** Loads for g guest levels and n nested ones, counted as the walker makes them. */
export function walk2d(tally: Tally, v: unknown): void {
  for (const [i, c] of arr(v, 'walk2d').entries()) {
    const at = `walk2d[${i}]`;
    const row = obj(c, at);
    const guestLevels = int(row.guest, `${at}.guest`, 1, 5);
    const nestedLevels = int(row.nested, `${at}.nested`, 1, 5);
    const { loads } = access({ guestLevels, nestedLevels }, 'read');
    tally.fact(at, 'refs', int(row.refs, `${at}.refs`), loads.length);
  }
}
