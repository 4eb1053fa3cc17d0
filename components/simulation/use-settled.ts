/** The address of what is shown, told when it is worth telling. */
import { useEffect } from 'react';
import type { RawParams } from '@/engine/index.ts';

/**
 * Milliseconds. Longer than any motion, of which a new address would cost frames: a browser may look for the icon of
 * the page anew. Browsers also limit how often an address may be replaced.
 */
const SETTLED = 800;
/** The reader turns to something else, perhaps to the address itself: it must be right by then. */
const TURNS_AWAY = ['blur', 'focusout', 'pagehide'] as const;

/** What is shown, as far as an address names it. */
export interface Place {
  /** Calls back after everything that changes the address, with whether it is going to change again by itself. */
  readonly watch: (moved: (playing: boolean) => void) => () => void;
  readonly pairs: () => RawParams;
}

/** Tells the pairs of the address once things have stood still for a while, or the reader turns away. */
export function useSettled(place: Place | undefined, tell: ((pairs: RawParams) => void) | undefined): void {
  useEffect(() => {
    if (!place || !tell) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const forget = (): void => {
      clearTimeout(timer);
      timer = undefined;
    };
    const settle = (): void => {
      if (timer === undefined) return;
      forget();
      tell(place.pairs());
    };
    const stop = place.watch((playing) => {
      forget();
      if (!playing) timer = setTimeout(settle, SETTLED);
    });
    for (const event of TURNS_AWAY) addEventListener(event, settle);
    return () => {
      forget();
      stop();
      for (const event of TURNS_AWAY) removeEventListener(event, settle);
    };
  }, [place, tell]);
}
