/** Makes the stills of the race. On the server only: a browser gets them as part of the page. */
import type { ReactNode } from 'react';
import { openRacePoster } from '@/components/simulation/race/open-race-poster.ts';
import { RacePoster } from '@/components/simulation/race/RacePoster.tsx';
import { siteHref } from '@/components/site/SiteLink.tsx';
import { race, wordsOfRace } from '@/content/race/index.ts';

const made = new Map<string, Promise<ReactNode>>();

/** One still for each moment, however often React asks. */
export function raceStill(id: string, at = 'start'): Promise<ReactNode> {
  const known = made.get(at);
  if (known) return known;
  const still = make(id, at);
  made.set(at, still);
  return still;
}

async function make(id: string, at: string): Promise<ReactNode> {
  const [data, words] = await Promise.all([openRacePoster(race.sides, [['at', at]]), wordsOfRace()]);
  return (
    <RacePoster
      uid={id}
      content={words}
      hrefOf={(scenario, query) => siteHref(`/simulations/${scenario}${query}`)}
      {...data}
    />
  );
}
