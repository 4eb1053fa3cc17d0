import { memo } from 'react';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './BlockIo.module.css';
import type { IndexInfo } from './indices.ts';

interface IndexRowProps {
  readonly index: IndexInfo;
  readonly value: number;
  readonly x: number;
  /** Middle of the row. */
  readonly y: number;
  readonly width: number;
  /** The step that lights it. */
  readonly lit: number | undefined;
  readonly kit: Kit;
}

/** An index by name and value, always in the same place. */
export const IndexRow = memo(function IndexRow({ index, value, x, y, width, lit, kit }: IndexRowProps) {
  return (
    <g className={`${toneClass(index.tone)} ${lit === undefined ? '' : styles.lit}`}>
      {lit !== undefined && (
        <kit.Flash step={lit}>
          <rect className={styles.flash} x={x - 4} y={y - 9} width={width + 8} height={18} rx={2} />
        </kit.Flash>
      )}
      <text className={styles.field} x={x} y={y + 4}>
        {index.name}
      </text>
      <text className={styles.value} x={x + width} y={y + 4} textAnchor="end">
        {value}
      </text>
    </g>
  );
});
