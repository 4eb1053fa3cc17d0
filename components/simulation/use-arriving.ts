import { useEffect, useMemo, useState } from 'react';
import { NO_WORDS, type OpeningContent, type SimulationContent } from './content.ts';

/** The content of a widget, first with its labels and then with its narration. `opening` is undefined until it is fetched. */
export function useArriving(opening: OpeningContent | undefined): SimulationContent {
  const [narration, setNarration] = useState(NO_WORDS.narration);
  useEffect(() => {
    let mounted = true;
    opening?.narration.then((arrived) => mounted && setNarration(arrived));
    return () => {
      mounted = false;
    };
  }, [opening]);
  return useMemo(() => (opening ? { ...opening.labels, narration } : NO_WORDS), [opening, narration]);
}
