/**
 * Where everything lies, and the two trees as bytes: the guest's tables as Linux writes them, the nested ones as Xen does.
 * The guest's tables have the guest-physical addresses that a real PVHVM guest's had, and the nested root the page number
 * of a real one (recording npt-walks-pvhvm.json).
 */

import type { Machine } from '../../core/machine.ts';
import { EPTE_W, EPTE_X } from '../../mechanisms/ept.ts';
import { pageTableEntry } from '../../mechanisms/guest-paging.ts';
import {
  askToRecalculate,
  FORMATS,
  INVALID_MFN,
  P2M_TYPE,
  type P2mFormat,
  p2mKey,
  putEntry,
} from '../../mechanisms/p2m.ts';
import {
  _PAGE_ACCESSED,
  _PAGE_DIRTY,
  _PAGE_GLOBAL,
  _PAGE_NX,
  _PAGE_PRESENT,
  _PAGE_PSE,
  _PAGE_RW,
  _PAGE_USER,
} from '../../mechanisms/page-flags.ts';
import { bit, ENTRY, LEAF_LEVEL, slotOf, spanOf } from '../../mechanisms/paging.ts';
import type { Choices } from './params.ts';

// ── where everything lies ───────────────────────────────────────────────────────────────────────────

const GIB = 2 ** 30;

/** Guest-physical addresses of the guest's tables, by level. */
export const TABLES: Readonly<Record<number, number>> = {
  5: 0x6a0b000,
  4: 0x6a0c000,
  3: 0x69ff000,
  2: 0x516a000,
  1: 0x69fe000,
};
/** Guest-physical address of the page with the byte, for each size of guest page; and of another like it. */
export const DATA: Readonly<Record<number, number>> = { 1: 0x42992000, 2: 0x42800000, 3: 0x40000000 };
export const OTHER_DATA: Readonly<Record<number, number>> = { 1: 0x82993000, 2: 0x82a00000, 3: 0x80000000 };

/** Machine memory: Xen's own below 1 GiB, the guest's above. Multiples of 1 GiB, so that pages of any size fit. */
const BACKING = GIB;
/** Where Xen moves a page to. */
const MOVED = 5 * GIB;
export const machineOf = (gpa: number): number => gpa + BACKING;
export const movedTo = (gpa: number): number => gpa + MOVED;
/** Guest memory begins here; what lies below is Xen's. */
export const XEN_END = BACKING;

export const NESTED_ROOT = 0x3fca9000;
export const VMCB_AT = 0x3fc80000;

const isKernelAddress = (gva: bigint): boolean => gva >> 63n === 1n;

// ── the guest's tables ──────────────────────────────────────────────────────────────────────────────

/** A page of data, or of code where it is to be fetched from; as Linux maps them (_PAGE_TABLE, PAGE_SHARED, PAGE_READONLY_EXEC). */
function leafFlags(c: Choices): bigint {
  const code = c.access === 'fetch' && c.fault !== 'guest-nx';
  const writable = !code && c.fault !== 'guest-readonly';
  return (
    _PAGE_PRESENT |
    (writable ? _PAGE_RW : 0n) |
    (isKernelAddress(c.address) ? _PAGE_GLOBAL : _PAGE_USER) |
    (code ? 0n : _PAGE_NX) |
    (c['guest-page'] === '4K' ? 0n : _PAGE_PSE)
  );
}

export const leafEntry = (c: Choices, gpa: number): bigint => pageTableEntry(gpa, leafFlags(c));

/** Machine address of the entry that maps the page. */
export const leafAt = (c: Choices): number => {
  const level = LEAF_LEVEL[c['guest-page']];
  return slotOf(machineOf(TABLES[level] ?? 0), c.address, level);
};

export function writeGuestTables(m: Machine, c: Choices): void {
  const lowest = LEAF_LEVEL[c['guest-page']];
  const user = isKernelAddress(c.address) ? 0n : _PAGE_USER;
  for (let level = c['guest-levels']; level > lowest; level--) {
    const next = TABLES[level - 1] ?? 0;
    const closed = c.fault === 'guest-supervisor' && level === c['guest-levels'];
    const flags = _PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY | (closed ? 0n : user);
    m.store(slotOf(machineOf(TABLES[level] ?? 0), c.address, level), ENTRY, pageTableEntry(next, flags));
  }
  const absent = c.fault === 'guest-not-present';
  const reserved = c.fault === 'guest-reserved' ? bit(51) : 0n;
  m.store(leafAt(c), ENTRY, absent ? 0n : leafEntry(c, DATA[lowest] ?? 0) | reserved);
}

// ── the nested tables ───────────────────────────────────────────────────────────────────────────────

/** What Xen, or a mistake, has made of the page under the byte. */
function dataEntry(c: Choices, f: P2mFormat, hpa: number, level: number): bigint {
  const ram = f.leaf(P2M_TYPE.ram_rw, hpa, level);
  switch (c.fault) {
    case 'ept-mmio':
      return f.empty;
    case 'ept-pod':
      return f.leaf(P2M_TYPE.populate_on_demand, INVALID_MFN, level);
    case 'ept-log-dirty':
      return f.leaf(P2M_TYPE.ram_logdirty, hpa, level);
    case 'ept-readonly':
      return f.leaf(P2M_TYPE.ram_ro, hpa, level);
    case 'ept-no-exec':
      return level === 1
        ? f.leaf(P2M_TYPE.grant_map_rw, hpa, level)
        : f.leaf(P2M_TYPE.ram_rw, hpa, level, false);
    case 'misconfig-wx':
      return (ram & ~7n) | EPTE_W | EPTE_X;
    case 'misconfig-reserved':
      return ram | bit(51);
    default:
      return ram;
  }
}

/** The page of the guest table that holds the leaf. */
function tableEntry(c: Choices, f: P2mFormat, hpa: number, level: number): bigint {
  if (c.fault === 'ept-table-paged') return f.leaf(P2M_TYPE.ram_paged, INVALID_MFN, level);
  if (c.fault === 'ept-table-log-dirty') return f.leaf(P2M_TYPE.ram_logdirty, hpa, level);
  return f.leaf(P2M_TYPE.ram_rw, hpa, level);
}

/** Every guest-physical page that the story may touch. */
export function writeNestedTables(m: Machine, c: Choices): void {
  const f = FORMATS[m.rec(p2mKey).format];
  const level = LEAF_LEVEL[c['nested-page']];
  const span = spanOf(level);
  const down = (gpa: number): number => gpa - (gpa % span);
  const lowest = LEAF_LEVEL[c['guest-page']];
  const offset = Number(BigInt.asUintN(12 + 9 * (lowest - 1), c.address));
  const leafTable = down(TABLES[lowest] ?? 0);
  const other = down((OTHER_DATA[lowest] ?? 0) + offset);
  for (const gpa of [...Object.values(TABLES).map(down), other]) {
    const hpa = machineOf(gpa);
    const entry = gpa === leafTable ? tableEntry(c, f, hpa, level) : f.leaf(P2M_TYPE.ram_rw, hpa, level);
    putEntry(m, gpa, level, entry);
  }
  const data = down((DATA[lowest] ?? 0) + offset);
  putEntry(m, data, level, dataEntry(c, f, machineOf(data), level));
  if (c.fault === 'misconfig-type') askToRecalculate(m);
}

/** A large page or a single one: the same rights, another frame. */
export const movedEntry = (format: P2mFormat['id'], hpa: number, level: number): bigint =>
  FORMATS[format].leaf(P2M_TYPE.ram_rw, hpa - (hpa % spanOf(level)), level);
