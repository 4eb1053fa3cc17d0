import type { KeyboardEventHandler, ReactNode, Ref } from 'react';
import type { RaceContent } from './content.ts';
import styles from './RaceFrame.module.css';
import { RaceKey } from './RaceKey.tsx';

export interface RaceFrameProps {
  readonly content: RaceContent;
  /** Parameters, link, keys. */
  readonly bar: ReactNode;
  readonly notes?: ReactNode;
  /** In the order of the sides. */
  readonly stages: readonly ReactNode[];
  readonly why: ReactNode;
  readonly ledger: ReactNode;
  readonly player: ReactNode;
  readonly ref?: Ref<HTMLElement> | undefined;
  readonly onKeyDown?: KeyboardEventHandler<HTMLElement>;
}

/** Where everything of a race stands, the same live and still: taking over moves nothing. */
export const RaceFrame = (p: RaceFrameProps) => (
  <section
    ref={p.ref}
    className={styles.widget}
    aria-label={`Race: ${p.content.title}`}
    onKeyDown={p.onKeyDown}
    tabIndex={-1}
  >
    <div className={`${styles.grid} ${styles[`of${p.content.sides.length}`]}`}>
      <div className={styles.bar}>{p.bar}</div>
      {p.notes}
      {p.content.sides.map(({ name }, side) => (
        <section key={name} className={styles.side} style={{ gridArea: `side${side}` }} aria-label={name}>
          <p className={styles.name}>{name}</p>
          {p.stages[side]}
        </section>
      ))}
      <section className={styles.ledger} aria-label="What it has cost so far">
        {p.ledger}
      </section>
      <div className={styles.player}>{p.player}</div>
      <section className={styles.why} aria-label="Phase">
        {p.why}
      </section>
      <div className={styles.key}>
        <RaceKey content={p.content} />
      </div>
    </div>
  </section>
);
