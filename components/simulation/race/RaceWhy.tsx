import type { RaceContent } from './content.ts';
import { type Pair, SIDES } from './lockstep.ts';
import styles from './RaceWhy.module.css';

interface RaceWhyProps {
  readonly content: RaceContent;
  /** Either side's phase: one may be through. */
  readonly phases: Pair<string>;
  /** The phase by name, with its round. */
  readonly where: string;
}

/** What the phase is for, on either side. */
export const RaceWhy = ({ content, phases, where }: RaceWhyProps) => (
  <div className={styles.why}>
    <p className={styles.phase}>{where}</p>
    {SIDES.map((side) => (
      <p key={side} className={side === 0 ? styles.left : styles.right}>
        <b className={styles.side}>{content.sides[side].short}</b>
        <span>{` ${content.phases[phases[side]]?.why[side] ?? ''}`}</span>
      </p>
    ))}
  </div>
);
