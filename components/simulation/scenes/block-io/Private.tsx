import { memo } from 'react';
import type { RingView } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import { polar } from '../../stage/geometry.ts';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './BlockIo.module.css';
import { IndexRow } from './IndexRow.tsx';
import type { IndexInfo } from './indices.ts';
import type { Box, Plan } from './layouts.ts';
import { leaderPath } from './leader.ts';
import { type Lit, litBy } from './lit.ts';
import { Pointer } from './Pointer.tsx';
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
  readonly lit: Lit;
  readonly kit: Kit;
}

const HEAD = 22;
const ORBIT_PITCH = 5;

/** What one driver keeps to itself: its two indices, each with a leader that runs round the ring to where it points. */
export const Private = memo(function Private(props: PrivateProps) {
  const { title, note, noteLit, box, indices, orbit, ring, plan, lit, kit } = props;
  const { turnOf } = dialOf(ring);
  const text = `${title}, private: ${indices.map((i) => `${i.name} ${ring[i.name]}`).join(', ')}. ${note}`;
  const pitch = (box.height - HEAD) / 3;
  const rows = indices.map((index, i) => ({
    index,
    order: i,
    value: ring[index.name],
    y: box.y + HEAD + pitch * (i + 0.5),
    lit: litBy(lit, index.name),
  }));
  return (
    <g className={toneClass(indices[0]?.tone ?? 'guest')}>
      {rows.map(({ index, ...row }) => (
        <Leader
          key={index.name}
          {...row}
          box={box}
          turn={turnOf(row.value)}
          radius={plan.ring.outer + orbit + row.order * ORBIT_PITCH}
          plan={plan}
          kit={kit}
        />
      ))}
      <Explain text={text} stop>
        <rect className={styles.private} {...box} rx={2} />
        <text className={styles.label} x={box.x + 8} y={box.y + 15}>
          {title}
        </text>
        {rows.map(({ index, value, y, lit: step }) => (
          <g key={index.name} data-explain={`${index.name} = ${value}: ${index.means}. Private.`}>
            <IndexRow
              index={index}
              value={value}
              x={box.x + 8}
              y={y}
              width={box.width - 16}
              lit={step}
              kit={kit}
            />
          </g>
        ))}
        <text
          className={noteLit ? styles.noteLit : styles.note}
          x={box.x + 8}
          y={box.y + HEAD + pitch * 2.5 + 4}
        >
          {note}
        </text>
      </Explain>
    </g>
  );
});

interface LeaderProps {
  readonly turn: number;
  readonly box: Box;
  readonly y: number;
  readonly order: number;
  readonly radius: number;
  readonly plan: Plan;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

/** From a row to where its index points. */
const Leader = memo(function Leader({ turn, box, y, order, radius, plan, lit, kit }: LeaderProps) {
  const left = box.x < plan.ring.x;
  const side = { x: left ? box.x + box.width : box.x, y };
  const top = { x: left ? box.x + box.width - 20 - order * 14 : box.x + 20 + order * 14, y: box.y };
  const path = leaderPath({
    centre: plan.ring,
    orbit: radius,
    from: plan.leave === 'side' ? side : top,
    leave: plan.leave,
    turn,
    tip: plan.ring.outer + 3,
  });
  return (
    <g className={lit === undefined ? '' : styles.lit}>
      <path className={styles.leader} d={path} />
      <Pointer
        tip={polar(plan.ring, plan.ring.outer + 2, turn)}
        towards={turn + 0.5}
        half={left ? 'right' : 'left'}
        threshold={false}
        lit={lit !== undefined}
        kit={kit}
      />
    </g>
  );
});
