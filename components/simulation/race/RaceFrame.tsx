import type { KeyboardEventHandler, ReactNode, Ref } from 'react';
import widget from '../Widget.module.css';
import type { RaceContent } from './content.ts';
import styles from './RaceFrame.module.css';

export interface RaceFrameProps {
  readonly content: RaceContent;
  readonly notes?: ReactNode;
  /** In the order of the sides. */
  readonly sides: readonly ReactNode[];
  /** Goals, counts, handles. */
  readonly aside: ReactNode;
  readonly player: ReactNode;
  /** What the clock means, the link, the keys. */
  readonly tools: ReactNode;
  /** The full ledger. */
  readonly all: ReactNode;
  /** The full ledger was opened, or closed. */
  readonly onAll?: (open: boolean) => void;
  readonly ref?: Ref<HTMLElement> | undefined;
  readonly onKeyDown?: KeyboardEventHandler<HTMLElement>;
}

/** Where everything of a race stands, the same live and still: taking over moves nothing. */
export const RaceFrame = (p: RaceFrameProps) => (
  <section
    ref={p.ref}
    className={widget.widget}
    aria-label={`Race: ${p.content.title}`}
    onKeyDown={p.onKeyDown}
    tabIndex={-1}
  >
    <div className={`${styles.grid} ${styles[`of${p.content.sides.length}`] ?? ''}`}>
      {p.notes}
      {p.content.sides.map(({ name }, side) => (
        <section key={name} className={styles.side} style={{ gridArea: `side${side}` }} aria-label={name}>
          <div className={styles.pair}>{p.sides[side]}</div>
        </section>
      ))}
      <div className={styles.player}>{p.player}</div>
      <div className={styles.tools}>{p.tools}</div>
      <div className={styles.aside}>{p.aside}</div>
      <details className={styles.all} onToggle={p.onAll && ((e) => p.onAll?.(e.currentTarget.open))}>
        <summary>All counts</summary>
        {p.all}
      </details>
    </div>
  </section>
);
