import { use, useLayoutEffect, useRef } from 'react';
import type { TokenProps } from '../stage/kit.ts';
import { fade, type Running, travel } from './animate.ts';
import { MotionContext } from './MotionContext.ts';

/** Stands at (x, y) and travels there when they change. With reduced motion it is there, and fades in. */
export function Token({ x, y, className, children }: TokenProps) {
  const element = useRef<SVGGElement>(null);
  const stood = useRef<string>(undefined);
  const journey = useRef<Running>(undefined);
  const motion = use(MotionContext);
  const place = `translate(${x}px, ${y}px)`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of place starts a journey
  useLayoutEffect(() => {
    const from = stood.current;
    stood.current = place;
    if (!element.current || from === undefined || from === place) return;
    if (motion.travel && !motion.reduced) {
      journey.current = travel(element.current, journey.current?.active() ? undefined : from, place);
      return;
    }
    journey.current?.cancel();
    if (element.current.style.transform !== place) element.current.style.transform = place;
    if (motion.travel) journey.current = fade(element.current, 0.2, 1);
  }, [place]);

  return (
    <g ref={element} className={className} style={{ transform: place }}>
      {children}
    </g>
  );
}
