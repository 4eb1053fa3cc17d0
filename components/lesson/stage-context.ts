/** How the text of a lesson asks its stage to show something, and learns which passage is being read. */
import { createContext, use } from 'react';

/** One of the things that a lesson's stage can show, and where in it. A new object is a new request, even for the same place. */
export interface StageRequest {
  /** A scenario's id, or `race`. */
  readonly stage: string;
  /** The pairs of an address. */
  readonly pairs: readonly (readonly [string, string])[];
  /** It is asked about: what comes after it is withheld until it is asked about no longer, or the reader skips. */
  readonly hold?: { readonly skip: () => void };
}

/** A place that a text leads to, with the name that the reader knows it by. */
export interface StagePlace extends StageRequest {
  readonly title?: string;
}

export interface StageHandle {
  /** What was asked for last; undefined until the reader has scrolled or asked. */
  readonly request: StageRequest | undefined;
  readonly show: (place: StagePlace) => void;
  /** Brings the stage before the reader where it has been scrolled away. */
  readonly call: () => void;
  /** Stages about which a question of the text is unanswered. */
  readonly pending: ReadonlySet<string>;
  /** A question about a stage waits for its answer. Returns how to say that it does not any more. */
  readonly ask: (stage: string) => () => void;
  /** Watches a part of the text: when it is the one being read, `onRead` is called. Returns how to stop. */
  readonly watch: (part: Element, onRead: () => void) => () => void;
}

export const StageContext = createContext<StageHandle | undefined>(undefined);

/** undefined outside a lesson with a stage: links then lead to the simulation's own page. */
export const useStage = (): StageHandle | undefined => use(StageContext);
