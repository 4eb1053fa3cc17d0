/** Makes stills. On the server only: a browser gets them as part of the page. */
import type { ReactNode } from 'react';
import { openPoster } from '@/components/simulation/poster/open-poster.ts';
import { Poster } from '@/components/simulation/poster/Poster.tsx';
import { type WordedScenario, wordsOf } from '@/content/scenarios/index.ts';

const made = new Map<string, Promise<ReactNode>>();

/** One still for each id, however often React asks. */
export function stillOf(id: string, scenario: WordedScenario, withheld: boolean): Promise<ReactNode> {
  const known = made.get(id);
  if (known) return known;
  const still = make(id, scenario, withheld);
  made.set(id, still);
  return still;
}

async function make(id: string, scenario: WordedScenario, withheld: boolean): Promise<ReactNode> {
  const [data, words] = await Promise.all([openPoster(scenario), wordsOf(scenario)]);
  return <Poster uid={id} content={words} withheld={withheld} {...data} />;
}
