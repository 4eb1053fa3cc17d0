import type { ReactNode } from 'react';
import styles from './Why.module.css';

interface WhyProps {
  readonly ask: ReactNode;
  readonly children: ReactNode;
}

/** A reason withheld: the reader says it first, then opens it. */
export const Why = ({ ask, children }: WhyProps) => (
  <details className={styles.why}>
    <summary>{ask}</summary>
    <div className={styles.because}>{children}</div>
  </details>
);
