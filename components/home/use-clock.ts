import { useEffect } from 'react';

/** A frame that comes later than this was not late: the page did not run. */
const LONGEST = 100;

/** Gives the milliseconds since the last frame, while it is on and the page can be seen; asks for no frame otherwise. */
export function useClock(on: boolean, passed: (ms: number) => void): void {
  useEffect(() => {
    if (!on) return;
    let frame = 0;
    let last: number | undefined;
    const tick = (now: number): void => {
      if (last !== undefined) passed(Math.min(now - last, LONGEST));
      last = now;
      frame = requestAnimationFrame(tick);
    };
    const follow = (): void => {
      cancelAnimationFrame(frame);
      last = undefined;
      if (!document.hidden) frame = requestAnimationFrame(tick);
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener('visibilitychange', follow);
    };
  }, [on, passed]);
}
