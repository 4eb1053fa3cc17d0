import type { ReactNode } from 'react';
import styles from './Compare.module.css';

/** A table that a narrow window cannot hold: it scrolls by itself, by keyboard too. */
export const WideTable = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
  <section className={styles.scroll} aria-label={name} tabIndex={0}>
    {children}
  </section>
);
