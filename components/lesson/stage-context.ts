/** How the text of a lesson asks its stage to show something, and learns which passage is being read. */
import { createContext, use } from 'react';

/** The pairs of an address. A new object is a new request, even for the same place. */
export interface StageRequest {
  readonly pairs: readonly (readonly [string, string])[];
}

export interface StageHandle {
  /** What was asked for last; undefined until the reader has scrolled or asked. */
  readonly request: StageRequest | undefined;
  /** `title` names the place for the reader. */
  readonly show: (pairs: StageRequest['pairs'], title?: string) => void;
  /** Watches a passage: when it reaches the reading line, `onRead` is called. Returns how to stop. */
  readonly watch: (passage: Element, onRead: () => void) => () => void;
}

export const StageContext = createContext<StageHandle | undefined>(undefined);

/** undefined outside a lesson with a stage: links then lead to the simulation's own page. */
export const useStage = (): StageHandle | undefined => use(StageContext);
