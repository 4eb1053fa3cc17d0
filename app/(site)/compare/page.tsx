import { race } from '@/content/race/index.ts';
import { RacePlace } from '../../_race/RacePlace.tsx';
import { RaceStill } from '../../_race/RaceStill.tsx';
import { Canonical } from '../../_site/Canonical.tsx';
import { pageMetadata } from '../../_site/metadata.ts';
import styles from './page.module.css';

export const metadata = pageMetadata('Compare', race.promise, '/compare');

export default function ComparePage() {
  return (
    <>
      <Canonical path="/compare" />
      <header className={styles.head}>
        <h1>{race.title}</h1>
        <p>{race.promise}</p>
      </header>
      <RacePlace owner>
        <RaceStill />
      </RacePlace>
    </>
  );
}
