import { memo } from 'react';
import type { EptWalkView } from '@/engine/index.ts';
import type { Tone } from '../../model/worlds.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './EptWalk.module.css';
import type { Plan } from './layouts.ts';
import { address, rowName } from './names.ts';

type Cell = EptWalkView['cells'][number];

interface GridProps {
  readonly view: EptWalkView;
  readonly plan: Plan;
  /** The step that lights the current cell, or undefined. */
  readonly lit: number | undefined;
  readonly kit: Kit;
}

/** Xen's entries and the guest's have the colours of their worlds. */
export const toneOf = (column: number): Tone => (column === 0 ? 'guest' : 'hypervisor');

/** Upper left corner of a cell. */
export function placeOf(
  { grid }: Plan,
  view: Pick<EptWalkView, 'rows' | 'columns'>,
  row: number,
  column: number,
) {
  const { width, height } = grid.cell;
  return {
    x: grid.x + grid.names + view.columns.indexOf(column) * width,
    y: grid.y + 18 + view.rows.indexOf(row) * height,
  };
}

/** Guest levels down, nested levels across: a load in each cell, numbered as it comes. */
export function Grid({ view, plan, lit, kit }: GridProps) {
  const { grid } = plan;
  return (
    <g>
      {view.columns.map((column) => (
        <text
          key={column}
          className={`${styles.headTone} ${toneClass(toneOf(column))}`}
          x={placeOf(plan, view, 0, column).x + (grid.cell.width - 3) / 2}
          y={grid.y + 12}
          textAnchor="middle"
        >
          {column === 0 ? 'entry' : `${view.nested} ${column}`}
        </text>
      ))}
      {view.rows.map((row) => (
        <RowName
          key={row}
          row={row}
          now={view.row === row}
          x={grid.x}
          y={placeOf(plan, view, row, 1).y + grid.cell.height / 2 + 3}
        />
      ))}
      {view.cells.map((cell) => (
        <GridCell
          key={`${cell.row}.${cell.column}`}
          {...placeOf(plan, view, cell.row, cell.column)}
          width={grid.cell.width - 3}
          height={grid.cell.height - 3}
          state={cell.state}
          order={cell.order}
          current={cell.current}
          tone={toneOf(cell.column)}
          text={explain(cell, view.nested)}
          lit={cell.current ? lit : undefined}
          kit={kit}
        />
      ))}
    </g>
  );
}

const SAID = { waiting: 'not loaded yet', unneeded: 'need not be loaded' } as const;

function explain({ row, column, state, order, at, value }: Cell, nested: string): string {
  const what =
    column === 0
      ? `The guest’s ${rowName(row)}`
      : `${nested} level ${column}, to find ${row === 0 ? 'the data' : `the guest’s ${rowName(row)}`}`;
  if (state !== 'loaded') return `${what}: ${SAID[state]}.`;
  return `${what}: load ${order}, ${address(value)} at ${address(at)}.`;
}

interface RowNameProps {
  readonly row: number;
  readonly now: boolean;
  readonly x: number;
  readonly y: number;
}

const RowName = memo(function RowName({ row, now, x, y }: RowNameProps) {
  return (
    <text className={`${styles.name} ${now ? styles.nameNow : ''} ${toneClass('guest')}`} x={x} y={y}>
      {rowName(row)}
    </text>
  );
});

interface GridCellProps extends Pick<Cell, 'state' | 'order' | 'current'> {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly tone: Tone;
  readonly text: string;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const GridCell = memo(function GridCell({
  x,
  y,
  width,
  height,
  state,
  order,
  current,
  tone,
  text,
  lit,
  kit,
}: GridCellProps) {
  const box = { x, y, width, height };
  const filled = state === 'loaded' ? (current ? styles.current : styles.loaded) : styles[state];
  return (
    <Explain text={text} className={toneClass(tone)}>
      <rect className={filled} {...box} rx={2} />
      {lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <rect className={styles.flash} {...box} rx={2} />
          </kit.Flash>
          <rect className={styles.outline} {...box} rx={2} />
        </>
      )}
      {state !== 'waiting' && (
        <text
          className={state === 'unneeded' ? styles.spared : current ? styles.orderCurrent : styles.order}
          x={x + width / 2}
          y={y + height / 2 + 5}
          textAnchor="middle"
        >
          {order ?? '–'}
        </text>
      )}
    </Explain>
  );
});
