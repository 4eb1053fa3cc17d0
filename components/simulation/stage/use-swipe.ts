import { type PointerEvent, useRef } from 'react';

/** A swipe is a horizontal stroke of a finger, at least this long, in units of the screen. */
const SWIPE = 40;

/** Left and right with a finger step; up and down stay the page's. */
export function useSwipe(stepBy: (delta: number) => void) {
  const start = useRef<{ readonly x: number; readonly y: number }>(undefined);
  return {
    onPointerDown: (e: PointerEvent<SVGSVGElement>) => {
      start.current = e.pointerType === 'touch' ? { x: e.clientX, y: e.clientY } : undefined;
    },
    onPointerUp: (e: PointerEvent<SVGSVGElement>) => {
      const from = start.current;
      start.current = undefined;
      if (!from) return;
      const [dx, dy] = [e.clientX - from.x, e.clientY - from.y];
      if (Math.abs(dx) >= SWIPE && Math.abs(dx) > 2 * Math.abs(dy)) stepBy(dx < 0 ? 1 : -1);
    },
  };
}
