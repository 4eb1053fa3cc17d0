import type { DomainView, FifoView } from '@/engine/index.ts';
import type { Kit } from '../../stage/kit.ts';
import { Cell } from './Cell.tsx';
import styles from './EventChannels.module.css';
import { CARDS, type Plan, QUEUES } from './layouts.ts';
import type { Lights } from './lights.ts';
import type { MatrixProps } from './Matrix.tsx';
import { queuesOf } from './queues.ts';
import { WordCard } from './WordCard.tsx';

const HEADS = 13;
const GAP = 3;
/** Between the control blocks and the cards. */
const BELOW = 7;

/** FIFO: a control block for each vCPU, and the event words, each where it is: in a queue or in none. */
export function Queues({ domain, port, plan, y, lights, kit }: MatrixProps) {
  const { page, names, queue, queueRow } = plan;
  const left = page.x + names;
  const block = 2 * queueRow + GAP;
  const blocks = domain.vcpus.length * block;
  const priorities = domain.vcpus[0]?.fifo?.queues ?? [];
  return (
    <g>
      <text className={styles.small} x={page.x + 8} y={y + HEADS - 4}>
        queue
      </text>
      {priorities.map((q) => (
        <text
          key={q.priority}
          className={headLook(domain, q.priority)}
          x={left + (q.priority + 0.5) * queue - 1}
          y={y + HEADS - 4}
          textAnchor="middle"
        >
          {q.priority}
        </text>
      ))}
      {domain.vcpus.map(
        (v, i) =>
          v.fifo && (
            <ControlBlock
              key={v.vcpu}
              vcpu={v.vcpu}
              domain={domain.domain}
              fifo={v.fifo}
              plan={plan}
              y={y + HEADS + i * block}
              lights={lights}
              kit={kit}
            />
          ),
      )}
      <Cards
        domain={domain}
        port={port}
        plan={plan}
        y={y + HEADS + blocks + BELOW}
        lights={lights}
        kit={kit}
      />
    </g>
  );
}

interface ControlBlockProps {
  readonly vcpu: number;
  readonly domain: number;
  readonly fifo: FifoView;
  readonly plan: Plan;
  readonly y: number;
  readonly lights: Lights;
  readonly kit: Kit;
}

/** Of one vCPU: a ready bit and the first port of each queue. */
function ControlBlock({ vcpu, domain, fifo, plan, y, lights, kit }: ControlBlockProps) {
  const { page, names, queue, queueRow } = plan;
  const cell = { width: queue - 2, height: queueRow - 2, kit };
  if (fifo.control === null)
    return (
      <text className={styles.small} x={page.x + 8} y={y + queueRow - 4}>
        vCPU {vcpu} has no control block yet
      </text>
    );
  return (
    <g>
      <text className={styles.name} x={page.x + 8} y={y + queueRow - 4}>
        ready {vcpu}
      </text>
      <text className={styles.name} x={page.x + 8} y={y + 2 * queueRow - 4}>
        head {vcpu}
      </text>
      {fifo.queues.map((q) => {
        const x = page.x + names + q.priority * queue;
        return (
          <g key={q.priority}>
            <Cell
              {...cell}
              x={x}
              y={y}
              text={q.ready ? '1' : '0'}
              look={q.ready ? 'pending' : 'idle'}
              explain={`Control block of vCPU ${vcpu}, ready bit of queue ${q.priority}: ${q.ready ? 'it has something' : 'nothing new'}.`}
              lit={lights(`${domain}.ready.${vcpu}.${q.priority}`)}
            />
            <Cell
              {...cell}
              x={x}
              y={y + queueRow}
              text={q.head === 0 ? '0' : String(q.head)}
              look={q.head === 0 ? 'idle' : 'value'}
              explain={`Control block of vCPU ${vcpu}, head of queue ${q.priority}: ${q.head === 0 ? 'none so far' : `port ${q.head}`}.`}
              lit={lights(`${domain}.head.${vcpu}.${q.priority}`)}
            />
          </g>
        );
      })}
    </g>
  );
}

/** The queue that a kernel is emptying, one that has something or is still to be emptied, and the others. */
function headLook({ vcpus }: DomainView, priority: number): string | undefined {
  if (vcpus.some((v) => v.scan?.queue === priority)) return styles.headNow;
  const waits = vcpus.some((v) => {
    const q = v.fifo?.queues[priority];
    return q?.ready || (q?.chain.length ?? 0) > 0 || ((v.scan?.ready ?? 0) >> priority) & 1;
  });
  return waits ? styles.headUsed : styles.head;
}

interface CardsProps {
  readonly domain: DomainView;
  readonly port: number | null;
  readonly plan: Plan;
  readonly y: number;
  readonly lights: Lights;
  readonly kit: Kit;
}

/** The event words: a row for each queue in its order, and one for those that are in none. */
function Cards({ domain, port, plan, y, lights, kit }: CardsProps) {
  const { page, names, card } = plan;
  const { lines, unlinked } = queuesOf(domain);
  const pitch = card.height + 6;
  const rows = [
    ...lines.slice(0, QUEUES).map((l) => ({
      name: `queue ${l.priority}`,
      note: domain.vcpus.length > 1 ? `vCPU ${l.vcpu}` : '',
      words: l.words,
      linked: true,
    })),
    { name: 'no queue', note: '', words: unlinked, linked: false },
  ].map((row, i) => ({ ...row, i }));
  const shown = rows.flatMap((row) => row.words.slice(0, CARDS).map((word, k) => ({ row, word, k })));
  return (
    <g>
      {rows.map(({ i, name, note, words, linked }) => (
        <g key={name + note}>
          <text className={styles.name} x={page.x + 8} y={y + i * pitch + (note ? 12 : 18)}>
            {name}
          </text>
          {note && (
            <text className={styles.small} x={page.x + 8} y={y + i * pitch + 25}>
              {note}
            </text>
          )}
          {words.length > CARDS && (
            <text
              className={styles.small}
              x={page.x + page.width - 6}
              y={y + i * pitch + 18}
              textAnchor="end"
            >
              +{words.length - CARDS}
            </text>
          )}
          {linked &&
            words
              .slice(0, CARDS - 1)
              .map(
                ({ port, link }, k) =>
                  link !== 0 && (
                    <path
                      key={port}
                      className={styles.link}
                      d={arrow(
                        page.x + names + k * card.pitch + card.width,
                        y + i * pitch + card.height / 2,
                        card.pitch - card.width,
                      )}
                    />
                  ),
              )}
        </g>
      ))}
      {shown
        .sort((a, b) => a.word.port - b.word.port)
        .map(({ row, word, k }) => (
          <kit.Token key={word.port} x={page.x + names + k * card.pitch} y={y + row.i * pitch}>
            <WordCard
              word={word}
              now={word.port === port}
              width={card.width}
              height={card.height}
              lit={lights(`${domain.domain}.word.${word.port}`)}
              kit={kit}
            />
          </kit.Token>
        ))}
      {lines.length > QUEUES && (
        <text className={styles.small} x={page.x + page.width - 6} y={y + pitch + 26} textAnchor="end">
          {lines.length - QUEUES} more queues
        </text>
      )}
    </g>
  );
}

const arrow = (x: number, y: number, length: number): string => `M${x} ${y}h${length - 1}m-4 -3l4 3l-4 3`;
