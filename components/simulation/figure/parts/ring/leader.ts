/**
 * Leaders tie an index to where it points: from its row to an orbit of its own, and along the orbit to the pointer. No
 * two share a path, so they can be followed by eye wherever the indices stand.
 */
import { arcPoints, type Point, polar, polyline } from '../../../stage/geometry.ts';

export interface LeaderSpec {
  readonly centre: Point;
  readonly orbit: number;
  /** Where the leader leaves its row, and whether it meets the orbit sideways or upwards. */
  readonly from: Point;
  readonly leave: 'side' | 'top';
  readonly turn: number;
  /** Radius of the pointer's tip. */
  readonly tip: number;
}

const turnAt = (centre: Point, p: Point): number =>
  Math.atan2(p.y - centre.y, p.x - centre.x) / (2 * Math.PI) + 0.25;

/** Where the straight part meets the orbit. */
function landing({ centre, orbit, from, leave }: LeaderSpec): Point {
  if (leave === 'side') {
    const dy = from.y - centre.y;
    const dx = Math.sqrt(Math.max(0, orbit * orbit - dy * dy));
    return { x: centre.x + (from.x < centre.x ? -dx : dx), y: from.y };
  }
  const dx = from.x - centre.x;
  return { x: from.x, y: centre.y + Math.sqrt(Math.max(0, orbit * orbit - dx * dx)) };
}

export function leaderPoints(spec: LeaderSpec): readonly Point[] {
  const arc = arcPoints(spec.centre, spec.orbit, turnAt(spec.centre, landing(spec)), spec.turn);
  return [spec.from, ...arc, polar(spec.centre, spec.tip, spec.turn)];
}

export const leaderPath = (spec: LeaderSpec): string => polyline(leaderPoints(spec));

/** How much of a turn the leader runs round: the shorter, the better the side. */
export function reach(spec: LeaderSpec): number {
  const d = Math.abs(turnAt(spec.centre, landing(spec)) - spec.turn) % 1;
  return Math.min(d, 1 - d);
}
