/** How the panels of one widget reach its store and its words. */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { SimulationContent } from './content.ts';
import { NO_WORDS } from './content.ts';
import { type Look, lookAt } from './model/look.ts';
import type { Names } from './model/sentence.ts';
import type { Player, PlayerStore } from './store.ts';

export interface Widget {
  readonly store: PlayerStore;
  readonly content: SimulationContent;
  readonly names: Names;
}

export const WidgetContext = createContext<Widget | undefined>(undefined);

export function useWidget(): Widget {
  const widget = use(WidgetContext);
  if (!widget) throw new Error('A panel stands outside its widget.');
  return widget;
}

export const usePlayer = <T>(select: (player: Player) => T): T => useStore(useWidget().store, select);

export const useContent = (): SimulationContent => use(WidgetContext)?.content ?? NO_WORDS;

/** What is on the stage. The history keeps its states, so looking again costs nothing. */
export function useLook(): Look {
  const run = usePlayer((p) => p.run);
  const step = usePlayer((p) => p.step);
  return lookAt(run.scenario, run.history, step);
}
