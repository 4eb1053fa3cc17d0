// Memory against the plainest model there is: a map from address to byte.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Field, layout, s16, u8, u16, u32, u64 } from '@/engine/core/layout.ts';
import { Edit, Memory } from '@/engine/core/memory.ts';

const F = layout('f', { a: u8, b: u16, c: u32, d: u64, e: s16 }).fields;
const FIELDS: readonly Field[] = [F.a, F.b, F.c, F.d, F.e];

type Write =
  | { readonly kind: 'uint'; readonly at: number; readonly size: 1 | 2 | 4; readonly value: number }
  | { readonly kind: 'bytes'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'copy'; readonly at: number; readonly from: number; readonly size: number };

/** Near line and page borders, near zero, and far out, so that the tree has to grow. */
const address = fc
  .tuple(
    fc.constantFrom(0, 64, 4096, 8192, 0x10000, 0x0fff_f000, 2 ** 32, 2 ** 40),
    fc.integer({ min: -70, max: 200 }),
  )
  .map(([base, off]) => Math.max(0, base + off));

const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({
    kind: fc.constant('uint' as const),
    at: address,
    size: fc.constantFrom(1 as const, 2 as const, 4 as const),
    value: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  }),
  fc.record({ kind: fc.constant('bytes' as const), at: address, bytes: fc.uint8Array({ maxLength: 300 }) }),
  fc.record({
    kind: fc.constant('copy' as const),
    at: address,
    from: address,
    size: fc.integer({ min: 0, max: 200 }),
  }),
  // Whole lines, as pages are copied.
  fc
    .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 5 }))
    .map(([to, from, n]) => ({ kind: 'copy' as const, at: to * 64, from: from * 64, size: n * 64 })),
);

const apply = (m: Memory, w: Write): Memory => {
  if (w.kind === 'uint') return m.storeUint(w.at, w.size, w.value);
  return w.kind === 'bytes' ? m.storeBytes(w.at, w.bytes) : m.copyFrom(m, w.from, w.at, w.size);
};

class Model {
  private readonly bytes = new Map<number, number>();
  get = (at: number): number => this.bytes.get(at) ?? 0;
  read = (at: number, n: number): number[] => Array.from({ length: n }, (_, i) => this.get(at + i));
  write(w: Write): void {
    const data =
      w.kind === 'uint'
        ? Array.from({ length: w.size }, (_, i) => (w.value >>> (8 * i)) & 0xff)
        : w.kind === 'bytes'
          ? [...w.bytes]
          : this.read(w.from, w.size);
    for (const [i, b] of data.entries()) this.bytes.set(w.at + i, b);
  }
  touched = (): number[] => [...this.bytes.keys()];
}

const RUNS = { seed: 0x4d454d, numRuns: 200 };

