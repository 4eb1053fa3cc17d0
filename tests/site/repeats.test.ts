import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seriesOf } from '../../app/_simulation/repeats.ts';

const same = (s: string): string => s;

describe('a list with its repetitions put together', () => {
  it('has each item once, and what comes again as one series', () => {
    expect(seriesOf(['a', 'b', 'a', 'b', 'c', 'a'], same)).toEqual([
      { first: 'a', last: 'a', count: 1, again: false },
      { first: 'b', last: 'b', count: 1, again: false },
      { first: 'a', last: 'b', count: 2, again: true },
      { first: 'c', last: 'c', count: 1, again: false },
      { first: 'a', last: 'a', count: 1, again: true },
    ]);
  });
  it('leaves none out and has none twice', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd')), (items) => {
        const found = seriesOf(items, same);
        expect(found.reduce((n, s) => n + s.count, 0)).toBe(items.length);
        const fresh = found.filter((s) => !s.again).map((s) => s.first);
        expect(fresh).toEqual([...new Set(items)]);
      }),
      { seed: 1 },
    );
  });
});
