import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Orientation } from './stage/layout.ts';

/** The same width as in the container queries of Frame.module.css. */
const NARROW = 640;

/**
 * Which format of the stage fits the frame that the widget stands in.
 * @param shown what stands in the frame: another one has an element of its own
 */
export function useOrientation(frame: RefObject<HTMLElement | null>, shown?: unknown): Orientation {
  const [orientation, setOrientation] = useState<Orientation>('landscape');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view has another element
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    // One that is not on the page has no width, which says nothing.
    const choose = (width: number): void => {
      if (width > 0) setOrientation(width < NARROW ? 'portrait' : 'landscape');
    };
    choose(element.clientWidth);
    const observer = new ResizeObserver(([entry]) => entry && choose(entry.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, shown]);
  return orientation;
}
