// Random rings and random sequences of operations on them.
import fc from 'fast-check';
import { OPS, type Op, type Shape } from './ring-model.ts';

/** Small and large rings, starting anywhere, often just below the point where indices wrap. */
const shapes: fc.Arbitrary<Shape> = fc.record({
  kind: fc.constantFrom('blkif' as const, 'tiny' as const),
  entries: fc.integer({ min: 0, max: 8 }).map((order) => 2 ** order),
  start: fc.oneof(
    fc.integer({ min: 0, max: 300 }).map((below) => (2 ** 32 - below) % 2 ** 32),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  ),
});

/** Counts are small more often than not; thresholds and bogus indices are anything. */
const args = (entries: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 0, max: 2 * entries }),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  );

const operations = (entries: number, max: number): fc.Arbitrary<readonly (readonly [Op, number])[]> =>
  fc.array(fc.tuple(fc.constantFrom(...OPS), args(entries)), { minLength: 1, maxLength: max });

export const traces = (max = 120) =>
  shapes.chain((shape) => fc.record({ shape: fc.constant(shape), list: operations(shape.entries, max) }));
