import { type ReactNode, useMemo, useRef } from 'react';
import { MotionContext } from './MotionContext.ts';
import styles from './Sparks.module.css';
import { useReducedMotion } from './use-reduced-motion.ts';

interface MovingProps {
  /** False after a jump or while a key is held. */
  readonly travel: boolean;
  /** The class that gives the drawing its width. */
  readonly className: string | undefined;
  /** The drawing. */
  readonly children: ReactNode;
}

/** A drawing in which things move, and over it the sparks that run along its wires. */
export function Moving({ travel, className, children }: MovingProps) {
  const sparks = useRef<HTMLDivElement>(null);
  const reduced = useReducedMotion();
  const motion = useMemo(() => ({ travel, reduced, sparks }), [travel, reduced]);
  return (
    <div className={styles.drawing}>
      <MotionContext value={motion}>{children}</MotionContext>
      <div className={`${styles.over} ${className ?? ''}`} aria-hidden="true">
        <div ref={sparks} className={styles.sky} />
      </div>
    </div>
  );
}
