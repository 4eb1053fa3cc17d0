/**
 * The one door to framer-motion, by its mini API: animations run in the browser's own engine, and none is started
 * that would not be seen. A new one on the same element takes over from wherever the old one has got to.
 */
import { animate } from 'framer-motion/dom/mini';

/** Seconds. */
const TRAVEL = 0.26;
const FADE = 0.3;
const EASE = [0.3, 0, 0.1, 1] as const;

export interface Running {
  /** Leaves the element where its own style says. */
  readonly cancel: () => void;
  readonly active: () => boolean;
}

function running(controls: ReturnType<typeof animate>): Running {
  let active = true;
  controls.then(() => {
    active = false;
  });
  return {
    cancel: () => {
      active = false;
      controls.cancel();
    },
    active: () => active,
  };
}

/** @param from where it stands; undefined while an earlier journey is under way */
export const travel = (element: Element, from: string | undefined, to: string): Running =>
  running(
    animate(
      element,
      { transform: from === undefined ? to : [from, to] },
      { duration: TRAVEL, ease: [...EASE] },
    ),
  );

export const fade = (element: Element, from: number, to: number): Running =>
  running(animate(element, { opacity: [from, to] }, { duration: FADE, ease: 'easeOut' }));

/** Draws a path of `pathLength` 1 from its start to its end, or back. */
export const draw = (element: Element, back: boolean): Running =>
  running(
    animate(
      element,
      { strokeDashoffset: [back ? '-1' : '1', '0'] },
      { duration: TRAVEL, ease: [...EASE] },
    ),
  );
