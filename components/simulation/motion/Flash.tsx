import { use, useLayoutEffect, useRef } from 'react';
import { type FlashProps, REST } from '../stage/kit.ts';
import { fade } from './animate.ts';
import { MotionContext } from './MotionContext.ts';

/** A highlight: strong when its step begins, then resting until the next. It never moves. */
export function Flash({ step, rest = REST, children }: FlashProps) {
  const element = useRef<SVGGElement>(null);
  const { travel } = use(MotionContext);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new step flashes, whatever else changed
  useLayoutEffect(() => {
    if (!element.current || !travel) return;
    const running = fade(element.current, 1, rest);
    return running.cancel;
  }, [step]);

  return (
    <g ref={element} style={{ opacity: rest }}>
      {children}
    </g>
  );
}
