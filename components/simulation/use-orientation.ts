import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Orientation } from './stage/layout.ts';

/** The same width as in the container queries of Frame.module.css. */
const NARROW = 640;

/** Which format of the stage fits the frame that the widget stands in. */
export function useOrientation(frame: RefObject<HTMLElement | null>): Orientation {
  const [orientation, setOrientation] = useState<Orientation>('landscape');
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const choose = (width: number): void => setOrientation(width < NARROW ? 'portrait' : 'landscape');
    choose(element.clientWidth);
    const observer = new ResizeObserver(([entry]) => entry && choose(entry.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return orientation;
}
