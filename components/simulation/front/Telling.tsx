import type { Told } from '../model/telling.ts';
import { Words } from '../panels/Words.tsx';
import styles from './Front.module.css';

/** What happened in large type, why under it, and what was paid for it. */
export const Telling = ({ what, why, costs }: Told) => (
  <>
    <p className={styles.what}>
      <Words text={what} />
    </p>
    {why !== '' && (
      <p className={styles.why}>
        <Words text={why} />
      </p>
    )}
    {costs.length > 0 && (
      <ul className={styles.costs}>
        {costs.map((cost) => (
          <li key={cost}>{cost}</li>
        ))}
      </ul>
    )}
  </>
);
