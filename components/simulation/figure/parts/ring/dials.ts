/** Where the circle of slots stands, in the two formats that draw it, and where the private indices' leaders leave. */
import type { Point } from '../../../stage/geometry.ts';
import { TITLE } from '../../place.ts';
import { rect } from '../../spec.ts';
import { leaderPoints } from './leader.ts';

export interface DialPlan extends Point {
  readonly outer: number;
  readonly inner: number;
  /** Half the width of the rows in the hub, and their pitch. */
  readonly half: number;
  readonly pitch: number;
  /** Leaders of the private indices leave their rows sideways, or upwards, in the order frontend, backend. */
  readonly leave: 'side' | 'top';
  readonly leaves: readonly Point[];
}

/** What each driver keeps to itself. */
export const DRIVERS = {
  landscape: { frontend: rect(128, 244, 144, 84), backend: rect(568, 244, 144, 84) },
  portrait: { frontend: rect(20, 380, 152, 60), backend: rect(188, 380, 152, 60) },
} as const;

/** Middle of a driver's nth row of three. */
const rowAt = (box: { y: number; height: number }, i: number): number =>
  box.y + TITLE + ((box.height - TITLE - 4) / 3) * (i + 0.5);
const { landscape: wide, portrait: tall } = DRIVERS;

export const DIALS: Readonly<Record<'landscape' | 'portrait', DialPlan>> = {
  landscape: {
    x: 420,
    y: 285,
    outer: 116,
    inner: 88,
    half: 54,
    pitch: 18,
    leave: 'side',
    leaves: [
      { x: wide.frontend.x + wide.frontend.width, y: rowAt(wide.frontend, 0) },
      { x: wide.frontend.x + wide.frontend.width, y: rowAt(wide.frontend, 1) },
      { x: wide.backend.x, y: rowAt(wide.backend, 0) },
      { x: wide.backend.x, y: rowAt(wide.backend, 1) },
    ],
  },
  portrait: {
    x: 180,
    y: 268,
    outer: 94,
    inner: 71,
    half: 41,
    pitch: 15,
    leave: 'top',
    leaves: [
      { x: tall.frontend.x + tall.frontend.width - 20, y: tall.frontend.y },
      { x: tall.frontend.x + tall.frontend.width - 34, y: tall.frontend.y },
      { x: tall.backend.x + 20, y: tall.backend.y },
      { x: tall.backend.x + 34, y: tall.backend.y },
    ],
  },
};

/** Outside the leaders' orbits. */
const ORBIT = 25;

/** From what a driver keeps to itself into a slot that lies between two angles. */
export function slotWire(format: 'landscape' | 'portrait', turn: number, guest: boolean): readonly Point[] {
  const plan = DIALS[format];
  const { frontend, backend } = DRIVERS[format];
  const side = guest
    ? { x: frontend.x + frontend.width, y: frontend.y + 10 }
    : { x: backend.x, y: backend.y + 10 };
  const top = guest
    ? { x: frontend.x + 40, y: frontend.y }
    : { x: backend.x + backend.width - 40, y: backend.y };
  return leaderPoints({
    centre: plan,
    orbit: plan.outer + ORBIT,
    from: plan.leave === 'side' ? side : top,
    leave: plan.leave,
    turn,
    tip: plan.outer + 1,
  });
}
