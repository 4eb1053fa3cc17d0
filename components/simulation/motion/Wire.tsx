import { use, useLayoutEffect, useRef } from 'react';
import { polyline } from '../stage/geometry.ts';
import type { WireProps } from '../stage/kit.ts';
import { fade, follow } from './animate.ts';
import { MotionContext } from './MotionContext.ts';
import styles from './Wire.module.css';

/** A path along which something crossed in this step: it lights, and a spark runs along it. */
export function Wire({ points, back = false, step, className }: WireProps) {
  const path = useRef<SVGPathElement>(null);
  const spark = useRef<SVGCircleElement>(null);
  const { travel, reduced } = use(MotionContext);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new step lights it anew, whatever else changed
  useLayoutEffect(() => {
    if (!path.current || !spark.current || !travel) return;
    const lighting = fade(path.current, 0.15, 1);
    if (reduced) return lighting.cancel;
    const running = follow(spark.current, back ? [...points].reverse() : points);
    return () => {
      lighting.cancel();
      running.cancel();
    };
  }, [step]);

  return (
    <>
      <path ref={path} d={polyline(points)} className={className} />
      <circle ref={spark} r={5} className={styles.spark} />
    </>
  );
}
