import type { ReactNode } from 'react';
import styles from './Contents.module.css';

interface Entry {
  readonly mark: string;
  readonly title: ReactNode;
  readonly text: string;
  readonly note?: string;
}

/** A table of contents, as in a book: one line for each entry and a hairline between. */
export const Contents = ({ entries }: { readonly entries: readonly Entry[] }) => (
  <ol className={styles.contents}>
    {entries.map(({ mark, title, text, note }) => (
      <li key={mark}>
        <span className={styles.mark} aria-hidden="true">
          {mark}
        </span>
        <div>
          <h2>{title}</h2>
          <p>{text}</p>
        </div>
        {note && <span className={styles.note}>{note}</span>}
      </li>
    ))}
  </ol>
);
