import { useSyncExternalStore } from 'react';

const QUERY = '(prefers-reduced-motion: reduce)';

let known: MediaQueryList | undefined;
/** Asked once: every component that moves asks again whenever it is drawn. */
const query = (): MediaQueryList => {
  known ??= matchMedia(QUERY);
  return known;
};

function subscribe(listener: () => void): () => void {
  query().addEventListener('change', listener);
  return () => query().removeEventListener('change', listener);
}

/** Follows the reader's setting while the page is open. */
export const useReducedMotion = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => query().matches,
    () => true,
  );
