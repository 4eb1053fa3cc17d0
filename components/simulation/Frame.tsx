import type { KeyboardEventHandler, ReactNode, Ref } from 'react';
import styles from './Frame.module.css';
import widget from './Widget.module.css';

export interface FrameProps {
  readonly title: string;
  /** Mode, parameters, link, keys. */
  readonly bar: ReactNode;
  readonly stage: ReactNode;
  /** The key to the stage's signs, and what can be opened under it. */
  readonly legend?: ReactNode;
  readonly player: ReactNode;
  readonly reason: ReactNode;
  /** A question to the reader, under the reason. */
  readonly question?: ReactNode;
  /** Left out where only the stage is wanted. */
  readonly listing?: ReactNode;
  readonly bytes?: ReactNode;
  readonly ledger?: ReactNode;
  /** What a real system did. */
  readonly recorded?: ReactNode;
  readonly notes?: ReactNode;
  readonly ref?: Ref<HTMLElement> | undefined;
  readonly onKeyDown?: KeyboardEventHandler<HTMLElement>;
}

/** Where everything stands at the level of lines. */
export function Frame(p: FrameProps) {
  const bare = p.listing === undefined && p.bytes === undefined;
  const classes = [widget.widget, bare && styles.bare].filter(Boolean).join(' ');
  return (
    <section
      ref={p.ref}
      className={classes}
      aria-label={`Simulation: ${p.title}`}
      onKeyDown={p.onKeyDown}
      tabIndex={-1}
    >
      <div className={styles.grid}>
        {p.bar && <div className={styles.bar}>{p.bar}</div>}
        {p.notes}
        <div className={styles.stage}>{p.stage}</div>
        <div className={styles.player}>{p.player}</div>
        {p.legend && <div className={styles.legend}>{p.legend}</div>}
        <div className={styles.side}>
          <div className={styles.sideInner}>
            <Panel name="Reason" className={styles.reason}>
              {p.reason}
            </Panel>
            {p.question}
            {p.listing !== undefined && (
              <Panel name="Listing" className={styles.listing}>
                {p.listing}
              </Panel>
            )}
          </div>
        </div>
        {p.bytes !== undefined && (
          <Panel name="Bytes" className={styles.bytes}>
            {p.bytes}
          </Panel>
        )}
        {p.ledger !== undefined && (
          <Panel name="Ledger" className={styles.ledger}>
            {p.ledger}
          </Panel>
        )}
        {p.recorded && <div className={styles.recorded}>{p.recorded}</div>}
      </div>
    </section>
  );
}

interface PanelProps {
  readonly name: string;
  readonly className: string | undefined;
  readonly children: ReactNode;
}

const Panel = ({ name, className, children }: PanelProps) => (
  <section className={`${styles.panel} ${className}`} aria-label={name}>
    <p className={styles.name} aria-hidden="true">
      {name}
    </p>
    <div className={styles.body}>
      <div className={styles.inner}>{children}</div>
    </div>
  </section>
);
