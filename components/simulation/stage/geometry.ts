/** Small pure geometry: angles in turns (0 at the top, clockwise), paths as strings. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

const round = (n: number): number => Math.round(n * 100) / 100;

export function polar(centre: Point, radius: number, turn: number): Point {
  const a = (turn - 0.25) * 2 * Math.PI;
  return { x: round(centre.x + radius * Math.cos(a)), y: round(centre.y + radius * Math.sin(a)) };
}

/** The part of a ring between two radii and two angles. */
export function sector(centre: Point, inner: number, outer: number, from: number, to: number): string {
  const [a, b, c, d] = [
    polar(centre, outer, from),
    polar(centre, outer, to),
    polar(centre, inner, to),
    polar(centre, inner, from),
  ];
  const large = to - from > 0.5 ? 1 : 0;
  return `M${a.x} ${a.y}A${outer} ${outer} 0 ${large} 1 ${b.x} ${b.y}L${c.x} ${c.y}A${inner} ${inner} 0 ${large} 0 ${d.x} ${d.y}z`;
}

/** A path through points. */
export const polyline = (points: readonly Point[]): string =>
  points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');

/** Points along an arc from one angle to another, the shorter way round; close enough together to pass for round. */
export function arcPoints(centre: Point, radius: number, from: number, to: number): readonly Point[] {
  const forward = (((to - from) % 1) + 1) % 1;
  const swing = forward <= 0.5 ? forward : forward - 1;
  const count = Math.max(1, Math.ceil(Math.abs(swing) * 48));
  return Array.from({ length: count + 1 }, (_, i) => polar(centre, radius, from + (swing * i) / count));
}

/** Half of an arrowhead with its tip at the origin, pointing along `turn`; `left` is counter-clockwise of the shaft. */
export function halfArrow(turn: number, length: number, wide: number, half: 'left' | 'right'): string {
  const back = polar({ x: 0, y: 0 }, length, turn + 0.5);
  const barb = polar(back, wide, turn + (half === 'left' ? -0.25 : 0.25));
  return `M0 0L${barb.x} ${barb.y}L${back.x} ${back.y}z`;
}

const [HEAD_LENGTH, HEAD_HALF] = [10, 6];

/** The head of an arrow whose tip is the last of the points, or the first. */
export function arrowhead(points: readonly Point[], back = false): string {
  const [tip, shaft] = (back ? points : points.toReversed()).filter(
    (p, i, all) => i === 0 || p.x !== all[0]?.x || p.y !== all[0]?.y,
  );
  if (!tip || !shaft) return '';
  const length = Math.hypot(tip.x - shaft.x, tip.y - shaft.y);
  const [dx, dy] = [(tip.x - shaft.x) / length, (tip.y - shaft.y) / length];
  const base = { x: tip.x - dx * HEAD_LENGTH, y: tip.y - dy * HEAD_LENGTH };
  const barb = (side: 1 | -1): Point => ({
    x: round(base.x - side * dy * HEAD_HALF),
    y: round(base.y + side * dx * HEAD_HALF),
  });
  return `${polyline([tip, barb(1), barb(-1)])}z`;
}
