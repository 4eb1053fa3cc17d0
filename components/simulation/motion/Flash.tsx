import { use, useLayoutEffect, useRef } from 'react';
import type { FlashProps } from '../stage/kit.ts';
import { fade } from './animate.ts';
import { MotionContext } from './MotionContext.ts';

/** How strongly a highlight rests while its step is on the stage. */
export const REST = 0.3;

/** A highlight: strong when its step begins, then resting until the next. It never moves. */
export function Flash({ step, children }: FlashProps) {
  const element = useRef<SVGGElement>(null);
  const { travel } = use(MotionContext);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new step flashes, whatever else changed
  useLayoutEffect(() => {
    if (!element.current || !travel) return;
    const running = fade(element.current, 1, REST);
    return running.cancel;
  }, [step]);

  return (
    <g ref={element} style={{ opacity: REST }}>
      {children}
    </g>
  );
}
