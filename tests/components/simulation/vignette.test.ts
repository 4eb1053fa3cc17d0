// The names in the small pictures: whole words, as large as their boxes allow.
import { describe, expect, it } from 'vitest';
import { fitted } from '../../../components/simulation/vignette/fitted.ts';

/** A character is half as wide as it is high, at the least. */
const SLIM = 0.5;

describe('a name in its box', () => {
  it('stands on one line where there is room, in the largest letters', () => {
    expect(fitted('consumer', 300, 60)).toEqual({ lines: ['consumer'], size: 26 });
  });

  it('breaks between words, and then becomes smaller, and stays within the box', () => {
    for (const width of [100, 140, 200])
      for (const height of [30, 44, 80]) {
        const { lines, size } = fitted('wakes the producer', width, height);
        expect(lines.length * size).toBeLessThanOrEqual(height);
        for (const line of lines) expect(line.length * size * SLIM).toBeLessThanOrEqual(width);
        if (lines.length > 0) expect(lines.join(' ')).toBe('wakes the producer');
      }
    expect(fitted('wakes the producer', 140, 44).lines).toEqual(['wakes the', 'producer']);
  });

  it('is left out where no word of it would be whole', () => {
    expect(fitted('paravirtual', 40, 40).lines).toEqual([]);
  });
});
