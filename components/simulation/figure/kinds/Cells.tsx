import { memo } from 'react';
import { toneClass } from '../../stage/tone.ts';
import type { KindProps } from '../Body.tsx';
import styles from '../Figure.module.css';
import { Lit } from '../Lit.tsx';
import { fillClass, insideClass } from '../look.ts';
import { type Cells as CellsBody, type Item, nameOf } from '../spec.ts';
import { cellBoxes } from './cell-boxes.ts';

/** A table of squares, each filled by its look; labels of a cell stand under its square where it has one. */
export function Cells({ body, level, top, width, height, lit, kit }: KindProps<CellsBody>) {
  const { heads, rows, names = 0 } = body;
  const boxAt = cellBoxes(body, top, width, height);
  const { begin, high, under, wide } = boxAt;
  return (
    <>
      {heads?.map((head, i) => (
        <text
          // biome-ignore lint/suspicious/noArrayIndexKey: the head of the nth column is what it is
          key={i}
          className={styles.head}
          x={4 + names + (i + 0.5) * wide}
          y={top + 10}
          textAnchor="middle"
        >
          {head}
        </text>
      ))}
      {rows.map((row, r) => (
        <g key={row.label} className={row.tone && toneClass(row.tone)}>
          {names > 0 && (
            <text className={styles.small} x={8} y={begin + r * high + (high - under) / 2 + 3}>
              {row.label}
            </text>
          )}
          {row.cells.map((item, i) => (
            <Cell
              key={item.id}
              item={item}
              {...boxAt(r, i)}
              name={nameOf(item, level, lit(item.id) !== undefined)}
              step={lit(item.id)}
              kit={kit}
            />
          ))}
        </g>
      ))}
    </>
  );
}

interface CellProps extends Pick<KindProps<CellsBody>, 'kit'> {
  readonly item: Item;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly step: number | undefined;
}

/** A square is never wider than it is high by more than half. */
const Cell = memo(function Cell({ item, name, x, y, width, height, step, kit }: CellProps) {
  const side = Math.min(width, name ? height * 1.25 : width);
  const box = { x: x + (width - side) / 2, y, width: side, height };
  return (
    <Lit
      item={item}
      box={box}
      step={step}
      kit={kit}
      ground={<rect className={fillClass(item.look)} {...box} rx={2} />}
    >
      <text
        className={insideClass(item.look)}
        x={box.x + side / 2}
        y={y + height / 2 + 4}
        textAnchor="middle"
      >
        {item.value === '' ? undefined : item.value}
      </text>
      {name !== '' && (
        <text className={styles.small} x={box.x + side / 2} y={y + height + 11} textAnchor="middle">
          {name}
        </text>
      )}
    </Lit>
  );
});
