/** What passes along a figure's wires in a step. */
import type { StepRecord } from '@/engine/index.ts';
import type { Point } from '../stage/geometry.ts';
import type { StageLayout } from '../stage/layout.ts';
import { wirePoints } from './route.ts';
import { type FigureSpec, isAtLeast, type Level, type Passing, type Wire } from './spec.ts';

export const isDrawnAt = <V>({ level: from, upTo = 'lines' }: Wire<V>, level: Level): boolean =>
  isAtLeast(level, from) && isAtLeast(upTo, level);

interface PassingWire<V> {
  readonly wire: Wire<V>;
  readonly back: boolean;
  readonly points: readonly Point[];
}

/** The wires along which something passes, with their points. */
export function passingOf<V>(
  spec: FigureSpec<V>,
  passing: Passing<V>,
  layout: StageLayout,
  level: Level,
): readonly PassingWire<V>[] {
  const { format, width, height } = layout;
  const rectOf = (id: string) => spec.parts.find((p) => p.id === id)?.at[format];
  return spec.wires.flatMap((wire) => {
    if (!isDrawnAt(wire, level)) return [];
    const way = wire.when(passing);
    if (!way) return [];
    const points =
      wire.points?.(passing, { level, format, width, height }) ?? wirePoints(wire, format, rectOf, layout);
    return points && points.length > 1 ? [{ wire, back: way === 'back', points }] : [];
  });
}

/**
 * What passes in a step. Where the level left steps out, and the last of them sent nothing along a wire, what was sent
 * last is shown: what changed has its cause in the picture.
 */
export function passesOf<V>(
  spec: FigureSpec<V>,
  passing: Passing<V>,
  between: readonly StepRecord[],
  layout: StageLayout,
  level: Level,
): readonly PassingWire<V>[] {
  for (const record of [passing.record, ...between]) {
    const found = passingOf(spec, { ...passing, record }, layout, level);
    if (found.length > 0) return level === 'lines' ? found : found.slice(0, 1);
  }
  return [];
}
