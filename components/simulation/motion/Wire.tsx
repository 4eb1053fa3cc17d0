import { use, useLayoutEffect, useRef } from 'react';
import { polyline } from '../stage/geometry.ts';
import type { WireProps } from '../stage/kit.ts';
import { toneClass } from '../stage/tone.ts';
import { fade, follow } from './animate.ts';
import { MotionContext } from './MotionContext.ts';
import styles from './Sparks.module.css';

/** A path along which something crossed in this step: it lights, and a spark runs along it. */
export function Wire({ points, back = false, step, still = false, className, tone }: WireProps) {
  const path = useRef<SVGPathElement>(null);
  const { travel, reduced, sparks } = use(MotionContext);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new step lights it anew, whatever else changed
  useLayoutEffect(() => {
    const over = sparks?.current;
    const box = path.current?.ownerSVGElement?.viewBox.baseVal;
    if (!path.current || !travel) return;
    if (still || reduced || !over || !box) return fade(path.current, 0.15, 1).cancel;
    const drawing = { over, width: box.width, height: box.height };
    const spark = {
      ...drawing,
      className: [styles.spark, tone && toneClass(tone)].filter(Boolean).join(' '),
    };
    return follow(spark, back ? [...points].reverse() : points).cancel;
  }, [step]);

  return <path ref={path} d={polyline(points)} className={className} />;
}
