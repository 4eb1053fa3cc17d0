import type { ReactNode } from 'react';
import styles from './KeyList.module.css';

interface KeyListProps {
  readonly label: string;
  /** One `li` for each sign. */
  readonly children: ReactNode;
}

/** A key under the stage: signs and what they mean, in one line where there is room. */
export const KeyList = ({ label, children }: KeyListProps) => (
  <ul className={styles.key} aria-label={label}>
    {children}
  </ul>
);
