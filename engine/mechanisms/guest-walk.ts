/**
 * How Xen finds what a hypercall points to. A pointer is a linear address of the guest: Xen walks the guest's own page
 * tables in software, then the p2m. Nothing there: no page fault for the guest.
 * Source: Xen xen/arch/x86/hvm/hvm.c (hvm_translate_get_page), xen/arch/x86/mm/guest_walk.c; entry format Intel SDM
 * vol. 3A 4.5.
 */

import { type Gfn, gfn, PAGE_SHIFT, PAGE_SIZE } from '../core/brand.ts';
import { type Field, layout, list, u64 } from '../core/layout.ts';
import type { Machine } from '../core/machine.ts';
import { goto, type Locals, line, procedure, retry, xen } from '../core/procedure.ts';
import { domainKey, domainMechanism, guestAddress, translate } from './domain.ts';
import type { Mechanism } from './mechanism.ts';
import { _PAGE_PRESENT, _PAGE_PSE, _PAGE_RW } from './page-flags.ts';

/** A page table's 512 entries, called as the walk calls them at each level. */
export const l4_table = layout('l4_table', { l4e: list(u64, 512) });
export const l3_table = layout('l3_table', { l3e: list(u64, 512) });
export const l2_table = layout('l2_table', { l2e: list(u64, 512) });
export const l1_table = layout('l1_table', { l1e: list(u64, 512) });
const ENTRIES = [
  l1_table.fields.l1e,
  l2_table.fields.l2e,
  l3_table.fields.l3e,
  l4_table.fields.l4e,
] as const satisfies readonly (readonly Field<bigint>[])[];

/** The frame number in an entry: bits 12 to 51. */
const frameOf = (entry: bigint): number => Number((entry & 0x000f_ffff_ffff_f000n) >> BigInt(PAGE_SHIFT));
/** Which entry of a table of this level an address selects: nine bits. */
export const tableOffset = (va: bigint, level: 1 | 2 | 3 | 4): number =>
  Number((va >> BigInt(PAGE_SHIFT + 9 * (level - 1))) & 0x1ffn);

interface Walk extends Locals {
  va: bigint;
  write: boolean;
  /** Frame of the table in hand, then of the page. */
  frame: number;
  /** Every level so far allows writing. */
  rw: boolean;
}

const FAULT = retry(null);

/** Reads the entry of one level; leaves the walk if it is not present. */
function entryOf(m: Machine, l: Walk, level: 1 | 2 | 3 | 4): bigint | undefined {
  const field = ENTRIES[level - 1]?.[tableOffset(l.va, level)] as Field<bigint>;
  const table = guestAddress(m.rec(domainKey(m.domain as number)), l.frame * PAGE_SIZE);
  if (table === undefined) return undefined;
  const entry = m.load(table, field);
  if ((entry & _PAGE_PRESENT) === 0n) return undefined;
  l.rw = l.rw && (entry & _PAGE_RW) !== 0n;
  l.frame = frameOf(entry);
  return entry;
}

/** A large page: the low bits of the frame come from the address. */
function large(l: Walk, level: 2 | 3): void {
  const below = 9 * (level - 1);
  l.frame += Number((l.va >> BigInt(PAGE_SHIFT)) & ((1n << BigInt(below)) - 1n));
}

export const hvm_translate_get_page = procedure<Walk>(
  'hvm_translate_get_page',
  {
    source: xen(
      'xen/arch/x86/hvm/hvm.c, xen/arch/x86/mm/guest_walk.c',
      'hvm_translate_get_page, guest_walk_tables',
    ),
    world: 'hypervisor',
  },
  [
    line('cr3', 'l4p = the table that the guest’s CR3 names', (m, l) => {
      l.frame = m.rec(domainKey(m.domain as number)).cr3 as number;
      l.rw = true;
    }),
    line('l4', 'l4e = l4p[va 47:39]; if (!PRESENT) return bad_linear_to_gfn', (m, l) =>
      entryOf(m, l, 4) === undefined ? FAULT : undefined,
    ),
    line(
      'l3',
      'l3e = l3p[va 38:30]; if (!PRESENT) return bad_linear_to_gfn   // PSE: a 1 GiB page',
      (m, l) => {
        const entry = entryOf(m, l, 3);
        if (entry === undefined) return FAULT;
        if ((entry & _PAGE_PSE) === 0n) return undefined;
        large(l, 3);
        return goto('rights');
      },
    ),
    line(
      'l2',
      'l2e = l2p[va 29:21]; if (!PRESENT) return bad_linear_to_gfn   // PSE: a 2 MiB page',
      (m, l) => {
        const entry = entryOf(m, l, 2);
        if (entry === undefined) return FAULT;
        if ((entry & _PAGE_PSE) === 0n) return undefined;
        large(l, 2);
        return goto('rights');
      },
    ),
    line('l1', 'l1e = l1p[va 20:12]; if (!PRESENT) return bad_linear_to_gfn', (m, l) =>
      entryOf(m, l, 1) === undefined ? FAULT : undefined,
    ),
    line(
      'rights',
      'if (write && CR0.WP && some level lacks RW) return bad_linear_to_gfn   // WP: Linux sets it',
      (m, l) => (l.write && !l.rw ? FAULT : m.passOver()),
    ),
    line('p2m', 'page = get_page_from_gfn(gfn): none → bad_gfn_to_mfn', (m, l) => {
      const frame = translate(m.rec(domainKey(m.domain as number)), gfn(l.frame));
      return frame === undefined ? FAULT : retry(frame * PAGE_SIZE + Number(l.va & 0xfffn));
    }),
  ],
);

export const guestWalkMechanism: Mechanism = {
  id: 'guest-walk',
  needs: [domainMechanism],
  procedures: [hvm_translate_get_page],
};

// ── for those who build a guest ─────────────────────────────────────────────────────────────────────

/** A run of frames at a linear address. */
export interface Mapping {
  readonly va: bigint;
  readonly gfn: number;
  readonly pages: number;
  readonly rw: boolean;
}

/** Page tables for these mappings: the entries to write. `table()` gives a fresh frame of the guest for each table. */
export function buildTables(
  mappings: readonly Mapping[],
  table: () => number,
): {
  readonly cr3: Gfn;
  readonly entries: readonly (readonly [frame: number, index: number, entry: bigint])[];
} {
  const entries: [number, number, bigint][] = [];
  const known = new Map<string, number>();
  const cr3 = table();
  const next = (frame: number, va: bigint, level: 2 | 3 | 4): number => {
    const index = tableOffset(va, level);
    const key = `${frame}.${index}`;
    const found = known.get(key) ?? table();
    if (!known.has(key)) entries.push([frame, index, (BigInt(found) << 12n) | _PAGE_PRESENT | _PAGE_RW]);
    known.set(key, found);
    return found;
  };
  for (const map of mappings) {
    for (let i = 0; i < map.pages; i++) {
      const va = map.va + BigInt(i * PAGE_SIZE);
      const l1 = next(next(next(cr3, va, 4), va, 3), va, 2);
      const flags = _PAGE_PRESENT | (map.rw ? _PAGE_RW : 0n);
      entries.push([l1, tableOffset(va, 1), (BigInt(map.gfn + i) << 12n) | flags]);
    }
  }
  return { cr3: gfn(cr3), entries };
}
