'use client';
// A page imports the still for its styles, and React's server build refuses a module that calls useRef without the line above.

import { useRef } from 'react';

/**
 * A touch that turns out to scroll the page has moved the slider under it on its way. When the browser takes the touch
 * for the page (`pointercancel`), the slider goes back to where it was before.
 */
export function useTouchReturn(value: number, goBack: (value: number) => void) {
  const before = useRef<number>(undefined);
  return {
    onPointerDown: () => {
      before.current = value;
    },
    onPointerUp: () => {
      before.current = undefined;
    },
    onPointerCancel: () => {
      if (before.current !== undefined) goBack(before.current);
      before.current = undefined;
    },
  };
}
