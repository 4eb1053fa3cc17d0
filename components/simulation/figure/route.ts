/** Where wires run: from the side of one part to the side of another, in straight lines with given bends. */
import type { Point } from '../stage/geometry.ts';
import type { StageLayout } from '../stage/layout.ts';
import type { Bend, Format, Rect, Side, Wire } from './spec.ts';

interface End {
  readonly point: Point;
  /** The wire meets it running sideways, or up and down. */
  readonly sideways: boolean;
}

/** Where a lane meets the hypervisor. */
const atLane = (id: string, { lanes, bands }: StageLayout): End => ({
  point: { x: lanes[id] ?? 0, y: bands.hypervisor.y },
  sideways: false,
});

const ANCHOR = /^(.+)\.(top|bottom|left|right)(?::(\d*\.?\d+))?$/;

export function endOf(
  anchor: string,
  rectOf: (part: string) => Rect | null | undefined,
  layout: StageLayout,
): End | undefined {
  if (anchor.startsWith('lane:')) return atLane(anchor.slice(5), layout);
  const [, part = '', side, along = '0.5'] = ANCHOR.exec(anchor) ?? [];
  const box = rectOf(part);
  if (!box) return undefined;
  return sideOf(box, side as Side, Number(along));
}

function sideOf({ x, y, width, height }: Rect, side: Side, along: number): End {
  switch (side) {
    case 'top':
      return { point: { x: x + width * along, y }, sideways: false };
    case 'bottom':
      return { point: { x: x + width * along, y: y + height }, sideways: false };
    case 'left':
      return { point: { x, y: y + height * along }, sideways: true };
    case 'right':
      return { point: { x: x + width, y: y + height * along }, sideways: true };
  }
}

/** Points from one end over the bends to the other; where the last leg would be slanted, one corner is added. */
export function route(from: End, to: End, bends: readonly Bend[]): readonly Point[] {
  const out: Point[] = [from.point];
  let now = from.point;
  for (const bend of bends) {
    now = { ...now, ...bend };
    out.push(now);
  }
  const { x, y } = to.point;
  if (now.x !== x && now.y !== y) out.push(to.sideways ? { x: now.x, y } : { x, y: now.y });
  out.push(to.point);
  return out;
}

/** The points of a wire in a format, or undefined where one of its ends is not drawn there. */
export function wirePoints<V, P extends string>(
  wire: Wire<V, P>,
  format: Format,
  rectOf: (part: string) => Rect | null | undefined,
  layout: StageLayout,
): readonly Point[] | undefined {
  const fixed = wire.fixed?.[format];
  if (fixed) return fixed;
  const [from, to] = [endOf(wire.from, rectOf, layout), endOf(wire.to, rectOf, layout)];
  return from && to && route(from, to, wire.bends?.[format] ?? []);
}
