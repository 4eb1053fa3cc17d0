import { memo } from 'react';
import { goBeyond } from '../go-beyond.ts';
import type { Chapter } from '../model/chapters.ts';
import type { Tone } from '../model/worlds.ts';
import { toneClass } from '../stage/tone.ts';
import { useTouchReturn } from '../use-touch-return.ts';
import styles from './Scrubber.module.css';

export interface ScoreProps {
  /** Steps that the score is wide. */
  readonly length: number;
  readonly staffs: readonly string[];
  readonly paths: readonly { readonly tone: Tone; readonly d: string }[];
  readonly chapters: readonly Chapter[];
}

/** The whole run at a glance: a staff per thread, in each the stretches where it executes, below them the chapters. */
export const Score = memo(function Score({ length, staffs, paths, chapters }: ScoreProps) {
  const rows = staffs.length;
  return (
    <div className={styles.score} aria-hidden="true">
      <ul className={styles.staffs}>
        {staffs.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the slider over it says the same to those who do not see it */}
      <svg
        className={styles.notes}
        style={{ height: `calc(${rows} * var(--staff))` }}
        viewBox={`0 0 ${Math.max(length, 1)} ${rows}`}
        preserveAspectRatio="none"
        focusable="false"
      >
        {paths.map(({ tone, d }) => (
          <path key={tone} d={d} className={toneClass(tone)} />
        ))}
      </svg>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the chapters are in the list beside it */}
      <svg
        className={styles.chapters}
        viewBox={`0 0 ${Math.max(length, 1)} 1`}
        preserveAspectRatio="none"
        focusable="false"
      >
        <path d={chapters.map((c) => `M${c.step} 0v1`).join('')} vectorEffect="non-scaling-stroke" />
      </svg>
    </div>
  );
});

export interface SliderProps {
  readonly step: number;
  readonly max: number;
  readonly text: string;
  readonly onStep: (step: number) => void;
  /** Somebody wants to go past its end. */
  readonly onBeyond: () => void;
}

/** A real slider over the score; its thumb is the playhead. */
export function Slider({ step, max, text, onStep, onBeyond }: SliderProps) {
  const touch = useTouchReturn(step, onStep);
  return (
    <div className={styles.thumbway}>
      <input
        className={styles.slider}
        type="range"
        aria-label="Step"
        data-step={step}
        aria-valuetext={`Step ${step}. ${text}`}
        min={0}
        max={max}
        step={1}
        value={step}
        onChange={(e) => onStep(e.currentTarget.valueAsNumber)}
        onKeyDown={goBeyond(onBeyond)}
        {...touch}
      />
    </div>
  );
}
