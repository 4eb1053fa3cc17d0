/** How the panels of one widget reach its store and its words. */
import { createContext, use, useRef } from 'react';
import { useStore } from 'zustand';
import { NO_WORDS, type SimulationContent } from './content.ts';
import { type Look, lookAt } from './model/look.ts';
import { namesOf } from './model/names.ts';
import { sentence } from './model/sentence.ts';
import { share } from './model/share.ts';
import type { Player, PlayerState, PlayerStore } from './store.ts';

export interface Widget {
  readonly store: PlayerStore;
  readonly content: SimulationContent;
  /** The sentence of the step on the stage. Composed once, however many places say it. */
  readonly say: (player: Pick<PlayerState, 'run' | 'step'>) => string;
}

export function widgetOf(store: PlayerStore, content: SimulationContent): Widget {
  let said: { readonly run: unknown; readonly step: number; readonly text: string } | undefined;
  return {
    store,
    content,
    say: ({ run, step }) => {
      if (said?.run === run && said.step === step) return said.text;
      const { record, before, state } = lookAt(run.scenario, run.history, step);
      const text = sentence(record, before, state, namesOf(content, run.history.instance.platform));
      said = { run, step, text };
      return text;
    },
  };
}

export const WidgetContext = createContext<Widget | undefined>(undefined);

export function useWidget(): Widget {
  const widget = use(WidgetContext);
  if (!widget) throw new Error('A panel stands outside its widget.');
  return widget;
}

export const usePlayer = <T>(select: (player: Player) => T): T => useStore(useWidget().store, select);

export const useContent = (): SimulationContent => use(WidgetContext)?.content ?? NO_WORDS;

export const useSentence = (): string => usePlayer(useWidget().say);

/** What is on the stage. The history keeps its states, so looking again costs nothing. */
export function useLook(): Look {
  const run = usePlayer((p) => p.run);
  const step = usePlayer((p) => p.step);
  return lookAt(run.scenario, run.history, step);
}

/** The same, with every part of the view that has not changed since the last look being the same object. */
export function useSharedLook(): Look {
  const look = useLook();
  const last = useRef<unknown>(undefined);
  last.current = share(last.current, look.view);
  return { ...look, view: last.current };
}
