import type { Point } from '../../stage/geometry.ts';
import { halfArrow } from '../../stage/geometry.ts';
import type { Kit } from '../../stage/kit.ts';
import styles from './BlockIo.module.css';

interface PointerProps {
  readonly tip: Point;
  /** Where it points to, in turns. */
  readonly towards: number;
  /** Which half of the arrow: two that meet make a whole. */
  readonly half: 'left' | 'right';
  /** A threshold is hollow and stands around what is to pass it. */
  readonly threshold: boolean;
  readonly lit: boolean;
  readonly kit: Kit;
}

/** The tip of a leader: half an arrow, so that two sides can point at the same place and both be seen. */
export function Pointer({ tip, towards, half, threshold, lit, kit }: PointerProps) {
  const length = (threshold ? 14 : 10) + (lit ? 3 : 0);
  return (
    <kit.Token x={tip.x} y={tip.y}>
      <path
        className={threshold ? styles.bell : styles.pointer}
        d={halfArrow(towards, length, length * 0.62, half)}
      />
    </kit.Token>
  );
}
