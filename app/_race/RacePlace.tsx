'use client';

import type { ReactNode } from 'react';
import { RaceIsland } from '@/components/site/RaceIsland.tsx';
import { wordsOfRace } from '@/content/race/index.ts';

interface RacePlaceProps {
  readonly pairs?: readonly (readonly [string, string])[];
  /** The address of the page names what is shown, and follows it. */
  readonly owner?: boolean;
  /** The still. */
  readonly children: ReactNode;
}

/** Where a page shows the race: widget and words come together here. */
export const RacePlace = (props: RacePlaceProps) => <RaceIsland loadContent={wordsOfRace} {...props} />;
