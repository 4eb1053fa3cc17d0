// The tool for placing parts, and that only development has it.
import { describe, expect, it } from 'vitest';
import { ARROWS, moved, rectText } from '@/components/simulation/figure/dev/rectangles.ts';
import { rect } from '@/components/simulation/figure/spec.ts';
import { liveKit } from '@/components/simulation/motion/live-kit.ts';

const STAGE = { width: 360, height: 322 };

describe('a part that is placed', () => {
  it('is moved by whole units', () => {
    expect(moved(rect(10, 20, 100, 50), [3.4, -2.6], false, STAGE)).toEqual(rect(13, 17, 100, 50));
  });

  it('is resized by its lower right corner', () => {
    expect(moved(rect(10, 20, 100, 50), [-4, 6], true, STAGE)).toEqual(rect(10, 20, 96, 56));
  });

  it.each([
    [[-999, -999], rect(0, 0, 100, 50)],
    [[999, 999], rect(260, 272, 100, 50)],
  ] as const)('does not leave the stage by %j', (by, at) => {
    expect(moved(rect(10, 20, 100, 50), by, false, STAGE)).toEqual(at);
  });

  it.each([
    [[-999, -999], rect(10, 20, 1, 1)],
    [[999, 999], rect(10, 20, 350, 302)],
  ] as const)('keeps a size that fits by %j', (by, at) => {
    expect(moved(rect(10, 20, 100, 50), by, true, STAGE)).toEqual(at);
  });

  it('goes one unit with each arrow key', () => {
    const at = rect(10, 20, 100, 50);
    expect(Object.values(ARROWS).map((by) => rectText(moved(at, by, false, STAGE)))).toEqual([
      'rect(9, 20, 100, 50)',
      'rect(11, 20, 100, 50)',
      'rect(10, 19, 100, 50)',
      'rect(10, 21, 100, 50)',
    ]);
  });
});

it('a kit outside development has no tool', () => expect(liveKit.Placing).toBeUndefined());
