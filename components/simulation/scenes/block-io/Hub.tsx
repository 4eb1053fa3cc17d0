import { memo } from 'react';
import type { RingView } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import { polar } from '../../stage/geometry.ts';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './BlockIo.module.css';
import { IndexRow } from './IndexRow.tsx';
import { type IndexInfo, SHARED } from './indices.ts';
import type { Plan } from './layouts.ts';
import { type LeaderSpec, leaderPath, reach } from './leader.ts';
import { type Lit, litBy } from './lit.ts';
import { Pointer } from './Pointer.tsx';
import { dialOf } from './ring-cells.ts';

interface HubProps {
  readonly ring: RingView;
  readonly plan: Plan;
  readonly lit: Lit;
  readonly kit: Kit;
}

/** The four indices in the shared page: their values in the hub, and a leader from each to where it points. */
export const Hub = memo(function Hub({ ring, plan, lit, kit }: HubProps) {
  const { turnOf } = dialOf(ring);
  const text = `In the shared page: ${SHARED.map((i) => `${i.name} ${ring[i.name]}`).join(', ')}.`;
  return (
    <Explain text={text} stop className={toneClass('shared')}>
      {SHARED.map((index, i) => (
        <SharedIndex
          key={index.name}
          index={index}
          order={i}
          value={ring[index.name]}
          turn={turnOf(ring[index.name])}
          plan={plan}
          lit={litBy(lit, index.name)}
          kit={kit}
        />
      ))}
    </Explain>
  );
});

interface SharedIndexProps {
  readonly index: IndexInfo;
  readonly order: number;
  readonly value: number;
  readonly turn: number;
  readonly plan: Plan;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const FIRST_ORBIT = 6;
const ORBIT_PITCH = 4.5;

const SharedIndex = memo(function SharedIndex(props: SharedIndexProps) {
  const { index, order, value, turn, plan, lit, kit } = props;
  const { x, y, inner } = plan.ring;
  const { half, pitch } = plan.hub;
  const row = y + (order - 1.5) * pitch;
  const spec = (side: number): LeaderSpec => ({
    centre: plan.ring,
    orbit: inner - FIRST_ORBIT - order * ORBIT_PITCH,
    from: { x: x + side * (half + 3), y: row },
    leave: 'side',
    turn,
    tip: inner - 2,
  });
  const best = reach(spec(1)) <= reach(spec(-1)) ? spec(1) : spec(-1);
  return (
    <g
      data-explain={`${index.name} = ${value}: ${index.means}.`}
      className={lit === undefined ? '' : styles.lit}
    >
      <path className={index.threshold ? styles.handThreshold : styles.hand} d={leaderPath(best)} />
      <Pointer
        tip={polar(plan.ring, inner - 1.5, turn)}
        towards={turn}
        half={index.name.startsWith('req') ? 'left' : 'right'}
        threshold={index.threshold}
        lit={lit !== undefined}
        kit={kit}
      />
      <IndexRow index={index} value={value} x={x - half} y={row} width={half * 2} lit={lit} kit={kit} />
    </g>
  );
});
