import { type EventChannelsView, errnoName } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import { shorten } from '../../stage/text.ts';
import styles from './EventChannels.module.css';
import type { Plan } from './layouts.ts';

type ProgramView = EventChannelsView['program'];
type Answer = NonNullable<ProgramView['results'][number]['status']>;

interface ProgramProps {
  readonly program: ProgramView;
  readonly plan: Plan;
}

const WHO = { g0: 'vCPU 0', g1: 'vCPU 1', d: 'dom0', xen: 'Xen' } as const;

/** Widths of a letter. */
const LETTER = 6.8;
const SMALL_LETTER = 5.4;

const said = (op: ProgramView['ops'][number]): string => op.text.replace(/^[^.]*\./, '');

function resultOf(program: ProgramView, i: number): string {
  const result = program.results[i];
  if (!result) return '';
  if (result.rc !== null && result.rc < 0) return errnoName(result.rc);
  if (result.status) return answered(result.status);
  return result.port === null ? 'done' : `gets port ${result.port}`;
}

/** What Xen said that a port is, in the order of EVTCHNSTAT_*. */
function answered({ status, vcpu, dom, port, number }: Answer): string {
  const what =
    [
      'closed',
      `unbound, for dom${dom}`,
      `to dom${dom}, port ${port}`,
      `PIRQ ${number}`,
      `VIRQ ${number}`,
      'IPI',
    ][status] ?? `status ${status}`;
  return status === 0 ? what : `${what}, vCPU ${vcpu}`;
}

/** The story's operations: what was done last and with what result, what is under way, what comes next. */
export function Program({ program, plan }: ProgramProps) {
  const { program: box, operations } = plan;
  const { ops, begun } = program;
  const current = Math.max(0, begun - 1);
  const shown = (operations === 1 ? [current] : [current - 1, current, current + 1]).filter((i) => i in ops);
  const width = box.width / operations;
  const before = operations === 1 ? 0 : 1;
  return (
    <Explain
      text={`The story, ${ops.length} operations: ${ops.map((o, i) => `${WHO[o.who]} ${said(o)}${i < begun ? ` (${resultOf(program, i) || 'under way'})` : ''}`).join('; ')}.`}
      stop
    >
      {shown.map((i) => {
        const op = ops[i];
        const x = box.x + (i - current + before) * width;
        const now = i === current && begun > 0;
        return op ? (
          <g key={i}>
            <text className={styles.small} x={x + width / 2} y={box.y + 9} textAnchor="middle">
              {i + 1} of {ops.length}: {WHO[op.who]}
            </text>
            <text
              className={now ? styles.opNow : styles.op}
              x={x + width / 2}
              y={box.y + 23}
              textAnchor="middle"
            >
              {shorten(said(op), Math.floor(width / LETTER))}
            </text>
            <text className={styles.small} x={x + width / 2} y={box.y + 36} textAnchor="middle">
              {shorten(resultOf(program, i), Math.floor(width / SMALL_LETTER))}
            </text>
          </g>
        ) : null;
      })}
    </Explain>
  );
}
