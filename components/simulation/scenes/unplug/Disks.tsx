import type { UnplugView } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import { toneClass } from '../../stage/tone.ts';
import { middleOf, type Plan } from './layouts.ts';
import { pciRows, xenbusRows } from './rows.ts';
import styles from './Unplug.module.css';

interface DisksProps {
  readonly view: UnplugView;
  readonly plan: Plan;
}

/** Between the corridors of two disks, and between the two ways to one. */
const APART = 9;
const BESIDE = 4;
const WIDTH = 52;

/** From an object's row down to the disk. */
interface Way {
  readonly owner: 'device-model' | 'host';
  readonly y: number;
}

/** The disks themselves, and every way that leads to them: through a drive of QEMU's, through blkback. */
export function Disks({ view, plan }: DisksProps) {
  const { disks: box, corridor, cells, bus, xenbus } = plan;
  const pci = pciRows(view);
  const fronts = xenbusRows(view, plan.brief);
  const right = cells.object.x + cells.object.width;
  const vdevs = [
    ...new Set(view.store.filter((f) => f.type === 'vbd').map((f) => (f.cdrom ? 'CD' : f.vdev))),
  ];
  const ways = (vdev: string): readonly Way[] => [
    ...pci.flatMap((r, i): readonly Way[] =>
      r.present && r.parts.some((p) => p.name === vdev && p.present)
        ? [{ owner: 'device-model', y: middleOf(bus, pci.length, i) }]
        : [],
    ),
    ...fronts.flatMap((r, i): readonly Way[] =>
      r.parts.some((p) => p.name === vdev) ? [{ owner: 'host', y: middleOf(xenbus, fronts.length, i) }] : [],
    ),
  ];
  return vdevs.map((vdev, i) => {
    const own = ways(vdev);
    const at = box.x + box.width - (vdevs.length - i) * (WIDTH + 6);
    const through = own.map((w) => (w.owner === 'host' ? 'blkback' : 'QEMU'));
    return (
      <Explain
        key={vdev}
        text={`The disk ${vdev}: ${own.length === 0 ? 'no way leads' : own.length === 1 ? 'one way leads' : 'two ways lead'} to it${through.length > 0 ? `, through ${through.join(' and ')}` : ''}.`}
      >
        {own.map(({ owner, y }) => {
          const side = owner === 'host' ? BESIDE : 0;
          const x = corridor + i * APART + side;
          const foot = at + WIDTH / 2 - BESIDE / 2 + side;
          return (
            <path
              key={owner}
              className={`${styles.way} ${toneClass(owner)}`}
              d={`M${right} ${y}H${x}V${box.y - 5 - i * 4 - side}H${foot}V${box.y}`}
            />
          );
        })}
        <g className={toneClass('hardware')}>
          <rect className={styles.own} x={at} y={box.y} width={WIDTH} height={box.height} rx={2} />
          <text
            className={styles.label}
            x={at + WIDTH / 2}
            y={box.y + box.height / 2 + 4}
            textAnchor="middle"
          >
            {vdev}
          </text>
        </g>
      </Explain>
    );
  });
}
