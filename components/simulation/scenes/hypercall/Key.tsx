import { memo } from 'react';
import { KeyList } from '../../stage/KeyList.tsx';
import styles from './Key.module.css';
import { MEANINGS, SIGNS } from './signs.ts';

const STATES = ['passed', 'refused', 'now', 'ahead', 'again', 'answer'] as const;
const CODE = [
  ['number', 'b8 …', 'loads the number'],
  ['leave', '0f 01 …', 'leaves guest mode'],
  ['back', 'c3', 'returns'],
  ['nothing', 'cc', 'breakpoint'],
] as const;

/** The key to the signs of checks and to the bytes of the stubs. */
export const Key = memo(() => (
  <KeyList label="Key to the signs">
    {STATES.map((state) => (
      <li key={state}>
        <span className={state === 'refused' ? styles.bad : styles.sign} aria-hidden="true">
          {SIGNS[state]}
        </span>
        {MEANINGS[state]}
      </li>
    ))}
    {CODE.map(([is, bytes, meaning]) => (
      <li key={is}>
        <span className={styles[is]} aria-hidden="true">
          {bytes}
        </span>
        {meaning}
      </li>
    ))}
  </KeyList>
));
