import type { ReactNode } from 'react';
import type { Tone } from '../../model/worlds.ts';
import { Explain } from '../../stage/Explain.tsx';
import { toneClass } from '../../stage/tone.ts';
import styles from './Hypercall.module.css';
import type { Box } from './layouts.ts';

interface PanelProps {
  readonly box: Box;
  readonly tone: Tone;
  readonly title: string;
  /** On the right of the title. */
  readonly aside?: string;
  /** Nothing is in it yet, or it plays no part. */
  readonly quiet?: boolean;
  /** What it holds, in one sentence. */
  readonly text: string;
  readonly children?: ReactNode;
}

/** A place of the figure with its name: solid while it plays its part, dashed while it does not. */
export const Panel = ({ box, tone, title, aside, quiet = false, text, children }: PanelProps) => (
  <Explain text={text} stop className={toneClass(tone)}>
    <rect className={quiet ? styles.boxQuiet : styles.box} {...box} rx={2} />
    <text className={quiet ? styles.titleQuiet : styles.title} x={box.x + 8} y={box.y + 15}>
      {title}
    </text>
    {aside && (
      <text className={styles.aside} x={box.x + box.width - 8} y={box.y + 15} textAnchor="end">
        {aside}
      </text>
    )}
    {children}
  </Explain>
);
