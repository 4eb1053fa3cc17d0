/** How the panels of one widget reach its store and its words. */
import { createContext, use, useRef } from 'react';
import { useStore } from 'zustand';
import { type Depth, fromOf } from '@/engine/index.ts';
import { NO_WORDS, type SimulationContent } from './content.ts';
import { type Look, lookAt } from './model/look.ts';
import { namesOf } from './model/names.ts';
import type { Run } from './model/run.ts';
import { sentence } from './model/sentence.ts';
import { share } from './model/share.ts';
import { readingTime, textOf, toldOf } from './model/telling.ts';
import type { Player, PlayerState, PlayerStore } from './store.ts';

export interface Widget {
  readonly store: PlayerStore;
  readonly content: SimulationContent;
  /** The sentence of the step on the stage. Composed once, however many places say it. */
  readonly say: (player: Pick<PlayerState, 'run' | 'step' | 'level'>) => string;
}

export function widgetOf(store: PlayerStore, content: SimulationContent): Widget {
  type Said = Pick<PlayerState, 'run' | 'step' | 'level'> & { readonly text: string };
  let said: Said | undefined;
  const say: Widget['say'] = ({ run, step, level }) => {
    if (said?.run === run && said.step === step && said.level === level) return said.text;
    const text = sayAt(content, run, step, level);
    said = { run, step, level, text };
    return text;
  };
  store.getState().readWith((p) => (p.level === 'lines' ? LINE_TIME : readingTime(say(p))));
  return { store, content, say };
}

/** Milliseconds: what somebody takes who reads the reason of a line. */
const LINE_TIME = 2400;

function sayAt(content: SimulationContent, run: Run, step: number, level: Depth): string {
  const look = lookAt(run.scenario, run.history, step, fromOf(run.history.stops, level, step));
  if (level !== 'lines') return textOf(toldOf(content, run, look, level));
  return sentence(look.record, look.before, look.state, namesOf(content, run.history.instance.platform));
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
  const level = usePlayer((p) => p.level);
  return lookAt(run.scenario, run.history, step, fromOf(run.history.stops, level, step));
}

/** The same, with every part of the view that has not changed since the last look being the same object. */
export function useSharedLook(): Look {
  const look = useLook();
  const last = useRef<unknown>(undefined);
  last.current = share(last.current, look.view);
  return { ...look, view: last.current };
}
