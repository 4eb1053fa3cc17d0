import { memo } from 'react';
import { Icon, type IconName } from './icons.tsx';
import styles from './Transport.module.css';

interface ControlProps {
  readonly name: string;
  readonly icon: IconName;
  readonly onClick: () => void;
  readonly disabled: boolean;
  /** It cannot act now, and says why when it is pressed. */
  readonly waits?: boolean | undefined;
  readonly className?: string | undefined;
}

/** Stays focusable when it can do nothing: focus must not fall out of the widget at the last step. */
const Control = memo(function Control({ name, icon, onClick, disabled, waits, className }: ControlProps) {
  return (
    <button
      type="button"
      className={`${styles.control} ${className ?? ''}`}
      aria-label={name}
      aria-disabled={disabled || waits || undefined}
      onClick={disabled && !waits ? undefined : onClick}
    >
      <Icon name={icon} />
    </button>
  );
});

export interface TransportProps {
  readonly atStart: boolean;
  readonly atEnd: boolean;
  readonly playing: boolean;
  /** There is more, but a question stands before it. */
  readonly waits?: boolean;
  readonly onFirst: () => void;
  readonly onPreviousChapter: () => void;
  readonly onPrevious: () => void;
  readonly onPlay: () => void;
  readonly onNext: () => void;
  readonly onNextChapter: () => void;
  readonly onLast: () => void;
}

export const Transport = (p: TransportProps) => (
  <div className={styles.transport}>
    <Control name="First step" icon="first" onClick={p.onFirst} disabled={p.atStart} />
    <Control
      name="Previous chapter"
      icon="previousChapter"
      onClick={p.onPreviousChapter}
      disabled={p.atStart}
    />
    <Control
      name="Previous step"
      icon="previous"
      onClick={p.onPrevious}
      disabled={p.atStart}
      className={styles.step}
    />
    <Control
      name={p.playing ? 'Pause' : 'Play'}
      icon={p.playing ? 'pause' : 'play'}
      onClick={p.onPlay}
      disabled={false}
      waits={p.waits}
      className={styles.play}
    />
    <Control
      name="Next step"
      icon="next"
      onClick={p.onNext}
      disabled={p.atEnd}
      waits={p.waits}
      className={styles.step}
    />
    <Control
      name="Next chapter"
      icon="nextChapter"
      onClick={p.onNextChapter}
      disabled={p.atEnd}
      waits={p.waits}
    />
    <Control name="Last step" icon="last" onClick={p.onLast} disabled={p.atEnd} waits={p.waits} />
  </div>
);
