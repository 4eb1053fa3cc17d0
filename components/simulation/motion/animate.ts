/**
 * The one door to framer-motion, by its mini API: animations run in the browser's own engine, and none is started
 * that would not be seen. A new one on the same element takes over from wherever the old one has got to.
 */
import { animate } from 'framer-motion/dom/mini';
import type { Point } from '../stage/geometry.ts';

/** Seconds. All of a step end together: each end costs the page a frame. */
const TRAVEL = 0.28;
const FADE = TRAVEL;
const RUN = TRAVEL;
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

/** Runs along points, at one speed, and is gone at the end. Transform and opacity: the page's own thread stays idle. */
export function follow(element: Element, points: readonly Point[]): Running {
  let gone = 0;
  const lengths = points.map((p, i) => {
    const from = points[i - 1] ?? p;
    gone += Math.hypot(p.x - from.x, p.y - from.y);
    return gone;
  });
  const times = lengths.map((d) => d / (gone || 1));
  return running(
    animate(
      element,
      {
        transform: points.map(({ x, y }) => `translate(${x}px, ${y}px)`),
        opacity: points.map((_, i) => (i === points.length - 1 ? 0 : 1)),
      },
      { duration: RUN, times, ease: 'linear' },
    ),
  );
}
