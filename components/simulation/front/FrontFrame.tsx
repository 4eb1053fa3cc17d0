import type { KeyboardEventHandler, ReactNode, Ref } from 'react';
import widget from '../Widget.module.css';
import styles from './Front.module.css';

export interface FrontFrameProps {
  readonly title: string;
  /** Reasons are longer than what is told: smaller type, and on a phone more room for it. */
  readonly detailed: boolean;
  readonly notes?: ReactNode;
  readonly stage: ReactNode;
  /** What happened, why, what it cost. */
  readonly caption: ReactNode;
  /** Aims, counts, handles. */
  readonly aside?: ReactNode;
  /** A question to the reader. */
  readonly question?: ReactNode;
  readonly player: ReactNode;
  /** Level, share, and the rest in one menu. */
  readonly tools: ReactNode;
  readonly ref?: Ref<HTMLElement> | undefined;
  readonly onKeyDown?: KeyboardEventHandler<HTMLElement>;
}

/**
 * Where everything stands at the levels of story and mechanism: what a visitor needs is on one screen, and nothing in it
 * changes its size between two steps. The same for the live widget and for its still.
 */
export const FrontFrame = (p: FrontFrameProps) => (
  <section
    ref={p.ref}
    className={widget.widget}
    aria-label={`Simulation: ${p.title}`}
    onKeyDown={p.onKeyDown}
    tabIndex={-1}
  >
    <div className={`${styles.front} ${p.detailed ? styles.detailed : ''}`}>
      {p.notes}
      <figure className={styles.plate}>
        <div className={styles.stage} data-part="stage">
          {p.stage}
        </div>
        <figcaption className={styles.caption}>
          <div className={styles.said}>{p.caption}</div>
        </figcaption>
      </figure>
      {p.question && <div className={styles.question}>{p.question}</div>}
      <div className={styles.player} data-part="player">
        {p.player}
      </div>
      {p.tools && (
        <div className={styles.tools} data-part="tools">
          {p.tools}
        </div>
      )}
      {p.aside && <div className={styles.aside}>{p.aside}</div>}
    </div>
  </section>
);
