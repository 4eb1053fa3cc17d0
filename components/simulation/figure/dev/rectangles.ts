/** What the tool for placing parts moves and prints: rectangles in units of the stage. */
import type { Rect } from '../spec.ts';

/** Said in the console when the tool starts. A test looks for it, to be sure that the exported site is without the tool. */
export const INTRODUCTION =
  'Alt+G shows a grid on every stage. Drag a part, or focus it and press an arrow key; hold Shift to change its size. Its rectangle is printed here and copied.';

/** What the arrow keys do, in units of the stage. */
export const ARROWS: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const between = (low: number, n: number, high: number): number => Math.max(low, Math.min(n, high));

/**
 * A rectangle moved, or with its lower right corner moved, by whole units and inside the stage.
 * @param size moves the corner
 */
export function moved(
  { x, y, width, height }: Rect,
  [dx, dy]: readonly [number, number],
  size: boolean,
  stage: Pick<Rect, 'width' | 'height'>,
): Rect {
  const [right, down] = [Math.round(dx), Math.round(dy)];
  if (size)
    return {
      x,
      y,
      width: between(1, width + right, stage.width - x),
      height: between(1, height + down, stage.height - y),
    };
  return {
    x: between(0, x + right, stage.width - width),
    y: between(0, y + down, stage.height - height),
    width,
    height,
  };
}

/** As a scene's source has it. */
export const rectText = ({ x, y, width, height }: Rect): string => `rect(${x}, ${y}, ${width}, ${height})`;
