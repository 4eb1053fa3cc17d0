import { memo } from 'react';
import type { EptWalkView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { shorten } from '../../stage/text.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './EptWalk.module.css';
import type { Box } from './layouts.ts';
import { address } from './names.ts';

type Entry = NonNullable<EptWalkView['entry']>;
type Bit = Entry['fields'][number];

interface EntryProps {
  readonly entry: EptWalkView['entry'];
  /** What is said while there is none. */
  readonly none: string;
  readonly box: Box;
  readonly chips: number;
  /** The step that changed it, or undefined. */
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const CHIP_HEIGHT = 18;

/** The entry loaded last, bit by bit. */
export const EntryTable = memo(function EntryTable({ entry, none, box, chips, lit, kit }: EntryProps) {
  if (!entry)
    return (
      <g>
        <rect className={styles.boxQuiet} {...box} rx={2} />
        <text className={styles.small} x={box.x + 8} y={box.y + 18}>
          {none}
        </text>
      </g>
    );
  const single = entry.fields.filter((f) => f.high === f.low);
  const wide = entry.fields.filter((f) => f.high !== f.low);
  const pitch = (box.width - 12) / chips;
  const across = box.width > 300 ? 2 : 1;
  const below = box.y + 40 + Math.ceil(single.length / chips) * (CHIP_HEIGHT + 3);
  return (
    <Explain
      text={told(entry)}
      stop
      className={toneClass(entry.dimension === 'guest' ? 'guest' : 'hypervisor')}
    >
      <rect className={styles.box} {...box} rx={2} />
      {lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <rect className={styles.flash} {...box} rx={2} />
          </kit.Flash>
          <rect className={styles.outline} {...box} rx={2} />
        </>
      )}
      <text className={styles.title} x={box.x + 8} y={box.y + 16}>
        {entry.name}
      </text>
      <text className={styles.small} x={box.x + box.width - 8} y={box.y + 16} textAnchor="end">
        at {address(entry.at)}
      </text>
      <text className={styles.value} x={box.x + 8} y={box.y + 32}>
        0x{hex(entry.value, 16)}
      </text>
      {single.map((bit, i) => (
        <Chip
          key={bit.name}
          bit={bit}
          x={box.x + 6 + (i % chips) * pitch}
          y={box.y + 40 + Math.floor(i / chips) * (CHIP_HEIGHT + 3)}
          width={pitch - 3}
        />
      ))}
      {wide.map((field, i) => (
        <text
          key={field.name}
          className={styles.value}
          x={box.x + 8 + (i % across) * (box.width / across)}
          y={below + 10 + Math.floor(i / across) * 14}
        >
          {field.name} {field.means ?? address(field.value)}
        </text>
      ))}
    </Explain>
  );
});

const told = ({ name, at, value, fields }: Entry): string =>
  `${name} at ${address(at)}, ${address(value)}: ${fields.map((f) => `${f.name} ${f.means ?? address(f.value).replace('0x', f.high === f.low ? '' : '0x')}`).join(', ')}.`;

interface ChipProps {
  readonly bit: Bit;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Monospaced, 10.5 units. */
const CHARACTER = 6.4;

function Chip({ bit, x, y, width }: ChipProps) {
  const on = bit.value !== 0n;
  return (
    <g data-explain={`Bit ${bit.low}, ${bit.name}: ${bit.value}.`}>
      <rect
        className={on ? styles.chipOn : styles.chipOff}
        x={x}
        y={y}
        width={width}
        height={CHIP_HEIGHT}
        rx={2}
      />
      <text
        className={on ? styles.chipTextOn : styles.chipText}
        x={x + width / 2}
        y={y + 13}
        textAnchor="middle"
      >
        {shorten(bit.name, Math.floor(width / CHARACTER) - 2)} {String(bit.value)}
      </text>
    </g>
  );
}
