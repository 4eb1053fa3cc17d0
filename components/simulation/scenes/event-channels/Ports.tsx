import type { DomainView, EventChannelsView } from '@/engine/index.ts';
import type { Rect as Box } from '../../figure/spec.ts';
import { plural } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './EventChannels.module.css';
import { PORTS } from './layouts.ts';
import type { Lights } from './lights.ts';
import { fitted, type PortRow, portRows } from './ports.ts';

interface PortsProps {
  readonly domain: DomainView;
  readonly port: number | null;
  readonly handled: EventChannelsView['program']['handled'];
  readonly box: Box;
  readonly lights: Lights;
  readonly kit: Kit;
}

const TITLE = 26;
const PITCH = 16;
/** Columns, from the left edge. */
const AT = { port: 34, what: 42, end: 116, tells: 204, told: 256 };

/** Xen's own table of the guest's ports: no guest can write it. */
export function Ports({ domain, port, handled, box, lights, kit }: PortsProps) {
  const rows = portRows(domain, handled);
  const lines = fitted(rows, domain.used, PORTS, port);
  return (
    <Explain
      text={`Xen’s table of the guest’s ports, ${domain.used} of ${domain.max} in use: ${rows.slice(0, PORTS).map(told).join('; ') || 'none'}.`}
      stop
      className={toneClass('hypervisor')}
    >
      <rect className={styles.own} {...box} rx={2} />
      <text className={styles.label} x={box.x + 8} y={box.y + 14}>
        ports, in Xen’s table
      </text>
      <text className={styles.small} x={box.x + box.width - 8} y={box.y + 14} textAnchor="end">
        {domain.used.toLocaleString('en')} in use, up to {limitOf(domain)}
      </text>
      {lines.length < PORTS && (
        <text className={styles.small} x={box.x + AT.what} y={box.y + TITLE + 6 + lines.length * PITCH}>
          {lines.length === 0 ? 'all free' : 'all others free'}
        </text>
      )}
      {lines.map((line, i) => {
        const y = box.y + TITLE - 6 + i * PITCH;
        return 'more' in line ? (
          <text key="more" className={styles.small} x={box.x + AT.what} y={y + 12}>
            {line.more.toLocaleString('en')} more in use
          </text>
        ) : (
          <Row
            key={line.port}
            row={line}
            now={line.port === port}
            x={box.x}
            y={y}
            width={box.width}
            lit={lights(`${domain.domain}.port.${line.port}`)}
            kit={kit}
          />
        );
      })}
    </Explain>
  );
}

/** The toolstack's limit, or the ABI's where that is lower. */
const limitOf = ({ max, abi }: DomainView): string =>
  Math.min(max, abi === 'fifo' ? 131071 : 4095).toLocaleString('en');

const told = (r: PortRow): string =>
  `port ${r.port} ${r.what}${r.end ? ` (${r.end})` : ''}, tells ${r.tells}, driver told ${plural(r.told, 'time')}`;

interface RowProps {
  readonly row: PortRow;
  readonly now: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

function Row({ row, now, x, y, width, lit, kit }: RowProps) {
  const base = y + 12;
  const box = { x: x + 4, y: y + 0.5, width: width - 8, height: PITCH - 1, rx: 2 };
  return (
    <Explain text={`${told(row)}.`.replace(/^p/, 'P')}>
      {lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <rect className={styles.flash} {...box} />
          </kit.Flash>
          <rect className={styles.outline} {...box} />
        </>
      )}
      <text className={now ? styles.portNow : styles.port} x={x + AT.port} y={base} textAnchor="end">
        {row.port}
      </text>
      <text className={styles.text} x={x + AT.what} y={base}>
        {row.what}
      </text>
      <text className={styles.text} x={x + AT.end} y={base}>
        {row.end}
      </text>
      <text className={styles.text} x={x + AT.tells} y={base}>
        {row.tells}
      </text>
      <text className={row.told > 0 ? styles.told : styles.small} x={x + AT.told} y={base}>
        told {row.told}×
      </text>
    </Explain>
  );
}
