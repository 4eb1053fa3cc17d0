import type { ReactNode } from 'react';
import { Explain } from '../stage/Explain.tsx';
import { type Kit, REST } from '../stage/kit.ts';
import { toneClass } from '../stage/tone.ts';
import styles from './Figure.module.css';
import type { Item, Rect } from './spec.ts';

interface LitProps {
  readonly item: Pick<Item, 'says' | 'tone'>;
  readonly box: Rect;
  /** The step that changes it, or, below zero, that only looks at it. */
  readonly step: number | undefined;
  readonly kit: Kit;
  /** The mark that stays while the step is shown: an outline, or a bar at the left edge where items touch. */
  readonly mark?: 'outline' | 'bar';
  /** Drawn under the highlight. */
  readonly ground?: ReactNode;
  readonly children: ReactNode;
}

/** An item that explains itself, and is marked in the step that changed it or looked at it. */
export function Lit({ item, box, step, kit, mark = 'outline', ground, children }: LitProps) {
  const looked = step !== undefined && step < 0;
  return (
    <Explain text={item.says} className={item.tone && toneClass(item.tone)}>
      {ground ?? <rect className={styles.ground} {...box} />}
      {looked && <rect className={styles.looked} {...box} rx={2} />}
      {step !== undefined && !looked && (
        <>
          <kit.Flash step={step} rest={mark === 'bar' ? REST : 0}>
            <rect className={styles.flash} {...box} rx={2} />
          </kit.Flash>
          {mark === 'bar' ? (
            <rect className={styles.bar} x={box.x} y={box.y + 1} width={2.5} height={box.height - 2} />
          ) : (
            <rect className={styles.outline} {...box} rx={2} />
          )}
        </>
      )}
      {children}
    </Explain>
  );
}
