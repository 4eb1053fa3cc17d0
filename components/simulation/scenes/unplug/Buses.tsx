import type { UnplugView } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { type Plan, pitchOf } from './layouts.ts';
import { Row } from './Row.tsx';
import { pciRows, sameRow, xenbusRows } from './rows.ts';
import styles from './Unplug.module.css';

interface BusProps {
  readonly view: UnplugView;
  readonly before: UnplugView | undefined;
  readonly plan: Plan;
  readonly step: number;
  readonly kit: Kit;
}

const HEAD = 6;

/** The bus that QEMU plays: its slots lie on the border between guest and device model. */
export function Pci({ view, before, plan, step, kit }: BusProps) {
  const { cells, bus, letters } = plan;
  const rows = pciRows(view);
  const pitch = pitchOf(bus, rows.length);
  const earlier = before && pciRows(before);
  const found = rows.filter((r) => r.seen === 'found').length;
  const title = rows.length === 0 ? 'no PCI bus' : 'PCI bus';
  const asked =
    view.scanned > 0 ? `${found} found, ${Math.min(view.scanned, 32)} slots asked` : 'nobody has looked';
  return (
    <Explain text={`The PCI bus: ${rows.length} functions were configured; ${asked}.`} stop>
      <text className={styles.title} x={cells.place.x} y={bus.y - HEAD}>
        {title}
      </text>
      <text className={styles.small} x={cells.place.x + cells.place.width} y={bus.y - HEAD} textAnchor="end">
        {rows.length > 0 && view.scanned > 0 ? `${found} found` : ''}
      </text>
      {rows.map((row, i) => (
        <Row
          key={row.id}
          row={row}
          cells={cells}
          y={bus.y + i * pitch}
          height={pitch}
          letters={letters}
          owner="device-model"
          lit={earlier && !sameRow(row, earlier[i]) ? step : undefined}
          kit={kit}
        />
      ))}
    </Explain>
  );
}

/** The other bus: directories in xenstore, kernel to kernel. */
export function Xenbus({ view, before, plan, step, kit }: BusProps) {
  const { cells, xenbus, letters } = plan;
  const rows = xenbusRows(view, plan.brief);
  const pitch = pitchOf(xenbus, rows.length);
  const earlier = before && xenbusRows(before, plan.brief);
  return (
    <Explain
      text={`xenbus: ${rows.length} devices in xenstore, ${view.xenbus.filter((d) => d.state === 'Connected').length} connected.`}
      stop
    >
      <text className={styles.title} x={cells.place.x} y={xenbus.y - HEAD}>
        xenbus
      </text>
      {rows.map((row, i) => (
        <Row
          key={row.id}
          row={row}
          cells={cells}
          y={xenbus.y + i * pitch}
          height={pitch}
          letters={letters}
          owner="host"
          lit={earlier && !sameRow(row, earlier[i]) ? step : undefined}
          kit={kit}
        />
      ))}
    </Explain>
  );
}
