import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stretchesOf } from '../../app/_simulation/stretches.ts';

const same = (s: string): string => s;

describe('the moments of a story, for telling', () => {
  it('tells each once, and what comes again as one stretch', () => {
    expect(stretchesOf(['a', 'b', 'a', 'b', 'c', 'a'], same)).toEqual([
      { first: 'a', last: 'a', count: 1, told: false },
      { first: 'b', last: 'b', count: 1, told: false },
      { first: 'a', last: 'b', count: 2, told: true },
      { first: 'c', last: 'c', count: 1, told: false },
      { first: 'a', last: 'a', count: 1, told: true },
    ]);
  });
  it('leaves none out and tells none twice', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd')), (items) => {
        const found = stretchesOf(items, same);
        expect(found.reduce((n, s) => n + s.count, 0)).toBe(items.length);
        const told = found.filter((s) => !s.told).map((s) => s.first);
        expect(told).toEqual([...new Set(items)]);
      }),
      { seed: 1 },
    );
  });
});
