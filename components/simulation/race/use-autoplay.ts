import { type RefObject, useEffect } from 'react';
import type { RaceStore } from './store.ts';

/** So much of it must be in sight. */
const IN_SIGHT = 0.4;

/** Plays by itself while it is in sight, until the reader does anything to it. Not with reduced motion. */
export function useAutoplay(frame: RefObject<HTMLElement | null>, store: RaceStore, wanted: boolean): void {
  useEffect(() => {
    const element = frame.current;
    if (!wanted || !element || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const observer = new IntersectionObserver(
      ([entry]) => (entry?.isIntersecting ? store.getState().playUnasked() : store.getState().rest()),
      { threshold: IN_SIGHT },
    );
    observer.observe(element);
    const stop = (): void => observer.disconnect();
    // The first thing that the reader does to it.
    const off = store.subscribe((now, was) => {
      if (was.unasked && !now.unasked) stop();
    });
    return () => {
      stop();
      off();
    };
  }, [frame, store, wanted]);
}
