/**
 * The radix tree that guest paging, EPT and NPT have in common: tables of 4 KiB with 512 entries of 8 bytes, nine bits
 * of the address a level. Source: Intel SDM vol. 3A 4.5 and 3C 28.2.2; Xen xen/arch/x86/include/asm/x86_64/page.h.
 */
import { layout, u64 } from '../core/layout.ts';

export const page_table_entry = layout('page_table_entry', { entry: u64 });
export const ENTRY = page_table_entry.fields.entry;
export const ENTRIES = 512;

export const bit = (n: number): bigint => 1n << BigInt(n);
/** Bits `high` to `low` set. */
export const bits = (high: number, low: number): bigint => bit(high + 1) - bit(low);

/** Where the frame stands in an entry of any format. */
export const ADDRESS_MASK = bits(51, 12);

export const PAGE_SIZES = ['4K', '2M', '1G'] as const;
export type PageSize = (typeof PAGE_SIZES)[number];
/** The level whose entry maps a page of this size. */
export const LEAF_LEVEL: Readonly<Record<PageSize, number>> = { '4K': 1, '2M': 2, '1G': 3 };
/** No processor maps a larger page than this level's. */
export const LARGEST_LEAF = 3;

/** Lowest bit of the address that a level's index takes. */
export const shiftOf = (level: number): number => 12 + 9 * (level - 1);
/** Bytes that one entry of a level spans: 4 KiB, 2 MiB, 1 GiB, 512 GiB, 256 TiB. */
export const spanOf = (level: number): number => 2 ** shiftOf(level);
export const indexOf = (address: bigint | number, level: number): number =>
  Number((BigInt(address) >> BigInt(shiftOf(level))) & 511n);
/** Machine or guest address of the entry that translates `address` in a table of this level. */
export const slotOf = (table: number, address: bigint | number, level: number): number =>
  table + 8 * indexOf(address, level);

/** The address in an entry that refers to a table. */
export const tableOf = (entry: bigint): number => Number(entry & ADDRESS_MASK);
/** The first byte of the page that an entry of this level maps: what lies below the page's size is not address. */
export const pageOf = (entry: bigint, level: number): number =>
  Number(entry & bits(51, Math.max(shiftOf(level), 12)));
/** An address inside its page. */
export const offsetIn = (address: bigint | number, level: number): number =>
  Number(BigInt(address) & (bit(shiftOf(level)) - 1n));

/** Bits above the width repeat its highest one (SDM vol. 1 3.3.7.1): 48 bits with four levels, 57 with five. */
export function isCanonical(gva: bigint, levels: number): boolean {
  const width = levels >= 5 ? 57 : 48;
  const top = BigInt.asUintN(64, gva) >> BigInt(width - 1);
  return top === 0n || top === bit(65 - width) - 1n;
}

/** A bit field of an entry, for the field tables that a reader sees. */
export interface BitField {
  readonly name: string;
  readonly high: number;
  readonly low: number;
  readonly value: bigint;
  /** What the value stands for. */
  readonly means?: string;
}
/** An address field: shown as the address it stands for. */
export const addressField = (entry: bigint, name: string, low: number): BitField =>
  fieldOf(entry, name, 51, low, (v) => `0x${(v << BigInt(low)).toString(16)}`);

export const fieldOf = (
  entry: bigint,
  name: string,
  high: number,
  low = high,
  means?: (value: bigint) => string,
): BitField => {
  const value = (entry >> BigInt(low)) & (bit(high - low + 1) - 1n);
  return { name, high, low, value, ...(means && { means: means(value) }) };
};

/** The low bits of a word by their names; a bit without a name is left out. */
export const bitsNamed = (word: bigint, names: readonly string[]): readonly BitField[] =>
  names.flatMap((name, bit) => (name === '' ? [] : [fieldOf(word, name, bit)]));
