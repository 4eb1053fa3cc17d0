import { memo } from 'react';
import { shorten } from '../../stage/text.ts';
import type { KindProps } from '../Body.tsx';
import styles from '../Figure.module.css';
import { fits } from '../fit.ts';
import { Lit } from '../Lit.tsx';
import { lookClass } from '../look.ts';
import { type Columns as ColumnsBody, type Item, nameOf } from '../spec.ts';

/** Items beside each other, the label of each over its value. */
export function Columns({ body, level, top, width, height, lit, kit }: KindProps<ColumnsBody>) {
  const { items, shares } = body;
  const count = Math.max(body.room ?? 0, items.length);
  const sum = shares?.reduce((a, b) => a + b, 0) ?? count;
  let x = 3;
  return items.map((item, i) => {
    const own = ((width - 6) * (shares?.[i] ?? 1)) / sum;
    const at = x;
    x += own;
    return (
      <Column
        key={item.id}
        item={item}
        x={at}
        y={top}
        width={own}
        height={height - top - 3}
        name={nameOf(item, level, lit(item.id) !== undefined)}
        step={lit(item.id)}
        kit={kit}
      />
    );
  });
}

interface ColumnProps extends Pick<KindProps<ColumnsBody>, 'kit'> {
  readonly item: Item;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly step: number | undefined;
}

const Column = memo(function Column({ item, name, x, y, width, height, step, kit }: ColumnProps) {
  const { value = '', look = 'strong' } = item;
  const middle = y + height / 2;
  return (
    <Lit item={item} box={{ x, y, width: width - 2, height }} step={step} kit={kit} mark="bar">
      <text className={styles.small} x={x + 6} y={name && value ? middle - 3 : middle + 4}>
        {shorten(name, fits(width - 8, 'text'))}
      </text>
      {value !== '' && (
        <text className={lookClass(look)} x={x + 6} y={name ? middle + 11 : middle + 4}>
          {shorten(value, fits(width - 8))}
        </text>
      )}
    </Lit>
  );
});
