import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import { Cell } from './Cell.tsx';
import styles from './EventChannels.module.css';
import type { Plan } from './layouts.ts';
import type { Chunk } from './matrix.ts';

interface LookedProps {
  readonly chunk: Chunk;
  /** The first run of its word: the place for what is said of the word. */
  readonly first: boolean;
  readonly plan: Plan;
  readonly x: number;
  readonly y: number;
  readonly kit: Kit;
}

/** A kernel's own copies while it looks: is this word still to do, which of its bits are, and which port it has found. */
export function Looked({ chunk, first, plan, x, y, kit }: LookedProps) {
  const { looking, bits, word } = chunk;
  if (!looking) return null;
  const { vcpu, todo, port, start } = looking;
  const began = bits.findIndex((b) => b.port === start);
  const left = bits.filter((_, i) => todo?.[i]).map((b) => b.port);
  const something = left.length > 0 || bits.some((b) => b.port === port);
  if (!something && !(first && (todo || looking.word))) return null;
  const said = todo
    ? `looks at this word; still to do: ${left.length > 0 ? `port ${left.join(', ')}` : 'nothing'}`
    : `has taken word ${word} from its selector and will look at it`;
  return (
    <Explain text={`vCPU ${vcpu} ${said}.`} className={toneClass('guest')}>
      <text className={styles.toneName} x={plan.page.x + 8} y={y + 12}>
        to do
      </text>
      <rect
        className={todo ? styles.glance : styles.glanceLater}
        x={x - 1}
        y={y}
        width={bits.length * plan.bit}
        height={plan.row - 3}
        rx={2}
      />
      {began >= 0 && (
        <path
          className={styles.began}
          d={`M${x + began * plan.bit - 1} ${y - 1}v${plan.row - 1}`}
          data-explain={`This look began at port ${start}, one behind the last that was handled.`}
        />
      )}
      {bits.map((bit, i) => {
        const found = bit.port === port;
        return todo?.[i] || found ? (
          <Cell
            key={bit.port}
            x={x + i * plan.bit}
            y={y}
            width={plan.bit - 2}
            height={plan.row - 3}
            text={found ? '▲' : '1'}
            look={found ? 'found' : 'todo'}
            explain={found ? `Port ${bit.port}: found, and at hand.` : `Port ${bit.port}: still to do.`}
            lit={undefined}
            kit={kit}
          />
        ) : null;
      })}
    </Explain>
  );
}
