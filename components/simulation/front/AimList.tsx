import type { Aim } from '../model/levels.ts';
import styles from './Front.module.css';

interface AimListProps {
  readonly aims: readonly Aim[];
  /** Where the run opens: aims before it have set it up. */
  readonly opens: number;
  /** Aims that are first told of after this step are withheld. */
  readonly end?: number;
  readonly names: Readonly<Record<string, string>>;
  readonly current: string | undefined;
  readonly onAim: ((step: number) => void) | undefined;
}

/** What the story is after, aim by aim: where it is, and what lies behind. */
export const AimList = ({
  aims,
  opens,
  end = Number.POSITIVE_INFINITY,
  names,
  current,
  onAim,
}: AimListProps) => {
  const here = aims.findIndex((a) => a.id === current);
  return (
    <ol className={styles.aims} aria-label="Chapters">
      {aims.map(({ id, step }, i) =>
        step > end ? (
          <li key={id} className={styles.withheld} aria-hidden="true" />
        ) : (
          <li
            key={id}
            className={
              i === here ? styles.now : step < opens ? styles.before : i < here ? styles.done : undefined
            }
            aria-current={i === here ? 'step' : undefined}
          >
            <button type="button" disabled={!onAim} onClick={() => onAim?.(step)}>
              <span aria-hidden="true" className={styles.tick} />
              <span className={styles.aim}>
                <span className={styles.name}>
                  <span>{step < opens ? `Before: ${names[id] ?? id}` : (names[id] ?? id)}</span>
                </span>
              </span>
            </button>
          </li>
        ),
      )}
    </ol>
  );
};
