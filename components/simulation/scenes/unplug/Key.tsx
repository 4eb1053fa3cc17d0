import { memo } from 'react';
import { KeyList } from '../../stage/KeyList.tsx';
import styles from './Key.module.css';

const SIGNS = [
  ['●', 'found, or loaded'],
  ['○', 'silent, or nothing to drive'],
  ['×', 'refused'],
  ['–', 'missing'],
] as const;

/** The key to the signs of the rows and drivers. */
export const Key = memo(() => (
  <KeyList label="Key to the signs">
    {SIGNS.map(([sign, meaning]) => (
      <li key={sign}>
        <span className={styles.sign} aria-hidden="true">
          {sign}
        </span>
        <span>{meaning}</span>
      </li>
    ))}
    <li>
      <span className={styles.twice}>sda</span> the same device twice
    </li>
  </KeyList>
));
