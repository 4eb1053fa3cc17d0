import type { ComponentType, ReactNode } from 'react';
import styles from './StageFigure.module.css';

interface StageFigureProps {
  readonly children: ReactNode;
  readonly caption: ReactNode;
  readonly Key: ComponentType | undefined;
  readonly detail?: ReactNode;
}

/** The drawing with its caption and key, as a plate in a book. */
export const StageFigure = ({ children, caption, Key, detail }: StageFigureProps) => (
  <figure className={styles.figure}>
    {children}
    <figcaption className={styles.caption}>
      <p className={styles.line}>{caption}</p>
      {Key && <Key />}
      {detail}
    </figcaption>
  </figure>
);
