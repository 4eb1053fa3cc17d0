import type { DomainView } from '@/engine/index.ts';
import type { Kit } from '../../stage/kit.ts';
import { BitRow } from './BitRow.tsx';
import styles from './EventChannels.module.css';
import { Heads } from './Heads.tsx';
import { Looked } from './Looked.tsx';
import { BITS, CHUNKS, type Plan } from './layouts.ts';
import type { Lights } from './lights.ts';
import { type Chunk, chunksOf } from './matrix.ts';
import { SELECTOR, Selector, selectorX } from './Selector.tsx';

export interface MatrixProps {
  readonly domain: DomainView;
  /** The port that the running code is about, if it is one of this domain's. */
  readonly port: number | null;
  readonly plan: Plan;
  readonly y: number;
  readonly lights: Lights;
  readonly kit: Kit;
}

const HEADS = 14;
const GAP = 4;
/** Between the selectors and the words. */
const BELOW = 9;

/** Two levels: a bit for each word in a vCPU's selector, and a bit for each port in the words. */
export function Matrix({ domain, port, plan, y, lights, kit }: MatrixProps) {
  const chunks = chunksOf(domain, port, BITS, CHUNKS);
  const selectors = domain.vcpus.length * SELECTOR.pitch;
  const top = y + selectors + BELOW;
  const height = HEADS + 3 * plan.row + GAP;
  const common = { plan, lights, kit };
  return (
    <g>
      <Selector {...common} domain={domain} y={y} />
      {chunks.map((chunk, i) => (
        <g key={chunk.first}>
          {leads(chunks, i) && (
            <Leader
              chunk={chunk}
              plan={plan}
              from={y}
              to={top + i * height + HEADS + plan.row / 2 - 2}
              turn={top - 5}
            />
          )}
          <Rows
            {...common}
            chunk={chunk}
            leads={leads(chunks, i)}
            domain={domain.domain}
            port={port}
            y={top + i * height}
          />
        </g>
      ))}
    </g>
  );
}

/** The first of those of its word. */
const leads = (chunks: readonly Chunk[], i: number): boolean => chunks[i - 1]?.word !== chunks[i]?.word;

interface RowsProps {
  readonly chunk: Chunk;
  readonly leads: boolean;
  readonly domain: number;
  readonly port: number | null;
  readonly plan: Plan;
  readonly y: number;
  readonly lights: Lights;
  readonly kit: Kit;
}

/** One run of bits: pending over mask, and under them what a kernel has taken of them and has still to do. */
function Rows({ chunk, leads: first, domain, port, plan, y, lights, kit }: RowsProps) {
  const { page, names, row } = plan;
  const x = page.x + names;
  const top = y + HEADS;
  const at = chunk.bits.findIndex((b) => b.port === port);
  const common = { chunk, plan, x, kit };
  return (
    <g>
      {at >= 0 && (
        <rect
          className={styles.column}
          x={x + at * plan.bit - 2}
          y={y}
          width={plan.bit + 2}
          height={HEADS + 2 * row - 1}
          rx={2}
        />
      )}
      <Heads {...common} port={port} y={top - 4} />
      <text className={styles.name} x={page.x + 8} y={top + 12}>
        pending[{chunk.word}]
      </text>
      <text className={styles.name} x={page.x + 8} y={top + row + 12}>
        mask[{chunk.word}]
      </text>
      <BitRow {...common} kind="pending" domain={domain} y={top} lights={lights} />
      <BitRow {...common} kind="mask" domain={domain} y={top + row} lights={lights} />
      <Looked {...common} first={first} y={top + 2 * row} />
    </g>
  );
}

interface LeaderProps {
  readonly chunk: Chunk;
  readonly plan: Plan;
  /** Top of the first selector. */
  readonly from: number;
  readonly turn: number;
  readonly to: number;
}

/** From a word's bit in the selectors to the word: bold where a selector has it. */
function Leader({ chunk, plan, from, turn, to }: LeaderProps) {
  const x = selectorX(plan, chunk.word + 0.5);
  const gutter = plan.page.x + plan.names - 9;
  const vcpu = chunk.selected.indexOf(true);
  const row = vcpu < 0 ? chunk.selected.length - 1 : vcpu;
  const start = from + row * SELECTOR.pitch + SELECTOR.height;
  const tip = `H${gutter + 6}m-3.5 -3l3.5 3l-3.5 3`;
  return (
    <path
      className={vcpu < 0 ? styles.leader : styles.leaderOn}
      d={`M${x} ${start}V${turn}H${gutter}V${to}${tip}`}
    />
  );
}
