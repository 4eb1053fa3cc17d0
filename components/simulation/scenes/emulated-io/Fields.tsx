import { memo } from 'react';
import type { Kit } from '../../stage/kit.ts';
import { type Lit, litBy } from '../block-io/lit.ts';
import styles from './EmulatedIo.module.css';

/** A field of a structure: its name and what it holds. */
export interface FieldText {
  readonly name: string;
  readonly value: string;
}

interface FieldsProps {
  readonly fields: readonly FieldText[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly pitch: number;
  /** Names of the fields that the step touched; a space in a name is written as a dash. */
  readonly lit: Lit;
  readonly kit: Kit;
}

export const litName = (name: string): string => name.replaceAll(' ', '-');

/** Names on the left, values on the right. */
export const Fields = ({ fields, x, y, width, pitch, lit, kit }: FieldsProps) =>
  fields.map((f, i) => (
    <Row
      key={f.name}
      name={f.name}
      value={f.value}
      x={x}
      y={y + i * pitch}
      width={width}
      height={pitch}
      lit={litBy(lit, litName(f.name))}
      kit={kit}
    />
  ));

interface RowProps {
  readonly name: string;
  readonly value: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const Row = memo(function Row({ name, value, x, y, width, height, lit, kit }: RowProps) {
  const box = { x: x - 3, y, width: width + 6, height };
  return (
    <g className={lit === undefined ? '' : styles.litField}>
      {lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <rect className={styles.flash} {...box} rx={2} />
          </kit.Flash>
          <rect className={styles.thin} {...box} rx={2} />
        </>
      )}
      <text className={styles.name} x={x} y={y + height - 4}>
        {name}
      </text>
      <text className={styles.cell} x={x + width} y={y + height - 4} textAnchor="end">
        {value}
      </text>
    </g>
  );
});
