import { Icon } from '../panels/icons.tsx';
import styles from './Front.module.css';

interface TransportButtonsProps {
  readonly atStart: boolean;
  readonly atEnd: boolean;
  readonly playing: boolean;
  /** Something has to be answered first: what is asked to go on says so. */
  readonly waits?: boolean;
  readonly onStep: (by: 1 | -1) => void;
  readonly onPlay: () => void;
}

/** Back, on, and by itself. They stay focusable at either end: focus must not fall out of the widget. */
export const TransportButtons = ({
  atStart,
  atEnd,
  playing,
  waits = false,
  onStep,
  onPlay,
}: TransportButtonsProps) => (
  <div className={styles.transport}>
    <button
      type="button"
      aria-label="Previous step"
      aria-disabled={atStart || undefined}
      onClick={atStart ? undefined : () => onStep(-1)}
    >
      <Icon name="previous" />
    </button>
    <button
      type="button"
      className={styles.next}
      aria-label="Next step"
      aria-disabled={atEnd || undefined}
      onClick={atEnd && !waits ? undefined : () => onStep(1)}
    >
      <Icon name="next" />
    </button>
    <button type="button" className={styles.play} aria-disabled={waits || undefined} onClick={onPlay}>
      <Icon name={playing ? 'pause' : 'play'} />
      <span>{playing ? 'Pause' : 'Play'}</span>
    </button>
  </div>
);
