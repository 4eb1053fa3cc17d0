/**
 * A slider that moves, or has the focus, says its own value: a screen reader reads it out at each change, also of what
 * was done by a key or by playing. Announcing the same step beside it would say it twice.
 * @param by what moved the step
 * @param focused the element that has the focus
 */
export const sliderSaysIt = (
  by: string | undefined,
  focused: { matches(selectors: string): boolean } | null,
): boolean => by === 'slider' || focused?.matches('input[type="range"]') === true;
