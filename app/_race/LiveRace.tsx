import type { ReactNode } from 'react';
import { RaceIsland } from '@/components/site/RaceIsland.tsx';
import { wordsOfRace } from '@/content/race/index.ts';

interface LiveRaceProps {
  readonly pairs?: readonly (readonly [string, string])[];
  /** The address of the page names what is shown, and follows it. */
  readonly owner?: boolean;
  /** The still. */
  readonly children: ReactNode;
}

/** Where a page shows the race. Its words are few and come with the page; the widget comes when it is near. */
export async function LiveRace(props: LiveRaceProps) {
  return <RaceIsland content={await wordsOfRace()} {...props} />;
}
