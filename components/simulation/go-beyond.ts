import type { KeyboardEvent } from 'react';

const FORWARD = ['ArrowRight', 'ArrowUp', 'PageUp', 'End'];

/** A slider that stands at its end does not move, and tells nobody that it was asked to. */
export const goBeyond =
  (beyond: () => void) =>
  ({ key, currentTarget: { value, max } }: KeyboardEvent<HTMLInputElement>): void => {
    if (FORWARD.includes(key) && value === max) beyond();
  };
