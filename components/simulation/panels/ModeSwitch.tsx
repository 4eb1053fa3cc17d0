import { useId } from 'react';
import { MODES, type Mode } from '@/engine/index.ts';
import styles from './ModeSwitch.module.css';

interface ModeSwitchProps {
  readonly mode: Mode;
  readonly names: Readonly<Partial<Record<Mode, string>>>;
  readonly onMode: (mode: Mode) => void;
}

const NAMES: Readonly<Record<Mode, string>> = { watch: 'Watch', predict: 'Predict' };

/** How the reader takes part. A mode that the engine learns appears here by itself. */
export function ModeSwitch({ mode, names, onMode }: ModeSwitchProps) {
  const group = useId();
  return (
    <div className={styles.modes} role="radiogroup" aria-label="Mode">
      {MODES.map((m) => (
        <label key={m}>
          <input type="radio" name={group} value={m} checked={m === mode} onChange={() => onMode(m)} />
          <span>{names[m] ?? NAMES[m]}</span>
        </label>
      ))}
    </div>
  );
}
