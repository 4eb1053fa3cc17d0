/** Where a word can stand on a band without lying under something. */
import type { Rect } from '../figure/spec.ts';
import type { Point } from './geometry.ts';

const STEP = 6;

const apart = (a: Rect, b: Rect): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

/** The lower left corner of a free place of this size: along the bottom of the space, else along its top. */
export function freeSpot(
  space: Rect,
  size: Pick<Rect, 'width' | 'height'>,
  taken: readonly Rect[],
): Point | undefined {
  for (const y of [space.y + space.height - size.height, space.y])
    for (let x = space.x; x + size.width <= space.x + space.width; x += STEP)
      if (taken.every((t) => apart(t, { x, y, ...size }))) return { x, y: y + size.height };
  return undefined;
}
