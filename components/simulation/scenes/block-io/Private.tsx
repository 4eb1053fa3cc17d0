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
  return (
    <Explain text={text} stop className={toneClass(indices[0]?.tone ?? 'guest')}>
      <rect className={styles.private} {...box} rx={2} />
      <text className={styles.label} x={box.x + 8} y={box.y + 15}>
        {title}
      </text>
      {indices.map((index, i) => (
        <PrivateIndex
          key={index.name}
          index={index}
          value={ring[index.name]}
          turn={turnOf(ring[index.name])}
          box={box}
          y={box.y + HEAD + pitch * (i + 0.5)}
          order={i}
          radius={plan.ring.outer + orbit + i * ORBIT_PITCH}
          plan={plan}
          lit={litBy(lit, index.name)}
          kit={kit}
        />
      ))}
      <text
        className={noteLit ? styles.noteLit : styles.note}
        x={box.x + 8}
        y={box.y + HEAD + pitch * 2.5 + 4}
      >
        {note}
      </text>
    </Explain>
  );
});

interface PrivateIndexProps {
  readonly index: IndexInfo;
  readonly value: number;
  readonly turn: number;
  readonly box: Box;
  readonly y: number;
  readonly order: number;
  readonly radius: number;
  readonly plan: Plan;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const PrivateIndex = memo(function PrivateIndex(props: PrivateIndexProps) {
  const { index, value, turn, box, y, order, radius, plan, lit, kit } = props;
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
    <g
      data-explain={`${index.name} = ${value}: ${index.means}. Private.`}
      className={lit === undefined ? '' : styles.lit}
    >
      <path className={styles.leader} d={path} />
      <Pointer
        tip={polar(plan.ring, plan.ring.outer + 2, turn)}
        towards={turn + 0.5}
        half={left ? 'right' : 'left'}
        threshold={false}
        lit={lit !== undefined}
        kit={kit}
      />
      <IndexRow index={index} value={value} x={box.x + 8} y={y} width={box.width - 16} lit={lit} kit={kit} />
    </g>
  );
});
