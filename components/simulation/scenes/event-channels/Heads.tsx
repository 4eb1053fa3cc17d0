import styles from './EventChannels.module.css';
import type { Plan } from './layouts.ts';
import type { Chunk } from './matrix.ts';

interface HeadsProps {
  readonly chunk: Chunk;
  readonly port: number | null;
  readonly plan: Plan;
  readonly x: number;
  readonly y: number;
}

/** Numbers with more digits than this are wider than a bit. */
const LARGEST = 99;
/** A long number would run into that of the port at hand. */
const APART = 3;

/** Numbers of the ports over their bits: all where they fit, else the first, the last and the one at hand. */
export function Heads({ chunk, port, plan, x, y }: HeadsProps) {
  const last = chunk.bits.length - 1;
  const wide = chunk.first + last > LARGEST;
  const at = chunk.bits.findIndex((b) => b.port === port);
  const shown = (i: number): boolean =>
    !wide || i === at || ((i === 0 || i === last) && (at < 0 || Math.abs(at - i) > APART));
  return chunk.bits.map(({ port: number, used }, i) =>
    shown(i) ? (
      <text
        key={number}
        className={i === at ? styles.headNow : used ? styles.headUsed : styles.head}
        x={x + (wide && i === 0 ? 0 : wide && i === last ? (i + 1) * plan.bit - 2 : (i + 0.5) * plan.bit - 1)}
        y={y}
        textAnchor={wide && i === 0 ? 'start' : wide && i === last ? 'end' : 'middle'}
      >
        {number}
      </text>
    ) : null,
  );
}
