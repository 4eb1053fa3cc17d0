import { useId } from 'react';
import styles from './ModeSwitch.module.css';

interface RadiosProps<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [value: T, name: string])[];
  readonly value: T;
  readonly onValue: (value: T) => void;
}

/** One of a few, as buttons beside each other. */
export function Radios<T extends string>({ label, options, value, onValue }: RadiosProps<T>) {
  const group = useId();
  return (
    <div className={styles.modes} role="radiogroup" aria-label={label}>
      {options.map(([id, name]) => (
        <label key={id}>
          <input type="radio" name={group} value={id} checked={id === value} onChange={() => onValue(id)} />
          <span>{name}</span>
        </label>
      ))}
    </div>
  );
}
