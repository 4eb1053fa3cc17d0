import { useEffect } from 'react';

/** A player's store, or a race's. */
interface Stepped {
  readonly getState: () => { readonly stepBy: (delta: number) => void };
}

/**
 * Where a simulation is what its page is about, the two arrows step it although nothing has the focus yet. No other key
 * does: a page must not take letters from a reader (WCAG 2.1.4).
 */
export function useArrowsOnArrival(wanted: boolean, store: Stepped): void {
  useEffect(() => {
    if (!wanted) return;
    const onKey = (e: KeyboardEvent): void => {
      if (e.defaultPrevented || e.altKey || e.ctrlKey || e.metaKey || e.shiftKey || e.isComposing) return;
      if (e.target !== document.body && e.target !== document.documentElement && !isMain(e.target)) return;
      const way = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      if (way === undefined) return;
      e.preventDefault();
      store.getState().stepBy(way);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [wanted, store]);
}

/** Where a page puts the focus after a link to its content. */
const isMain = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.tagName === 'MAIN';
