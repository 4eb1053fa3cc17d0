/** How the panels of one race reach its store and its words. */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { HrefOf } from './address.ts';
import type { RaceContent } from './content.ts';
import type { RaceGame, RaceStore } from './store.ts';

export interface RaceWidget {
  readonly store: RaceStore;
  readonly content: RaceContent;
  readonly hrefOf: HrefOf;
}

export const RaceContext = createContext<RaceWidget | undefined>(undefined);

export function useRace(): RaceWidget {
  const race = use(RaceContext);
  if (!race) throw new Error('A panel stands outside its race.');
  return race;
}

export const useGame = <T>(select: (game: RaceGame) => T): T => useStore(useRace().store, select);
