import type { ReactNode } from 'react';
import type { Told } from '../model/telling.ts';
import { Words } from '../panels/Words.tsx';
import styles from './Front.module.css';

interface TellingProps extends Told {
  /** How to go on, where nothing has been done yet. */
  readonly hint?: ReactNode;
}

/** What happened in large type, why under it, and what was paid for it. */
export const Telling = ({ what, why, costs, hint }: TellingProps) => (
  <>
    <p className={styles.what}>
      <Words text={what} />
    </p>
    {why !== '' && (
      <p className={styles.why}>
        <Words text={why} />
      </p>
    )}
    {hint && <p className={styles.hint}>{hint}</p>}
    {costs.length > 0 && (
      <ul className={styles.costs}>
        {costs.map((cost) => (
          <li key={cost}>{cost}</li>
        ))}
      </ul>
    )}
  </>
);
