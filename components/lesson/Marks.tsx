import type { ReactNode } from 'react';
import styles from './Marks.module.css';

interface CiteProps {
  /** The number of the source in this page's list. */
  readonly number: number;
  readonly href: string;
  /** What the source is, for those who hear the page. */
  readonly source: string;
  readonly children?: ReactNode;
}

/** A reference to the page's list of sources, after what it supports. */
export const CiteMark = ({ number, href, source, children }: CiteProps) => (
  <>
    {children}
    <sup className={styles.cite}>
      <a href={href} aria-label={`Source ${number}: ${source}`}>
        {number}
      </a>
    </sup>
  </>
);

/** A number that the engine counted or a real machine showed. */
export const Figure = ({ children }: { readonly children: ReactNode }) => (
  <span className={styles.figure}>{children}</span>
);
