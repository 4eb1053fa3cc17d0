import type { RaceContent } from './content.ts';
import styles from './RaceWhy.module.css';

interface RaceWhyProps {
  readonly content: RaceContent;
  /** The phase of each side: one may be through. */
  readonly phases: readonly string[];
  /** The phase by name, with its round. */
  readonly where: string;
}

/** What the phase is for, on each side. */
export const RaceWhy = ({ content, phases, where }: RaceWhyProps) => (
  <div className={`${styles.why} ${styles[`of${content.sides.length}`]}`}>
    <p className={styles.phase}>{where}</p>
    {content.sides.map(({ short }, side) => (
      <p key={short}>
        <b className={styles.side}>{short}</b>
        <span>{` ${content.phases[phases[side] ?? '']?.why[side] ?? ''}`}</span>
      </p>
    ))}
  </div>
);
