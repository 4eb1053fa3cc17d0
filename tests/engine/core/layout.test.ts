// Offsets are those that gcc gives: the headers' numbers in tests/vectors/layouts.json, and the i386 System V ABI for
// 32-bit guests (facts of Linux xen-blkback/common.h: blkif_x86_32_request and its neighbours are packed to these).
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAYOUTS } from '@/engine/conformance/declared.ts';
import {
  blob,
  type Field,
  type Layout,
  layout,
  list,
  s16,
  s32,
  u8,
  u16,
  u32,
  u64,
} from '@/engine/core/layout.ts';
import { Edit, Memory } from '@/engine/core/memory.ts';
import { BLKIF_X86_32, blkif_request, blkif_request_indirect } from '@/engine/mechanisms/blkif.ts';

const MECHANISMS = path.join(import.meta.dirname, '../../../engine/mechanisms');

describe('layout', () => {
  it('aligns members as C does and pads the end', () => {
    const l = layout('t', { a: u8, b: u32, c: u8, d: u64, e: u16 });
    const { a, b, c, d, e } = l.fields;
    expect([a, b, c, d, e].map((f) => f.offset)).toEqual([0, 4, 8, 16, 24]);
    expect([l.size, l.align]).toEqual([32, 8]);
  });

  it('aligns 64-bit members to 4 bytes for i386', () => {
    const l = layout('t', { a: u8, d: u64, e: u16 }, { abi: 'x86_32' });
    expect([l.fields.d.offset, l.fields.e.offset, l.size, l.align]).toEqual([4, 12, 16, 4]);
  });

  it('unrolls arrays and nests structures with full paths', () => {
    const inner = layout('in', { x: u16, y: u8 });
    const l = layout('t', { head: u8, seg: list(inner, 2), tail: list(u32, 2) });
    expect(l.scalars.map((f) => [f.name, f.leaf, f.offset])).toEqual([
      ['head', 'head', 0],
      ['seg[0].x', 'x', 2],
      ['seg[0].y', 'y', 4],
      ['seg[1].x', 'x', 6],
      ['seg[1].y', 'y', 8],
      ['tail[0]', 'tail', 12],
      ['tail[1]', 'tail', 16],
    ]);
  });

  it('keeps what a header pads beyond, and refuses what does not fit', () => {
    expect(layout('t', { a: u32, rest: blob(4) }, { size: 64 }).size).toBe(64);
    expect(() => layout('t', { a: u32, b: u32 }, { size: 4 })).toThrow('does not fit in 4 bytes');
  });

  it('gives a 32-bit guest’s block requests without the hole before id', () => {
    const { request, discard, indirect, response } = BLKIF_X86_32;
    expect([request.fields.id.offset, request.fields.sector_number.offset]).toEqual([4, 12]);
    expect(request.fields.seg[0]?.gref.offset).toBe(20);
    expect([indirect.fields.handle.offset, indirect.fields.indirect_grefs[0]?.offset]).toEqual([20, 24]);
    expect([request, discard, indirect, response].map((l) => l.size)).toEqual([108, 28, 64, 12]);
    expect([blkif_request.size, blkif_request_indirect.size]).toEqual([112, 64]);
  });
});

const layouts: readonly (readonly [string, Layout])[] = [
  ...[...LAYOUTS].map(([name, l]) => [name, l as Layout] as const),
  ...Object.values(BLKIF_X86_32).map((l) => [`${l.name}, x86_32`, l as Layout] as const),
  ['signed numbers', layout('signed', { a: s16, b: s32, c: u8, d: s16 })],
];

const anyOf = (f: Field): fc.Arbitrary<number | bigint> => {
  const bits = BigInt(f.size * 8);
  if (f.size === 8) return fc.bigInt({ min: 0n, max: 2n ** bits - 1n });
  const [min, max] = f.signed ? [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n] : [0n, 2n ** bits - 1n];
  return fc.integer({ min: Number(min), max: Number(max) });
};

describe('every layout', () => {
  it.each(layouts)('%s reads back what was written, wherever it lies', (_, l) => {
    const fields = l.scalars.slice(0, 40);
    fc.assert(
      fc.property(fc.tuple(...fields.map(anyOf)), fc.integer({ min: 0, max: 2 ** 40 }), (values, base) => {
        const written = fields.reduce(
          (m, f, i) => m.store(base, f, values[i] ?? 0),
          Memory.empty.writable(new Edit()),
        );
        for (const [i, f] of fields.entries()) expect(written.load(base, f)).toBe(values[i]);
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  /** The header of every ring is compared as the beginning of struct blkif_sring and its kin; page tables and AMD's VMCB are the hardware's and
   * in no public header: recorded walks and golden values compare what they held. */
  const ELSEWHERE = new Set(['sring', 'vmcb', 'page_table_entry']);
  it('that a mechanism exports is compared with the headers', async () => {
    for (const file of fs.readdirSync(MECHANISMS).filter((f) => f.endsWith('.ts'))) {
      const module = await import(pathToFileURL(path.join(MECHANISMS, file)).href);
      for (const [name, value] of Object.entries(module)) {
        const found = value as { kind?: unknown; name?: unknown } | null;
        if (found?.kind !== 'layout' || ELSEWHERE.has(String(found.name))) continue;
        expect([...LAYOUTS.keys()], `${file} exports ${name}`).toContain(found.name);
      }
    }
  });
});
