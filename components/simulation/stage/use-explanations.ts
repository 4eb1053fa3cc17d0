import { type SyntheticEvent, useState } from 'react';

/** The text of the thing under the pointer or in focus, and the handlers that notice it. */
export function useExplanations() {
  const [pointed, setPointed] = useState<string>();
  const explain = (e: SyntheticEvent<SVGSVGElement>): void => {
    const thing = e.target instanceof Element ? e.target.closest('[data-explain]') : null;
    setPointed(thing?.getAttribute('data-explain') ?? undefined);
  };
  return {
    pointed,
    handlers: {
      onPointerOver: explain,
      onFocusCapture: explain,
      onPointerLeave: () => setPointed(undefined),
      onBlurCapture: () => setPointed(undefined),
    },
  };
}
