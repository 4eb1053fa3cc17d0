import { memo } from 'react';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import styles from './EventChannels.module.css';

export type CellLook =
  | 'off'
  | 'idle'
  | 'pending'
  | 'mask'
  | 'todo'
  | 'found'
  | 'value'
  | 'at'
  | 'empty'
  | 'awake'
  | 'asleep'
  | 'busy';

interface CellProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly text: string;
  readonly look: CellLook;
  readonly explain: string;
  /** The step that read or changed it, or undefined. */
  readonly lit: number | undefined;
  readonly kit: Kit;
}

/** One bit, byte or number of the shared words. */
export const Cell = memo(function Cell({ x, y, width, height, text, look, explain, lit, kit }: CellProps) {
  const box = { x, y, width, height };
  return (
    <Explain text={explain}>
      <rect className={styles[look]} {...box} />
      {lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <rect className={styles.flash} {...box} />
          </kit.Flash>
          <rect
            className={styles.outline}
            x={x - 1}
            y={y - 1}
            width={width + 2}
            height={height + 2}
            rx={1.5}
          />
        </>
      )}
      <text className={styles[`${look}Text`]} x={x + width / 2} y={y + height / 2 + 3.8} textAnchor="middle">
        {text}
      </text>
    </Explain>
  );
});
