import { memo } from 'react';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { shorten } from '../../stage/text.ts';
import { toneClass } from '../../stage/tone.ts';
import type { Cells } from './layouts.ts';
import type { RowText } from './rows.ts';
import styles from './Unplug.module.css';

interface RowProps {
  readonly row: RowText;
  readonly cells: Cells;
  readonly y: number;
  readonly height: number;
  /** Characters of the object's name that fit. */
  readonly letters: number;
  /** Whose the object is. */
  readonly owner: 'device-model' | 'host';
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const GAP = 3;
const MARK = { unasked: '', found: '●', silent: '○' } as const;

/** One place on a bus, from what programs of the guest see to what stands behind it in dom0. */
export const Row = memo(function Row({ row, cells, y, height, letters, owner, lit, kit }: RowProps) {
  const { names, place, object } = cells;
  const box = { y, height: height - GAP, rx: 2 };
  const base = y + height - GAP - 5;
  const driven = row.names.length > 0 || row.driver !== '';
  return (
    <Explain text={row.says}>
      <g className={`${toneClass('guest')} ${driven ? '' : styles.nothing}`}>
        {driven && (
          <path className={styles.link} d={`M${names.x + names.width} ${y + height / 2 - 1}H${place.x}`} />
        )}
        <Names row={row} x={names.x} width={names.width} base={base} />
      </g>
      <g className={`${toneClass('shared')} ${row.seen === 'silent' ? styles.silent : ''}`}>
        <rect className={styles.place} {...box} x={place.x} width={place.width} />
        <text className={styles.address} x={place.x + 6} y={base}>
          {row.address}
        </text>
        <text className={styles.id} x={place.x + place.width - 20} y={base} textAnchor="end">
          {row.seen === 'silent' ? 'ffffffff' : row.place}
        </text>
        <text className={styles.mark} x={place.x + place.width - 6} y={base} textAnchor="end">
          {MARK[row.seen]}
        </text>
      </g>
      <g className={`${toneClass(owner)} ${row.present ? '' : styles.gone}`}>
        <path className={styles.link} d={`M${place.x + place.width} ${y + height / 2 - 1}H${object.x}`} />
        <rect className={styles.object} {...box} x={object.x} width={object.width} />
        <text className={styles.what} x={object.x + 6} y={base}>
          {shorten(row.object, letters - row.parts.reduce((n, p) => n + p.name.length + 1, 0))}
        </text>
        <text className={styles.parts} x={object.x + object.width - 6} y={base} textAnchor="end">
          {row.parts.map((p, i) => (
            <tspan key={p.name}>
              {i > 0 ? ' ' : ''}
              <tspan className={p.present ? '' : styles.partGone}>{p.name}</tspan>
            </tspan>
          ))}
        </text>
      </g>
      {lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <rect className={styles.flash} x={names.x} width={object.x + object.width - names.x} {...box} />
          </kit.Flash>
          <rect
            className={styles.outline}
            x={names.x - 2}
            width={object.x + object.width - names.x + 4}
            y={y - 2}
            height={height - GAP + 4}
            rx={3}
          />
        </>
      )}
    </Explain>
  );
});

interface NamesProps {
  readonly row: RowText;
  readonly x: number;
  readonly width: number;
  readonly base: number;
}

/** Names as programs use them, and the driver that gave them. */
function Names({ row, x, width, base }: NamesProps) {
  const { names, driver } = row;
  if (names.length === 0)
    return (
      <text className={styles.driver} x={x + width - 4} y={base} textAnchor="end">
        {driver}
      </text>
    );
  return (
    <text className={styles.name} x={x + width - 4} y={base} textAnchor="end">
      {names.map(({ name, twice }, i) => (
        <tspan key={name}>
          {i > 0 ? ' ' : ''}
          <tspan className={twice ? styles.twice : ''}>{name}</tspan>
        </tspan>
      ))}
    </text>
  );
}
