/**
 * The one door to motion: animations run in the browser's own engine, and none is started that would not be seen.
 * What only lights up is over when it is over, so it goes to the browser directly; what travels goes by framer-motion's
 * mini API, by which a new journey takes over from wherever the old one has got to.
 */
import { animate } from 'framer-motion/dom/mini';
import type { Point } from '../stage/geometry.ts';

/** Milliseconds. All of a step start together and end together: each end costs the page a frame. */
const TIME = 280;
const EASE = [0.3, 0, 0.1, 1] as const;

export interface Running {
  /** Leaves the element where its own style says. */
  readonly cancel: () => void;
  readonly active: () => boolean;
}

/** @param from where it stands; undefined while an earlier journey is under way */
export function travel(element: SVGElement | HTMLElement, from: string | undefined, to: string): Running {
  const keyframes = { transform: from === undefined ? to : [from, to] };
  let controls: ReturnType<typeof animate>;
  try {
    controls = animate(element, keyframes, { duration: TIME / 1000, ease: [...EASE] });
  } catch {
    // A drawing that its page has hidden meanwhile has no journey that could be taken over from.
    element.style.transform = to;
    return { cancel: () => undefined, active: () => false };
  }
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

/** Once over the element's own style, which it ends with: nothing is to be done, and nothing restyled, at the end. */
function once(element: Element, keyframes: Keyframe[], easing: string): Running {
  const animation = element.animate(keyframes, { duration: TIME, easing });
  return { cancel: () => animation.cancel(), active: () => animation.playState === 'running' };
}

/** @param to the opacity of the element's own style */
export const fade = (element: Element, from: number, to: number): Running =>
  once(element, [{ opacity: from }, { opacity: to }], 'ease-out');

/** Sparks that run now; every other one may be sent along another wire. */
const running = new WeakSet<Element>();

interface Sparks {
  /** A container for size, exactly over the drawing. */
  readonly over: HTMLElement;
  readonly className: string;
  /** Of the drawing, in the units of the points. */
  readonly width: number;
  readonly height: number;
}

/**
 * A spark runs along points, at one speed, and is gone at the end. Transform and opacity: the page's own thread stays
 * idle. It is an HTML element with a layer that it keeps: in a browser, one that moves inside an SVG costs the page
 * several times as much, because the drawing is divided into layers anew when it starts and when it ends.
 */
export function follow({ over, className, width, height }: Sparks, points: readonly Point[]): Running {
  const element =
    [...over.children].find((e) => !running.has(e)) ?? over.appendChild(document.createElement('i'));
  if (element.className !== className) element.className = className;
  running.add(element);
  let gone = 0;
  const lengths = points.map((p, i) => {
    const from = points[i - 1] ?? p;
    gone += Math.hypot(p.x - from.x, p.y - from.y);
    return gone;
  });
  const keyframes = points.map(({ x, y }, i) => ({
    transform: `translate(${(100 * x) / width}cqw, ${(100 * y) / height}cqh)`,
    opacity: i === points.length - 1 ? 0 : 1,
    offset: (lengths[i] ?? 0) / (gone || 1),
  }));
  const journey = once(element, keyframes, 'linear');
  const cancel = (): void => {
    journey.cancel();
    running.delete(element);
  };
  return { ...journey, cancel };
}
