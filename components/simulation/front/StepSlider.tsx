import type { KeyboardEventHandler } from 'react';
import { useTouchReturn } from '../use-touch-return.ts';
import styles from './Front.module.css';

interface StepSliderProps {
  readonly name: string;
  /** What stands there, for a listener. */
  readonly text: string;
  readonly max: number;
  readonly value: number;
  /** The step of the run that is shown. */
  readonly step?: number;
  readonly onValue: (value: number) => void;
  readonly onKeyDown?: KeyboardEventHandler<HTMLInputElement>;
}

/** A real slider. */
export function StepSlider({ name, text, max, value, step, onValue, onKeyDown }: StepSliderProps) {
  const touch = useTouchReturn(value, onValue);
  return (
    <input
      className={styles.slider}
      type="range"
      aria-label={name}
      aria-valuetext={text}
      data-step={step}
      min={0}
      max={max}
      step={1}
      value={value}
      onChange={(e) => onValue(e.currentTarget.valueAsNumber)}
      onKeyDown={onKeyDown}
      {...touch}
    />
  );
}
