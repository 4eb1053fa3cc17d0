import { memo } from 'react';
import { shorten } from '../../stage/text.ts';
import type { KindProps } from '../Body.tsx';
import styles from '../Figure.module.css';
import { fits } from '../fit.ts';
import { Lit } from '../Lit.tsx';
import { lookClass } from '../look.ts';
import { placeItems } from '../place.ts';
import type { Item, Lines as LinesBody } from '../spec.ts';

const PITCH = 15;

/** Lines that a part of this height has room for. */
export const linesIn = (height: number, top: number): number =>
  Math.max(1, Math.floor((height - top - 2) / PITCH));

/** Lines of text, as many as there is room for. */
export function Lines({ body, top, width, height, lit, kit }: KindProps<LinesBody>) {
  const items = body.items.slice(0, linesIn(height, top));
  return placeItems(items, { top, width, height, rows: items.length, across: 1, pitch: PITCH }).map(
    ({ item, box }) => <Line key={item.id} item={item} {...box} step={lit(item.id)} kit={kit} />,
  );
}

interface LineProps extends Pick<KindProps<LinesBody>, 'kit'> {
  readonly item: Item;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly step: number | undefined;
}

const Line = memo(function Line({ item, x, y, width, height, step, kit }: LineProps) {
  return (
    <Lit item={item} box={{ x, y, width, height }} step={step} kit={kit} mark="bar">
      <text className={item.look ? lookClass(item.look) : styles.small} x={x + 5} y={y + height / 2 + 4}>
        {shorten(item.value ?? item.label ?? '', fits(width - 8, item.look ? 'mono' : 'text'))}
      </text>
    </Lit>
  );
});
