/**
 * Where a tick lies on the scrubber, from 0 to 1. A phase is as wide as it has ticks, but never so narrow that its
 * name and what happens in it cannot be seen.
 */
import type { Lockstep } from './lockstep.ts';

/** The part of the whole that all phases share alike, however few ticks they have. */
const SHARED = 0.3;

export interface Scale {
  readonly at: (tick: number) => number;
  /** The tick that lies nearest. */
  readonly tickAt: (part: number) => number;
}

export function scaleOf({ phases, length }: Lockstep): Scale {
  const bounds = [0];
  for (const phase of phases)
    bounds.push(
      (bounds.at(-1) ?? 0) +
        SHARED / phases.length +
        ((1 - SHARED) * (phase.to - phase.from)) / Math.max(1, length),
    );
  const find = (holds: (i: number) => boolean): number =>
    Math.max(
      0,
      phases.findLastIndex((_, i) => holds(i)),
    );
  return {
    at: (tick) => {
      const i = find((n) => (phases[n]?.from ?? 0) <= tick);
      const { from = 0, to = 1 } = phases[i] ?? {};
      const [left = 0, right = 1] = bounds.slice(i, i + 2);
      return left + ((right - left) * (tick - from)) / (to - from);
    },
    tickAt: (part) => {
      const i = find((n) => (bounds[n] ?? 0) <= part);
      const { from = 0, to = 1 } = phases[i] ?? {};
      const [left = 0, right = 1] = bounds.slice(i, i + 2);
      return Math.min(to, Math.round(from + ((to - from) * (part - left)) / (right - left)));
    },
  };
}
