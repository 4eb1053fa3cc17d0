import { useCallback, useMemo, useState } from 'react';
import { NO_WORDS, type OpeningContent, type SimulationContent } from './content.ts';
import { useFetched } from './piece/use-fetched.ts';

interface Arriving {
  readonly content: SimulationContent;
  /** Asks again for a narration that could not be fetched; undefined while nothing is missing. */
  readonly missing: (() => void) | undefined;
  /** To be called when the reader is about to step, or has: from then on the narration is fetched. */
  readonly read: () => void;
}

/**
 * The content of a widget: at first its labels, and its narration once the reader uses it. Before the first step there is
 * no line to explain. `opening` is undefined until it is fetched.
 */
export function useArriving(opening: OpeningContent | undefined): Arriving {
  const [reading, setReading] = useState(false);
  const read = useCallback(() => setReading(true), []);
  const wanted = reading ? opening?.narration : undefined;
  const { value: narration = NO_WORDS.narration, failed, again } = useFetched(wanted);
  const content = useMemo(
    () => (opening ? { ...opening.labels, narration } : NO_WORDS),
    [opening, narration],
  );
  return { content, missing: failed ? again : undefined, read };
}
