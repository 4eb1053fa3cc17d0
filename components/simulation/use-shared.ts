'use client';
// A page imports the still for its styles, and React's server build refuses a module that calls useRef without the line above.

import { useRef } from 'react';
import { share } from './model/share.ts';

/** The given value, with whatever equals a part of the last one replaced by that part itself. */
export function useShared<T>(next: T): T {
  const last = useRef<T>(undefined);
  last.current = share(last.current, next);
  return last.current;
}
