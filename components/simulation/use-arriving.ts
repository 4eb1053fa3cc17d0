import { useMemo } from 'react';
import { NO_WORDS, type OpeningContent, type SimulationContent } from './content.ts';
import { useFetched } from './piece/use-fetched.ts';

interface Arriving {
  readonly content: SimulationContent;
  /** Asks again for a narration that could not be fetched; undefined while nothing is missing. */
  readonly missing: (() => void) | undefined;
}

/** The content of a widget, first with its labels and then with its narration. `opening` is undefined until it is fetched. */
export function useArriving(opening: OpeningContent | undefined): Arriving {
  const { value: narration = NO_WORDS.narration, failed, again } = useFetched(opening?.narration);
  const content = useMemo(
    () => (opening ? { ...opening.labels, narration } : NO_WORDS),
    [opening, narration],
  );
  return { content, missing: failed ? again : undefined };
}
