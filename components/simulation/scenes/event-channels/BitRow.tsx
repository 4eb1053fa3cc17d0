import type { Kit } from '../../stage/kit.ts';
import { Cell, type CellLook } from './Cell.tsx';
import styles from './EventChannels.module.css';
import type { Plan } from './layouts.ts';
import type { Lights } from './lights.ts';
import type { BitView, Chunk } from './matrix.ts';

interface BitRowProps {
  readonly kind: 'pending' | 'mask';
  readonly chunk: Chunk;
  readonly domain: number;
  readonly x: number;
  readonly y: number;
  readonly plan: Plan;
  readonly lights: Lights;
  readonly kit: Kit;
}

const lookOf = (kind: 'pending' | 'mask', { used, ...bit }: BitView): CellLook =>
  bit[kind] && (kind === 'pending' || used) ? kind : used ? 'off' : 'idle';

const MEANS = {
  pending: { on: 'something happened', off: 'nothing happened' },
  mask: { on: 'held back', off: 'may interrupt' },
} as const;

/** Bits of one word, side by side in the order of their ports. */
export function BitRow({ kind, chunk, domain, x, y, plan, lights, kit }: BitRowProps) {
  const whole = lights(`${domain}.${kind}.word.${chunk.word}`);
  return (
    <g>
      {chunk.bits.map((bit, i) => (
        <Cell
          key={bit.port}
          x={x + i * plan.bit}
          y={y}
          width={plan.bit - 2}
          height={plan.row - 3}
          text={bit[kind] ? '1' : '0'}
          look={lookOf(kind, bit)}
          explain={`evtchn_${kind}, port ${bit.port}: ${bit[kind] ? 1 : 0}, ${bit.used ? MEANS[kind][bit[kind] ? 'on' : 'off'] : 'nobody uses this port'}.`}
          lit={lights(`${domain}.${kind}.${bit.port}`)}
          kit={kit}
        />
      ))}
      {whole !== undefined && chunk.bits.some((b) => b.used) && (
        <rect
          className={styles.outline}
          x={x - 1.5}
          y={y - 1.5}
          width={chunk.bits.length * plan.bit + 1}
          height={plan.row}
          rx={2}
        />
      )}
    </g>
  );
}
