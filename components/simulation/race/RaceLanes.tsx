import { memo } from 'react';
import type { RaceClock } from '@/engine/index.ts';
import type { RaceContent } from './content.ts';
import { stretchesOf } from './lanes.ts';
import styles from './RaceLanes.module.css';

interface RaceLanesProps {
  readonly clock: RaceClock;
  readonly content: RaceContent;
}

const percent = (part: number): string => `${part * 100}%`;

/** How long each side goes by this clock, one lane over the other; and where the goals begin. */
export const RaceLanes = memo(function RaceLanes({ clock, content }: RaceLanesProps) {
  return (
    <div className={`${styles.lanes} ${styles[clock.id] ?? ''}`} aria-hidden="true">
      {content.sides.map(({ short }, side) => (
        <div key={short} className={styles.lane}>
          <span className={styles.short}>{short}</span>
          <span className={styles.way}>
            {stretchesOf(clock, side).map(({ is, from, to }) => (
              <span
                key={from}
                className={styles[is]}
                style={{ insetInlineStart: percent(from), inlineSize: percent(to - from) }}
              />
            ))}
            {clock.goals.slice(1).map((goal) => (
              <span
                key={goal.id}
                className={styles.mark}
                style={{ insetInlineStart: percent(goal.from / clock.length) }}
              />
            ))}
          </span>
        </div>
      ))}
      {clock.id === 'goals' && (
        <span className={styles.key}>
          <span className={styles.waiting} />
          <span>{content.striped}</span>
        </span>
      )}
    </div>
  );
});
