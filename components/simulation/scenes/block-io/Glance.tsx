/** The block path at a glance: requests as dots that travel sideways, guest to ring to backend and back. */
import { memo } from 'react';
import type { BlockIoView, RingView, SlotState } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import { type Point, polar, polyline } from '../../stage/geometry.ts';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from '../glance/Glance.module.css';
import { Box, Doing, Done } from '../glance/parts.tsx';
import { passesOf } from '../glance/passes.ts';
import type { Glance, SceneProps } from '../scene.ts';
import { dialOf } from './ring-cells.ts';
import { SLOT_LOOKS } from './slots.ts';

const RING = { x: 180, y: 122, outer: 35, inner: 21 };
const PAGE = { x: 136, y: 78, width: 88, height: 82 };
const DATA = { x: 136, y: 165, width: 88, height: 24 };
const BUFFER = { x: 92, y: 36, width: 52, height: 24 };
const DISK = { x: 136, y: 282, width: 88, height: 24 };

/** Where dots wait that are not in the ring: beside the driver that has them. */
const HELD: Readonly<Record<'guest' | 'host', Point>> = {
  guest: { x: 84, y: 160 },
  host: { x: 262, y: 160 },
};
const PER_ROW = 8;
const PITCH = 6;

/** From the program's buffer into the granted page, by a CPU; from there to the disk, by none. */
const COPY: readonly Point[] = [
  { x: BUFFER.x + 16, y: BUFFER.y + BUFFER.height },
  { x: BUFFER.x + 16, y: DATA.y + 12 },
  { x: DATA.x, y: DATA.y + 12 },
];
const DMA: readonly Point[] = [
  { x: 180, y: DATA.y + DATA.height },
  { x: 180, y: DISK.y },
];
const WRITES = { copy: COPY, dma: DMA };
const READS = { copy: COPY.toReversed(), dma: DMA.toReversed() };
const WAY = polyline(COPY) + polyline(DMA);

function Figure({ look, layout, kit }: SceneProps) {
  const { ring, workload, data, disk } = look.view as BlockIoView;
  const passes = passesOf(look, layout);
  return (
    <g>
      <path className={styles.way} d={WAY} />
      <Done layout={layout} done={workload.completed} total={workload.total} />
      <Box box={BUFFER} tone="guest" name="buffer" text="The program's own buffer." />
      <RingPage ring={ring} />
      <Box
        box={DATA}
        tone="shared"
        name="data page"
        text="A page that the guest granted: the disk moves its bytes, no CPU crosses a border for them."
      />
      <Box
        box={DISK}
        tone="hardware"
        name="disk"
        text={`The disk: ${disk.queued} requests queued, ${disk.done} just done.`}
      />
      <Dots ring={ring} kit={kit} />
      <Doing passes={passes} paths={data?.write === false ? READS : WRITES} step={look.step} kit={kit} />
    </g>
  );
}

/** The ring without its dots never changes. */
const RingPage = memo(
  function RingPage({ ring }: { readonly ring: RingView }) {
    const ticks = Array.from({ length: ring.nr_ents }, (_, i) => {
      const [a, b] = [polar(RING, RING.inner, i / ring.nr_ents), polar(RING, RING.outer, i / ring.nr_ents)];
      return `M${a.x} ${a.y}L${b.x} ${b.y}`;
    }).join('');
    return (
      <Explain text={`A page that both sides map, with a ring of ${ring.nr_ents} slots.`} stop>
        <g className={toneClass('shared')}>
          <rect className={styles.shared} {...PAGE} rx={2} />
          <circle className={styles.rim} cx={RING.x} cy={RING.y} r={RING.outer} />
          <circle className={styles.rim} cx={RING.x} cy={RING.y} r={RING.inner} />
          <path className={styles.ticks} d={ticks} />
          <text className={styles.name} x={RING.x} y={RING.y + 4} textAnchor="middle">
            ring
          </text>
        </g>
      </Explain>
    );
  },
  (a, b) => a.ring.nr_ents === b.ring.nr_ents,
);

const PLACE: Readonly<Record<Exclude<SlotState, 'free'>, 'ring' | 'guest' | 'host'>> = {
  filling: 'guest',
  request: 'ring',
  consumed: 'host',
  answering: 'ring',
  response: 'ring',
};

function Dots({ ring, kit }: { readonly ring: RingView; readonly kit: Kit }) {
  const dial = dialOf(ring);
  const used = dial.cells.filter((c) => c.state !== 'free');
  const alone = used.length === 1;
  const oldest = ring.rsp_cons % ring.nr_ents;
  return used.map(({ slot, state, from, to }) => {
    const held = PLACE[state === 'free' ? 'filling' : state];
    const nth = (slot - oldest + ring.nr_ents) % ring.nr_ents;
    const at =
      held === 'ring'
        ? polar(RING, (RING.inner + RING.outer) / 2, (from + to) / 2)
        : { x: HELD[held].x + (nth % PER_ROW) * PITCH, y: HELD[held].y + Math.floor(nth / PER_ROW) * PITCH };
    return <Dot key={slot} x={at.x} y={at.y} state={state} alone={alone} slot={slot} kit={kit} />;
  });
}

interface DotProps extends Point {
  readonly state: SlotState;
  /** The only one: large enough for its letter. */
  readonly alone: boolean;
  readonly slot: number;
  readonly kit: Kit;
}

/** A request is round, an answer square. */
const Dot = memo(function Dot({ x, y, state, alone, slot, kit }: DotProps) {
  const { tone, name } = SLOT_LOOKS[state];
  const answer = state === 'answering' || state === 'response';
  const half = alone ? 7.5 : 2.6;
  return (
    <kit.Token x={x} y={y} className={toneClass(state === 'consumed' ? 'guest' : tone)}>
      <g data-explain={`Slot ${slot}: ${name}.`}>
        {answer ? (
          <rect className={styles.dot} x={-half} y={-half} width={half * 2} height={half * 2} />
        ) : (
          <circle className={styles.dot} r={half} />
        )}
        {alone && (
          <text className={styles.letter} y={4} textAnchor="middle">
            {answer ? 'A' : 'Q'}
          </text>
        )}
      </g>
    </kit.Token>
  );
});

export const blockIoGlance: Glance = {
  // Threads in the program's order: the kthread, dom0's vCPU, the disk.
  lanes: { guest: [46], host: [42, 106, 60] },
  Figure,
};
