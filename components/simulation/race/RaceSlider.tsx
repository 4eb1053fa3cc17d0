import type { CSSProperties, KeyboardEvent } from 'react';
import { useTouchReturn } from '../use-touch-return.ts';
import styles from './RaceScrubber.module.css';
import { sliderName } from './sentences.ts';
import type { RaceRun } from './source.ts';

interface RaceSliderProps {
  readonly run: RaceRun;
  readonly tick: number;
  readonly text: string;
  readonly onTick: (tick: number) => void;
}

/** Units of the slider: fine enough for every column of a screen. */
const UNITS = 10_000;
/** Keys that take one tick: the slider's own steps follow its scale. */
const TICKS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

/** A real slider over all flights; its thumb is the playhead. */
export function RaceSlider({ run, tick, text, onTick }: RaceSliderProps) {
  const part = run.scale.at(tick);
  const touch = useTouchReturn(tick, onTick);
  const byKey = (e: KeyboardEvent<HTMLInputElement>): void => {
    const delta = e.shiftKey ? undefined : TICKS[e.key];
    if (delta === undefined) return;
    e.preventDefault();
    onTick(tick + delta);
  };
  return (
    <>
      <span className={styles.ahead} style={{ '--done': part } as CSSProperties} aria-hidden="true" />
      <div className={styles.thumbway}>
        <input
          className={styles.slider}
          type="range"
          aria-label={sliderName(run)}
          aria-valuetext={`Step ${tick}. ${text}`}
          min={0}
          max={UNITS}
          step={1}
          value={Math.round(part * UNITS)}
          onKeyDown={byKey}
          onChange={(e) => onTick(run.scale.tickAt(e.currentTarget.valueAsNumber / UNITS))}
          {...touch}
        />
      </div>
    </>
  );
}
