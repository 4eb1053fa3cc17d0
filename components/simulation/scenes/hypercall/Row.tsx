import type { ReactNode } from 'react';
import type { Kit } from '../../stage/kit.ts';
import styles from './Hypercall.module.css';
import type { Box } from './layouts.ts';

interface RowProps {
  readonly box: Box;
  /** What the row says in words. */
  readonly says: string;
  /** The step, if the row changed in it. */
  readonly lit: number | undefined;
  readonly kit: Kit;
  readonly children: ReactNode;
}

/** A line of a panel, lit in the step that changed it. */
export const Row = ({ box, says, lit, kit, children }: RowProps) => (
  <g data-explain={says}>
    <rect className={styles.ground} {...box} />
    {lit !== undefined && (
      <>
        <kit.Flash step={lit}>
          <rect className={styles.flash} {...box} rx={2} />
        </kit.Flash>
        <rect className={styles.rowLit} x={box.x} y={box.y + 1} width={2.5} height={box.height - 2} />
      </>
    )}
    {children}
  </g>
);

/** Title of a panel, and what is left below it. */
const TITLE = 20;

/** The place of the nth of `count` rows in a panel. */
export function rowBox(box: Box, count: number, i: number): Box {
  const height = (box.height - TITLE - 4) / count;
  return { x: box.x + 3, y: box.y + TITLE + i * height, width: box.width - 6, height };
}
/** The base line of text in the middle of a row. */
export const baseOf = ({ y, height }: Box): number => y + height / 2 + 4;
