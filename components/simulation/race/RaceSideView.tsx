import type { ReactNode } from 'react';
import { Telling } from '../front/Telling.tsx';
import type { Told } from '../model/telling.ts';
import styles from './RaceFrame.module.css';

interface RaceSideViewProps {
  readonly name: string;
  /** That it waits, or is done; empty while it goes on. */
  readonly standing: string;
  /** Others move, and it does not. */
  readonly still: boolean;
  readonly figure: ReactNode;
  readonly told: Told;
  /** Its own simulation, at this moment. */
  readonly href: string;
}

/** A side of a race: its stage, and what is said of it in a room that is always the same. */
export const RaceSideView = ({ name, standing, still, figure, told, href }: RaceSideViewProps) => (
  <>
    <p className={styles.name}>
      <b>{name}</b>
      <a href={href}>open this moment</a>
    </p>
    <div className={`${styles.stage} ${still ? styles.still : ''}`}>{figure}</div>
    {/* What stands in an item of a grid can be laid out by itself; the item cannot. */}
    <div>
      <div className={styles.said}>
        <Telling {...told} />
        <p className={styles.standing} hidden={!standing}>
          {standing}
        </p>
      </div>
    </div>
  </>
);
