import { useSyncExternalStore } from 'react';

let query: MediaQueryList | undefined;

/** Asked at every render, so kept. */
function reduced(): MediaQueryList {
  query ??= matchMedia('(prefers-reduced-motion: reduce)');
  return query;
}

function subscribe(listener: () => void): () => void {
  reduced().addEventListener('change', listener);
  return () => reduced().removeEventListener('change', listener);
}

/** Follows the reader's setting while the page is open. */
export const useReducedMotion = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => reduced().matches,
    () => true,
  );
