import type { ReactNode } from 'react';
import { Words } from '../panels/Words.tsx';
import styles from './StageFigure.module.css';

interface StageFigureProps {
  readonly children: ReactNode;
  readonly caption: string;
}

/** The drawing with its caption, as a plate in a book. */
export const StageFigure = ({ children, caption }: StageFigureProps) => (
  <figure className={styles.figure}>
    {children}
    <figcaption className={styles.caption}>
      <Words text={caption} />
    </figcaption>
  </figure>
);
