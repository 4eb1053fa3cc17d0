import type { CSSProperties } from 'react';
import styles from './Track.module.css';
import { DISK, LEAD, lengthOf, placeAt, TAIL, traceTo } from './way.ts';
import type { HomeRaceWords, RaceWay } from './words.ts';

interface TrackProps {
  readonly words: HomeRaceWords;
  readonly side: RaceWay;
  /** The length of the longest way: all tracks are as wide. */
  readonly longest: number;
  readonly far: number;
}

/** The guest above, the hypervisor below, and the line that the guest's processor has drawn so far. */
export function Track({ words, side, longest, far }: TrackProps) {
  const { way } = side;
  const { x, depth, stage } = placeAt(way, far);
  const span = LEAD + longest + TAIL;
  const percent = (at: number): string => `${round(((LEAD + at) / span) * 100)}%`;
  const disk = Math.min(Math.max(0, x - way.before), DISK);
  const ended = stage === 'end';
  const onTheRight = lengthOf(way) > longest / 2;
  return (
    <div className={styles.track} aria-hidden="true">
      <span className={styles.guest}>{words.guest}</span>
      <span className={styles.below}>{side.below}</span>
      {disk > 0 && (
        <span
          className={styles.disk}
          style={{ left: percent(way.before), width: `${round((disk / span) * 100)}%` }}
        >
          <span>{words.disk}</span>
        </span>
      )}
      <svg viewBox={`0 0 ${span} 1`} preserveAspectRatio="none" className={styles.line}>
        <title>{side.name}</title>
        <polyline
          points={traceTo(way, far)
            .map((p) => `${round(LEAD + p.x)},${round(p.depth)}`)
            .join(' ')}
        />
      </svg>
      {ended && !onTheRight && <span className={styles.goesOn} style={{ left: percent(x) }} />}
      {ended && (
        <span className={`${styles.end} ${onTheRight ? styles.endRight : ''}`} style={{ left: percent(x) }}>
          <span>{words.written}</span>
        </span>
      )}
      <span
        className={`${styles.token} ${depth >= 0.5 ? styles.inXen : ''}`}
        style={{ '--x': percent(x), '--depth': round(depth) } as CSSProperties}
      >
        <span className={styles.long}>{words.token}</span>
        <span className={styles.short}>{words.tokenShort}</span>
      </span>
    </div>
  );
}

/** A thousandth is nothing that can be seen, and the server writes the same digits as the browser. */
const round = (n: number): number => Math.round(n * 1000) / 1000;
