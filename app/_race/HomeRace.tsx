import { race } from '@/content/race/index.ts';
import { LiveRace } from './LiveRace.tsx';
import { RaceStill } from './RaceStill.tsx';

/** The living picture of the front page: the same write, two ways, running. */
export const HomeRace = () => (
  <section aria-label={race.title}>
    <LiveRace autoplay>
      <RaceStill />
    </LiveRace>
  </section>
);
