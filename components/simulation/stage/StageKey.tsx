import { memo } from 'react';
import { KeyList } from './KeyList.tsx';
import styles from './StageKey.module.css';

/** The key to what every stage has: who is at work, and how often a border was crossed. */
export const StageKey = memo(() => (
  <KeyList label="Key to the stage">
    <li>
      <span className={`${styles.token} ${styles.working}`} aria-hidden="true" /> at work
    </li>
    <li>
      <span className={styles.token} aria-hidden="true" /> waits or sleeps
    </li>
    <li>
      <svg className={styles.arrows} viewBox="0 0 16 14" aria-hidden="true" focusable="false">
        <path d="M4 1v12M1.5 10.5l2.5 2.5l2.5-2.5M12 13v-12M9.5 3.5l2.5-2.5l2.5 2.5" />
      </svg>
      crossings of the border so far
    </li>
  </KeyList>
));