describe('memory', () => {
  it('holds exactly the bytes that were written', () => {
    fc.assert(
      fc.property(
        fc.array(write, { maxLength: 25 }),
        address,
        fc.integer({ min: 0, max: 300 }),
        (writes, at, n) => {
          const model = new Model();
          for (const w of writes) model.write(w);
          const m = writes.reduce(apply, Memory.empty.writable(new Edit()));
          expect(model.touched().filter((b) => m.uint(b, 1) !== model.get(b))).toEqual([]);
          expect([...m.bytes(at, n)]).toEqual(model.read(at, n));
          for (const f of FIELDS) {
            const raw = model.read(at + f.offset, f.size).reduceRight((v, b) => v * 256n + BigInt(b), 0n);
            const value = f.signed ? BigInt.asIntN(16, raw) : raw;
            expect(m.load(at, f)).toBe(f.size === 8 ? value : Number(value));
          }
        },
      ),
      RUNS,
    );
  });

  it('never changes under somebody who kept it, whatever is written afterwards', () => {
    fc.assert(
      fc.property(fc.array(fc.array(write, { maxLength: 6 }), { maxLength: 8 }), (batches) => {
        const model = new Model();
        const kept: { memory: Memory; bytes: Map<number, number> }[] = [];
        let m = Memory.empty;
        for (const batch of batches) {
          m = batch.reduce(apply, m.writable(new Edit()));
          for (const w of batch) model.write(w);
          kept.push({ memory: m, bytes: new Map(model.touched().map((at) => [at, model.get(at)])) });
        }
        for (const { memory, bytes } of kept) {
          expect([...bytes].filter(([at, b]) => memory.uint(at, 1) !== b)).toEqual([]);
        }
        expect(Memory.empty.pages()).toEqual([]);
      }),
      RUNS,
    );
  });

  it('holds a copied page apart from its source, within one memory and between two', () => {
    const edit = new Edit();
    const filled = Memory.empty.writable(edit).storeBytes(0, new Uint8Array(4096).fill(1));
    for (const source of [filled, Memory.empty.writable(edit).copyFrom(filled, 0, 0, 4096)]) {
      const other = Memory.empty.writable(edit).copyFrom(source, 0, 8192, 4096);
      const both = source
        .copyFrom(source, 0, 4096, 4096)
        .storeUint(64, 4, 2)
        .storeUint(4096 + 128, 4, 3);
      const at = [64, 128, 4096 + 64, 4096 + 128];
      expect(at.map((b) => both.uint(b, 1))).toEqual([2, 1, 1, 3]);
      expect([64, 128].map((b) => other.uint(8192 + b, 1))).toEqual([1, 1]);
      expect([64, 128].map((b) => other.storeUint(8192 + b, 1, 4).uint(8192 + b, 1))).toEqual([4, 4]);
      expect(at.map((b) => both.uint(b, 1))).toEqual([2, 1, 1, 3]);
    }
  });

  it('names every line that differs, and none that is shared', () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 10 }), fc.array(write, { maxLength: 5 }), (first, then) => {
        const before = first.reduce(apply, Memory.empty.writable(new Edit()));
        const after = then.reduce(apply, before.writable(new Edit()));
        const lines = before.changedLines(after);
        expect(before.changedLines(before)).toEqual([]);
        expect(after.changedLines(before)).toEqual(lines);
        const model = new Model();
        for (const w of [...first, ...then]) model.write(w);
        const changed = model.touched().filter((at) => before.uint(at, 1) !== after.uint(at, 1));
        expect(changed.filter((at) => !lines.some(([from, to]) => at >= from && at < to))).toEqual([]);
        const reached = new Set<number>();
        for (const w of then) {
          const size = w.kind === 'bytes' ? w.bytes.length : w.size;
          for (let at = w.at; at < w.at + size; at++) reached.add(Math.floor(at / 64) * 64);
        }
        for (const [from] of lines) expect(reached).toContain(from);
      }),
      RUNS,
    );
  });

  it('lists the pages that were written', () => {
    const m = [0, 4095, 4096, 5 * 4096 + 7, 2 ** 40].reduce(
      (k, at) => k.storeUint(at, 1, 1),
      Memory.empty.writable(new Edit()),
    );
    expect(m.pages()).toEqual([0, 1, 5, 2 ** 28]);
  });

  it('copies ranges that overlap as if through a buffer', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const m = Memory.empty.writable(new Edit()).storeBytes(0, bytes);
    expect([...m.copyFrom(m, 0, 64, 192).bytes(64, 192)]).toEqual([...bytes.subarray(0, 192)]);
    const n = Memory.empty.writable(new Edit()).storeBytes(0, bytes);
    expect([...n.copyFrom(n, 64, 0, 192).bytes(0, 192)]).toEqual([...bytes.subarray(64)]);
  });

  it('copies between two memories', () => {
    const from = Memory.empty.writable(new Edit()).storeBytes(4096, new Uint8Array(4096).fill(7));
    const to = Memory.empty.writable(new Edit()).copyFrom(from, 4096, 2 ** 33, 4096);
    expect(to.bytes(2 ** 33 - 1, 4098)).toEqual(Uint8Array.from([0, ...new Uint8Array(4096).fill(7), 0]));
  });

  it('refuses what lies outside, and writing without a licence', () => {
    expect(() => Memory.empty.storeUint(0, 1, 1)).toThrow('written only through a machine');
    expect(() => Memory.empty.uint(-1, 1)).toThrow('no memory');
    expect(() => Memory.empty.writable(new Edit()).storeUint(-4, 4, 1)).toThrow('no memory');
    expect(() => Memory.empty.writable(new Edit()).storeUint(2 ** 42, 4, 1)).toThrow('no memory');
  });
});
