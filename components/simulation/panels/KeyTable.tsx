import { KEYS } from '../keys.ts';
import styles from './KeyTable.module.css';

interface KeyTableProps {
  /** What the story is divided into. */
  readonly unit?: 'chapter' | 'goal';
}

/** Every key, and what it does. */
export const KeyTable = ({ unit = 'chapter' }: KeyTableProps) => (
  <dl className={styles.keys}>
    {KEYS.map(({ shown, does }) => (
      <div key={does}>
        <dt>
          {shown.map((k) => (
            <kbd key={k}>{k}</kbd>
          ))}
        </dt>
        <dd>{does.replace('chapter', unit)}</dd>
      </div>
    ))}
  </dl>
);
