import type { DomainView, EventChannelsView, WordView } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import { Cell } from './Cell.tsx';
import styles from './EventChannels.module.css';
import { PEER_PORTS, type Plan } from './layouts.ts';
import type { Lights } from './lights.ts';
import { fitted, portRows } from './ports.ts';

interface PeerProps {
  readonly domain: DomainView;
  readonly port: number | null;
  readonly handled: EventChannelsView['program']['handled'];
  readonly plan: Plan;
  /** Wide and low: two columns. */
  readonly wide: boolean;
  readonly lights: Lights;
  readonly kit: Kit;
}

const SIDE = 15;
const PITCH = 18;

/** What dom0 shares with Xen, in short: the same bytes and bits as in the guest's page. */
export function Peer({ domain, port, handled, plan, wide, lights, kit }: PeerProps) {
  const { peer: box } = plan;
  const v = domain.vcpus[0];
  if (!v) return null;
  const fifo = domain.abi === 'fifo';
  const bytes = [
    {
      leaf: 'evtchn_upcall_pending',
      name: 'upcall_pending',
      on: v.upcall_pending !== 0,
      look: 'pending' as const,
    },
    { leaf: 'evtchn_upcall_mask', name: 'upcall_mask', on: v.upcall_mask !== 0, look: 'mask' as const },
  ];
  const second = fifo
    ? { id: `${domain.domain}.ready.0.7`, name: 'ready', on: (v.fifo?.ready ?? 0) !== 0 }
    : { id: `${domain.domain}.sel.0.0`, name: 'pending_sel', on: v.pending_sel !== 0n };
  const rows = fitted(portRows(domain, handled), domain.used, wide ? PEER_PORTS - 1 : PEER_PORTS, port);
  const table = wide ? { x: box.x + 148, y: box.y + 2 } : { x: box.x, y: box.y + 22 + 3 * PITCH };
  const common = { width: SIDE, height: SIDE, kit };
  return (
    <Explain
      text={`What dom0 shares with Xen: upcall_pending ${v.upcall_pending}, upcall_mask ${v.upcall_mask}, ${second.name} ${second.on ? 'set' : 'clear'}; ${domain.used} ports.`}
      stop
    >
      <rect className={styles.shared} {...box} rx={2} />
      <text className={styles.title} x={box.x + 8} y={box.y + 15}>
        {fifo ? 'dom0’s words' : 'shared_info of dom0'}
      </text>
      {bytes.map(({ leaf, name, on, look }, i) => (
        <g key={leaf}>
          <Cell
            {...common}
            x={box.x + 8}
            y={box.y + 22 + i * PITCH}
            text={on ? '1' : '0'}
            look={on ? look : 'off'}
            explain={`${leaf} of dom0: ${on ? 1 : 0}.`}
            lit={lights(`${domain.domain}.${leaf}.0`)}
          />
          <text className={styles.field} x={box.x + 8 + SIDE + 5} y={box.y + 33.5 + i * PITCH}>
            {name}
          </text>
        </g>
      ))}
      <Cell
        {...common}
        x={wide ? table.x : box.x + 8}
        y={wide ? table.y + 2 : box.y + 22 + 2 * PITCH}
        text={second.on ? '1' : '0'}
        look={second.on ? 'pending' : 'off'}
        explain={`${fifo ? 'A ready bit in dom0’s control block' : 'evtchn_pending_sel of dom0, bit 0'}: ${second.on ? 1 : 0}.`}
        lit={lights(second.id)}
      />
      <text
        className={styles.field}
        x={(wide ? table.x : box.x + 8) + SIDE + 5}
        y={wide ? table.y + 13.5 : box.y + 33.5 + 2 * PITCH}
      >
        {second.name}
      </text>
      {rows.map((row, i) => {
        const y = table.y + (wide ? 22 : 2) + i * PITCH;
        if ('more' in row)
          return (
            <text key="more" className={styles.small} x={table.x + 8} y={y + 11.5}>
              {row.more} more
            </text>
          );
        const p = domain.ports.find((q) => q.port === row.port);
        const word = v.fifo?.words.find((w) => w.port === row.port);
        return p ? (
          <g key={row.port} className={toneClass('host')}>
            <text
              className={row.port === port ? styles.portNow : styles.port}
              x={table.x + 20}
              y={y + 11.5}
              textAnchor="end"
            >
              {row.port}
            </text>
            {flagsOf(p, word).map((f, k) => (
              <Cell
                {...common}
                key={f.letter}
                x={table.x + 26 + k * (SIDE + 2)}
                y={y}
                text={f.letter}
                look={f.on ? f.look : 'idle'}
                explain={`dom0, port ${row.port}: ${f.name} ${f.on ? 1 : 0}.`}
                lit={lights(
                  fifo ? `${domain.domain}.word.${row.port}` : `${domain.domain}.${f.leaf}.${row.port}`,
                )}
              />
            ))}
            <text className={styles.text} x={table.x + (word ? 82 : 64)} y={y + 11.5}>
              {row.end.replace(' port', '')}
            </text>
          </g>
        ) : null;
      })}
    </Explain>
  );
}

const flagsOf = (p: DomainView['ports'][number], word: WordView | undefined) => [
  { letter: 'P', name: 'pending', leaf: 'pending', on: p.pending, look: 'pending' as const },
  { letter: 'M', name: 'masked', leaf: 'mask', on: p.masked, look: 'mask' as const },
  ...(word ? [{ letter: 'L', name: 'linked', leaf: 'linked', on: p.linked, look: 'pending' as const }] : []),
];
