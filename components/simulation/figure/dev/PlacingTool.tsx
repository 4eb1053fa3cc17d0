import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { PlacingProps } from '../../stage/kit.ts';
import type { Rect } from '../spec.ts';
import { ARROWS, INTRODUCTION, moved, rectText } from './rectangles.ts';

/** Distance of the grid's lines, in units of the stage; each fifth is stronger. */
const GRID = 10;

let introduced = false;

/**
 * For those who make figures, in development only: a grid over the stage, and on it the outline of each part, which can
 * be dragged or moved by arrow keys. The part itself stays where its scene has it.
 */
export function PlacingTool({ spec, layout }: PlacingProps) {
  const [shown, setShown] = useState(false);
  const [changed, setChanged] = useState<Readonly<Record<string, Rect>>>({});
  const drag = useRef<{ readonly at: DOMPoint; readonly rect: Rect }>(undefined);
  const { format } = layout;

  useEffect(() => {
    if (!introduced) console.info(INTRODUCTION);
    introduced = true;
    const toggle = (e: globalThis.KeyboardEvent): void => {
      if (e.altKey && e.code === 'KeyG') setShown((was) => !was);
    };
    addEventListener('keydown', toggle);
    return () => removeEventListener('keydown', toggle);
  }, []);
  if (!shown) return null;

  const print = (id: string, rect: Rect): void => {
    console.info(`${id}, ${format}: ${rectText(rect)}`);
    // Without a permission the console has to do.
    navigator.clipboard?.writeText(rectText(rect)).catch(() => undefined);
  };
  const keyOf = (id: string): string => `${format} ${id}`;
  const put = (id: string, rect: Rect): void => setChanged((all) => ({ ...all, [keyOf(id)]: rect }));
  const byKey = (e: KeyboardEvent, id: string, rect: Rect): void => {
    const by = ARROWS[e.key];
    if (!by || e.altKey) return;
    // The arrow keys would step the simulation.
    e.preventDefault();
    e.stopPropagation();
    const next = moved(rect, by, e.shiftKey, layout);
    put(id, next);
    print(id, next);
  };
  const take = (e: PointerEvent<SVGRectElement>, rect: Rect): void => {
    e.stopPropagation();
    e.currentTarget.setPointerCapture(e.pointerId);
    drag.current = { at: pointOf(e), rect };
  };
  const pull = (e: PointerEvent<SVGRectElement>, id: string): void => {
    if (!drag.current) return;
    const { at, rect } = drag.current;
    const to = pointOf(e);
    put(id, moved(rect, [to.x - at.x, to.y - at.y], e.shiftKey, layout));
  };
  const drop = (e: PointerEvent<SVGRectElement>, id: string, rect: Rect): void => {
    e.stopPropagation();
    if (drag.current) print(id, rect);
    drag.current = undefined;
  };

  return (
    <g aria-label="Rectangles of the parts">
      <path d={gridOf(layout, 1)} stroke="currentColor" strokeWidth={0.25} opacity={0.4} />
      <path d={gridOf(layout, 5)} stroke="currentColor" strokeWidth={0.5} opacity={0.6} />
      {spec.parts.map((part) => {
        const rect = changed[keyOf(part.id)] ?? part.at[format];
        if (!rect) return null;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a rectangle in a drawing, which no button can be
          <rect
            key={part.id}
            {...rect}
            role="button"
            tabIndex={0}
            aria-label={`${part.id}: ${rectText(rect)}`}
            fill="red"
            fillOpacity={0.08}
            stroke="red"
            style={{ cursor: 'move', touchAction: 'none' }}
            onKeyDown={(e) => byKey(e, part.id, rect)}
            onPointerDown={(e) => take(e, rect)}
            onPointerMove={(e) => pull(e, part.id)}
            onPointerUp={(e) => drop(e, part.id, rect)}
          />
        );
      })}
    </g>
  );
}

/** Where the pointer is, in units of the stage. */
const pointOf = (e: PointerEvent<SVGRectElement>): DOMPoint =>
  new DOMPoint(e.clientX, e.clientY).matrixTransform(e.currentTarget.getScreenCTM()?.inverse());

/** @param every a line for each so many of the grid's units */
function gridOf({ width, height }: PlacingProps['layout'], every: number): string {
  const step = GRID * every;
  const lines = (length: number): readonly number[] =>
    Array.from({ length: Math.floor(length / step) }, (_, i) => (i + 1) * step);
  return [
    ...lines(width).map((x) => `M${x} 0V${height}`),
    ...lines(height).map((y) => `M0 ${y}H${width}`),
  ].join('');
}
