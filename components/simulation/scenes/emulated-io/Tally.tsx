import { memo } from 'react';
import type { AccessView, EmulatedIoView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import type { Box } from '../block-io/layouts.ts';
import styles from './EmulatedIo.module.css';

interface TallyProps {
  readonly accesses: EmulatedIoView['accesses'];
  readonly inHand: EmulatedIoView['inHand'];
  /** Accesses that the command takes; of the whole run so far. */
  readonly total: number;
  readonly all: number;
  readonly box: Box;
  readonly columns: number;
  /** The step, if it made or completed an access. */
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const TITLE = 18;
const GAP = 10;

/** The registers that the driver touches for one command, one after the other: each row was a journey to QEMU. */
export const Tally = memo(function Tally(props: TallyProps) {
  const { accesses, inHand, total, all, box, columns, lit, kit } = props;
  // A write is traced when it leaves, a read when it is back.
  const current = inHand ? accesses.length - (inHand.dir === 'out' ? 1 : 0) : undefined;
  const done = inHand?.dir === 'out' ? accesses.length - 1 : accesses.length;
  const rows = Math.ceil(Math.max(total, 1) / columns);
  const pitch = Math.min(15.5, (box.height - TITLE - 6) / rows);
  const width = (box.width - 12 - GAP * (columns - 1)) / columns;
  return (
    <Explain
      text={`Register accesses of this command: ${done} of ${total} done${inHand ? `; waiting for ${inHand.register}` : ''}. ${all} in all.`}
      stop
      className={toneClass('guest')}
    >
      <rect className={styles.own} {...box} rx={2} />
      <text className={styles.label} x={box.x + 8} y={box.y + 15}>
        {total === 0 ? 'accesses' : `${done} of ${total}`}
      </text>
      <text className={styles.small} x={box.x + box.width - 8} y={box.y + 15} textAnchor="end">
        {columns === 1 ? `${all} in all` : `port accesses, ${all} in all`}
      </text>
      {Array.from({ length: total }, (_, i) => {
        const access = accesses[i];
        const waiting = current === i ? inHand : null;
        return (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: the nth access is what the row is
            key={i}
            nth={i + 1}
            x={box.x + 6 + Math.floor(i / rows) * (width + GAP)}
            y={box.y + TITLE + 4 + (i % rows) * pitch}
            width={width}
            height={pitch}
            dir={access?.dir ?? waiting?.dir}
            register={brief(access?.register ?? waiting?.register ?? '')}
            value={shownValue(access)}
            state={waiting ? 'waiting' : access ? 'done' : 'ahead'}
            lit={
              lit !== undefined && (waiting || (current === undefined && i === accesses.length - 1))
                ? lit
                : undefined
            }
            kit={kit}
          />
        );
      })}
    </Explain>
  );
});

/** Names of the bus master's registers as they fit. */
const BRIEF: Readonly<Record<string, string>> = { 'bm command': 'bm cmd', 'bm table': 'table' };
const brief = (register: string): string => BRIEF[register] ?? register;

const shownValue = (access: AccessView | undefined): string =>
  access ? hex(access.value, access.size === 1 ? 2 : 1) : '';

interface RowProps {
  readonly nth: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly dir: 'in' | 'out' | undefined;
  readonly register: string;
  readonly value: string;
  readonly state: 'done' | 'waiting' | 'ahead';
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const ARROW = { in: '←', out: '→' } as const;

const Row = memo(function Row({ nth, x, y, width, height, dir, register, value, state, lit, kit }: RowProps) {
  const base = y + height - 3.5;
  return (
    <g className={`${styles[state]} ${height < 10.5 ? styles.dense : ''}`}>
      {state === 'waiting' && (
        <rect className={styles.inHand} x={x - 2} y={y} width={width + 4} height={height} rx={2} />
      )}
      {lit !== undefined && (
        <kit.Flash step={lit} rest={0}>
          <rect className={styles.flash} x={x - 2} y={y} width={width + 4} height={height} rx={2} />
        </kit.Flash>
      )}
      <text className={styles.nth} x={x + 14} y={base} textAnchor="end">
        {nth}
      </text>
      {dir && (
        <text className={styles.cell} x={x + 18} y={base}>
          {ARROW[dir]} {register}
        </text>
      )}
      <text className={styles.cell} x={x + width} y={base} textAnchor="end">
        {state === 'waiting' && dir === 'in' ? '…' : value}
      </text>
    </g>
  );
});
