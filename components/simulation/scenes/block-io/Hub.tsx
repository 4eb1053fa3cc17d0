import type { RingView } from '@/engine/index.ts';
import type { Focus } from '../../model/focus.ts';
import { Explain } from '../../stage/Explain.tsx';
import { arrowhead, polar } from '../../stage/geometry.ts';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './BlockIo.module.css';
import { IndexRow } from './IndexRow.tsx';
import { SHARED } from './indices.ts';
import type { Plan } from './layouts.ts';
import type { Dial } from './ring-cells.ts';

interface HubProps {
  readonly ring: RingView;
  readonly plan: Plan;
  readonly dial: Dial;
  readonly focus: Focus;
  readonly step: number;
  readonly kit: Kit;
}

/** The four indices in the shared page: their values in the hub, and a hand from each to where it points. */
export function Hub({ ring, plan, dial, focus, step, kit }: HubProps) {
  const { x, y, inner } = plan.ring;
  const { half, pitch } = plan.hub;
  const text = `In the shared page: ${SHARED.map((i) => `${i.name} ${ring[i.name]}`).join(', ')}.`;
  return (
    <Explain text={text} stop>
      {SHARED.map((index, i) => {
        const value = ring[index.name];
        const lit = focus.has(index.id(ring));
        const turn = dial.turnOf(value);
        const row = y + (i - 1.5) * pitch;
        const tip = polar(plan.ring, inner - 3, turn);
        const right = tip.x >= x;
        return (
          <g
            key={index.name}
            data-explain={`${index.name} = ${value}: ${index.means}.`}
            className={lit ? styles.lit : ''}
          >
            <path
              className={index.threshold ? styles.handThreshold : styles.hand}
              d={`M${x + (right ? half + 2 : -half - 2)} ${row}L${tip.x} ${tip.y}`}
            />
            <kit.Token x={tip.x} y={tip.y} className={toneClass('shared')}>
              <path
                className={index.threshold ? styles.bell : styles.pointer}
                d={arrowhead({ x: 0, y: 0 }, turn, lit ? 12 : 9, lit ? 6 : 4.5)}
              />
            </kit.Token>
            <IndexRow
              index={index}
              value={value}
              x={x - half}
              y={row}
              width={half * 2}
              lit={lit ? step : undefined}
              kit={kit}
            />
          </g>
        );
      })}
    </Explain>
  );
}
