import { memo } from 'react';
import { usePlayer, useWidget } from '../player-context.ts';
import { SPEEDS } from '../store.ts';
import styles from './Scrubber.module.css';

/** How fast it plays. */
export const Speed = memo(function Speed() {
  const { store } = useWidget();
  const speed = usePlayer((p) => p.speed);
  return (
    <label className={styles.speed}>
      <span className="visually-hidden">Speed</span>
      <select value={speed} onChange={(e) => store.getState().setSpeed(Number(e.currentTarget.value))}>
        {SPEEDS.map((s) => (
          <option key={s} value={s}>
            {s}×
          </option>
        ))}
      </select>
    </label>
  );
});
