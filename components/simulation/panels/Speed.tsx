import { memo } from 'react';
import { usePlayer, useWidget } from '../player-context.ts';
import { SPEEDS } from '../store.ts';
import styles from './Scrubber.module.css';

interface SpeedSelectProps {
  readonly speed: number;
  readonly onSpeed: (speed: number) => void;
}

/** How fast it plays. */
export const SpeedSelect = ({ speed, onSpeed }: SpeedSelectProps) => (
  <label className={styles.speed}>
    <span className="visually-hidden">Speed</span>
    <select value={speed} onChange={(e) => onSpeed(Number(e.currentTarget.value))}>
      {SPEEDS.map((s) => (
        <option key={s} value={s}>
          {s}×
        </option>
      ))}
    </select>
  </label>
);

export const Speed = memo(function Speed() {
  const { store } = useWidget();
  const speed = usePlayer((p) => p.speed);
  return <SpeedSelect speed={speed} onSpeed={store.getState().setSpeed} />;
});
