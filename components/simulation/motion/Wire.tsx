import { use, useLayoutEffect, useRef } from 'react';
import type { WireProps } from '../stage/kit.ts';
import { draw, fade } from './animate.ts';
import { MotionContext } from './MotionContext.ts';

/** A path along which something crossed in this step: it is drawn from its start to its end, or fades in. */
export function Wire({ d, back = false, step, className }: WireProps) {
  const element = useRef<SVGPathElement>(null);
  const { travel, reduced } = use(MotionContext);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new step lights it anew, whatever else changed
  useLayoutEffect(() => {
    if (!element.current || !travel) return;
    const running = reduced ? fade(element.current, 0, 1) : draw(element.current, back);
    return running.cancel;
  }, [step]);

  return (
    <path ref={element} d={d} className={className} pathLength={1} strokeDasharray="1" strokeDashoffset="0" />
  );
}
