import type { RingView } from '@/engine/index.ts';
import type { Focus } from '../../model/focus.ts';
import { Explain } from '../../stage/Explain.tsx';
import { arcTo, arrowhead, polar } from '../../stage/geometry.ts';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './BlockIo.module.css';
import { IndexRow } from './IndexRow.tsx';
import type { IndexInfo } from './indices.ts';
import type { Box, Plan } from './layouts.ts';
import { dialOf } from './ring-cells.ts';

interface PrivateProps {
  readonly title: string;
  readonly note: string;
  readonly noteLit: boolean;
  readonly box: Box;
  readonly indices: readonly IndexInfo[];
  /** Distance of the first index's orbit from the ring: no two leaders share a path. */
  readonly orbit: number;
  readonly ring: RingView;
  readonly plan: Plan;
  readonly focus: Focus;
  readonly step: number;
  readonly kit: Kit;
}

const ORBIT_PITCH = 5;

/** What one driver keeps to itself: its two indices, each with a leader that runs round the ring to where it points. */
export function Private(props: PrivateProps) {
  const { title, note, noteLit, box, indices, orbit, ring, plan, focus, step, kit } = props;
  const text = `${title}, private: ${indices.map((i) => `${i.name} ${ring[i.name]}`).join(', ')}. ${note}`;
  const pitch = (box.height - 22) / 3;
  return (
    <Explain text={text} stop className={toneClass(indices[0]?.tone ?? 'guest')}>
      <rect className={styles.private} {...box} rx={2} />
      <text className={styles.label} x={box.x + 8} y={box.y + 15}>
        {title}
      </text>
      {indices.map((index, i) => {
        const lit = focus.has(index.id(ring));
        const y = box.y + 22 + pitch * (i + 0.5);
        return (
          <g key={index.name} data-explain={`${index.name} = ${ring[index.name]}: ${index.means}. Private.`}>
            <Leader
              index={index}
              y={y}
              orbit={orbit + i * ORBIT_PITCH}
              order={i}
              lit={lit}
              {...{ box, ring, plan, kit }}
            />
            <IndexRow
              index={index}
              value={ring[index.name]}
              x={box.x + 8}
              y={y}
              width={box.width - 16}
              lit={lit ? step : undefined}
              kit={kit}
            />
          </g>
        );
      })}
      <text className={noteLit ? styles.noteLit : styles.note} x={box.x + 8} y={box.y + 22 + pitch * 2.5 + 4}>
        {note}
      </text>
    </Explain>
  );
}

interface LeaderProps {
  readonly index: IndexInfo;
  readonly box: Box;
  readonly y: number;
  readonly orbit: number;
  readonly order: number;
  readonly ring: RingView;
  readonly plan: Plan;
  readonly lit: boolean;
  readonly kit: Kit;
}

function Leader({ index, box, y, orbit, order, ring, plan, lit, kit }: LeaderProps) {
  const turn = dialOf(ring).turnOf(ring[index.name]);
  const radius = plan.ring.outer + orbit;
  const tip = polar(plan.ring, plan.ring.outer + 3, turn);
  return (
    <g className={lit ? styles.lit : ''}>
      <path
        className={styles.leader}
        d={`${approach(plan, box, y, radius, order)}${round(plan, box, y, radius, order, turn)}L${tip.x} ${tip.y}`}
      />
      <kit.Token x={tip.x} y={tip.y}>
        <path
          className={styles.pointer}
          d={arrowhead({ x: 0, y: 0 }, turn + 0.5, lit ? 12 : 9, lit ? 6 : 4.5)}
        />
      </kit.Token>
    </g>
  );
}

const isLeft = (plan: Plan, box: Box): boolean => box.x < plan.ring.x;

/** Where the leader meets its orbit: sideways from its row, or upwards from above the plate. */
function landing(plan: Plan, box: Box, y: number, radius: number, order: number) {
  const left = isLeft(plan, box);
  if (plan.leave === 'side') {
    const dy = y - plan.ring.y;
    const dx = Math.sqrt(Math.max(0, radius * radius - dy * dy));
    return { from: { x: left ? box.x + box.width : box.x, y }, x: plan.ring.x + (left ? -dx : dx), y };
  }
  const x = left ? box.x + box.width - 24 - order * 12 : box.x + 24 + order * 12;
  const dx = x - plan.ring.x;
  return { from: { x, y: box.y }, x, y: plan.ring.y + Math.sqrt(Math.max(0, radius * radius - dx * dx)) };
}

function approach(plan: Plan, box: Box, y: number, radius: number, order: number): string {
  const l = landing(plan, box, y, radius, order);
  return `M${l.from.x} ${l.from.y}L${l.x} ${l.y}`;
}

function round(plan: Plan, box: Box, y: number, radius: number, order: number, turn: number): string {
  const l = landing(plan, box, y, radius, order);
  const from = Math.atan2(l.y - plan.ring.y, l.x - plan.ring.x) / (2 * Math.PI) + 0.25;
  return arcTo(plan.ring, radius, from, turn);
}
