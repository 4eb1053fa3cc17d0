import type { ReactNode } from 'react';
import styles from './StageFigure.module.css';

interface StageFigureProps {
  readonly children: ReactNode;
  readonly caption: ReactNode;
}

/** The drawing with its caption, as a plate in a book. */
export const StageFigure = ({ children, caption }: StageFigureProps) => (
  <figure className={styles.figure}>
    {children}
    <figcaption className={styles.caption}>{caption}</figcaption>
  </figure>
);
