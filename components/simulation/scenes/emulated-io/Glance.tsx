/** Emulated I/O at a glance: every register access falls to Xen, climbs to QEMU, and comes back the same way. */
import { memo } from 'react';
import type { EmulatedIoView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import { type Point, polyline } from '../../stage/geometry.ts';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from '../glance/Glance.module.css';
import { Box, Doing, Done } from '../glance/parts.tsx';
import { passesOf } from '../glance/passes.ts';
import type { Glance, SceneProps } from '../scene.ts';

const BUFFER = { x: 92, y: 36, width: 52, height: 24 };
const REGISTERS = { x: 190, y: 34, width: 82, height: 28 };
const IOREQ = { x: 136, y: 203, width: 88, height: 42 };
const DISK = { x: 136, y: 282, width: 88, height: 24 };
/** Down from the guest to Xen, and up from there to the device model. */
const FALL = { x: 112, y: 118 };
const WAY = `M${FALL.x} ${FALL.y}V224H${IOREQ.x}M${IOREQ.x + IOREQ.width} 224H231V${REGISTERS.y + REGISTERS.height}`;
/** QEMU reads the guest's memory itself: the data needs no register. */
const DATA: readonly Point[] = [
  { x: BUFFER.x + 34, y: BUFFER.y + BUFFER.height },
  { x: BUFFER.x + 34, y: 294 },
  { x: DISK.x, y: 294 },
];
const WRITES = { dma: DATA, copy: [] };
const READS = { dma: DATA.toReversed(), copy: [] };

function Figure({ look, layout, kit }: SceneProps) {
  const { workload, ioreq, command, accesses, inHand, disk } = look.view as EmulatedIoView;
  return (
    <g>
      <path className={styles.way} d={WAY + polyline(DATA)} />
      <Done layout={layout} done={workload.completed} total={workload.total} />
      <Box box={BUFFER} tone="guest" name="buffer" text="The program's own buffer." />
      <Box
        box={REGISTERS}
        tone="device-model"
        name="IDE registers"
        text="The registers of the disk controller: variables of the QEMU process."
      />
      <Box
        box={IOREQ}
        tone="shared"
        name="ioreq page"
        text={`A page that Xen and QEMU share. The request in it: ${ioreq.state}.`}
      />
      <Box
        box={DISK}
        tone="hardware"
        name="disk"
        text={`The file or disk behind QEMU: ${disk.queued} requests queued.`}
      />
      <Accesses done={accesses.length} total={command?.accesses ?? 0} />
      {inHand && (
        <Ticket at={PLACES[ioreq.state]} answered={ioreq.state === 'answered'} access={inHand} kit={kit} />
      )}
      <Doing
        passes={passesOf(look, layout)}
        paths={command?.write === false ? READS : WRITES}
        step={look.step}
        kit={kit}
      />
    </g>
  );
}

/** Where the access under way is, by what the shared page says. */
const IN_PAGE: Point = { x: 180, y: 230 };
const PLACES: Readonly<Record<EmulatedIoView['ioreq']['state'], Point>> = {
  none: FALL,
  ready: IN_PAGE,
  'in-process': { x: 231, y: REGISTERS.y + REGISTERS.height + 2 },
  answered: IN_PAGE,
};

interface TicketProps {
  readonly at: Point;
  readonly answered: boolean;
  readonly access: NonNullable<EmulatedIoView['inHand']>;
  readonly kit: Kit;
}

/** The access under way: solid while it is a question, hollow when it is answered. */
const Ticket = ({ at, answered, access: { dir, port, register }, kit }: TicketProps) => (
  <kit.Token x={at.x} y={at.y} className={toneClass('device-model')}>
    <g data-explain={`The access under way: ${dir} ${register}, port 0x${hex(port)}.`}>
      <rect className={answered ? styles.hollow : styles.dot} x={-29} y={-9} width={58} height={18} rx={2} />
      <text className={answered ? styles.note : styles.letter} y={4} textAnchor="middle">
        {dir} {hex(port)}
      </text>
    </g>
  </kit.Token>
);

const PER_ROW = 13;
const PITCH = 8;
const GRID = { x: 20, y: 160 };

/** One square for every access of the command in hand: filled when it is done. */
const Accesses = memo(function Accesses({ done, total }: { readonly done: number; readonly total: number }) {
  const squares = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, i) => {
      const n = from + i;
      const [x, y] = [GRID.x + (n % PER_ROW) * PITCH, GRID.y + Math.floor(n / PER_ROW) * PITCH];
      return `M${x} ${y}h6v6h-6z`;
    }).join('');
  if (total === 0) return null;
  return (
    <Explain text={`${done} of the ${total} register accesses of this command are done.`}>
      <text className={styles.done} x={GRID.x} y={GRID.y - 6}>
        access {done} of {total}
      </text>
      <g className={toneClass('device-model')}>
        <path className={styles.dot} d={squares(0, done)} />
        <path className={styles.open} d={squares(done, total)} />
      </g>
    </Explain>
  );
});

export const emulatedIoGlance: Glance = {
  // Threads in the program's order: QEMU, dom0's vCPU, the disk.
  lanes: { guest: [46], host: [48, 106, 60] },
  Figure,
};
