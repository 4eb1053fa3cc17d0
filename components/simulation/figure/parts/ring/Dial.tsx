import { memo } from 'react';
import { Explain } from '../../../stage/Explain.tsx';
import { halfArrow, type Point, polar, sector } from '../../../stage/geometry.ts';
import type { Kit } from '../../../stage/kit.ts';
import { patternFill } from '../../../stage/Patterns.tsx';
import { toneClass } from '../../../stage/tone.ts';
import styles from '../../Figure.module.css';
import { fillClass, insideClass } from '../../look.ts';
import { type CustomProps, type Item, shapeOf } from '../../spec.ts';
import { DIALS, type DialPlan } from './dials.ts';
import { INDICES, type IndexInfo } from './indices.ts';
import { type LeaderSpec, leaderPath, reach } from './leader.ts';
import type { DialData } from './ring.ts';
import type { Cell } from './ring-cells.ts';
import { SLOT_LOOKS } from './slots.ts';

/**
 * The circle of slots, in which free-running indices wrap: no kind draws it, because each of its eight indices has a
 * leader that must be followed by eye from its row to its slot.
 */
export function Dial({ uid, drawn, rect, room, lit, kit }: CustomProps) {
  const plan = DIALS[shapeOf(room.format)];
  const { cells, folded, foldFrom, foldTo, turns } = drawn.data as DialData;
  const items = new Map(drawn.items?.map((i) => [i.id, i]));
  const { outer, inner } = plan;
  const fold = polar(plan, (outer + inner) / 2, (foldFrom + foldTo) / 2);
  return (
    <g transform={`translate(${-rect.x} ${-rect.y})`}>
      <circle className={styles.rim} cx={plan.x} cy={plan.y} r={outer + 1.5} />
      <circle className={styles.rim} cx={plan.x} cy={plan.y} r={inner - 1.5} />
      {cells.map((cell) => (
        <Slot
          key={cell.slot}
          uid={uid}
          {...cell}
          plan={plan}
          item={items.get(`slot:${cell.slot}`) as Item}
          lit={lit(`slot:${cell.slot}`)}
          kit={kit}
        />
      ))}
      {folded > 0 && (
        <Explain text={`${folded} more slots, all drawn as one.`}>
          <path className={styles.quietFrame} d={sector(plan, inner, outer, foldFrom, foldTo)} />
          <text className={styles.small} x={fold.x} y={fold.y + 4} textAnchor="middle">
            + {folded} slots
          </text>
        </Explain>
      )}
      {INDICES.map((index, i) => (
        <Pointing
          key={index.name}
          index={index}
          order={i}
          turn={turns[i] ?? 0}
          item={items.get(index.name) as Item}
          plan={plan}
          lit={lit(index.name)}
          kit={kit}
        />
      ))}
    </g>
  );
}

interface SlotProps extends Cell {
  readonly uid: string;
  readonly plan: DialPlan;
  readonly item: Item;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

/** Every so many slots carry their number while they are free, as on a dial. */
const NUMBERED = 4;

const Slot = memo(function Slot({ uid, slot, state, from, to, plan, item, lit, kit }: SlotProps) {
  const { inner, outer } = plan;
  const { fill, tone } = SLOT_LOOKS[state];
  const d = sector(plan, inner, outer, from, to);
  const middle = polar(plan, (inner + outer) / 2, (from + to) / 2);
  const text = item.value || (state === 'free' && slot % NUMBERED === 0 ? String(slot) : '');
  return (
    <Explain text={item.says} className={toneClass(tone)}>
      <path className={state === 'free' ? styles.freeSlot : fillClass(item.look)} d={d} />
      {fill === 'hatch' && <path fill={patternFill(uid, tone)} d={d} />}
      {text !== '' && (
        <text className={insideClass(item.look)} x={middle.x} y={middle.y + 4} textAnchor="middle">
          {text}
        </text>
      )}
      {lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <path className={styles.flash} d={d} />
          </kit.Flash>
          <path className={styles.outline} d={d} />
        </>
      )}
    </Explain>
  );
});

interface PointingProps {
  readonly index: IndexInfo;
  /** Its place in `INDICES`: the four shared ones first. */
  readonly order: number;
  readonly turn: number;
  readonly item: Item;
  readonly plan: DialPlan;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

/** Orbits of the leaders inside and outside the circle: no two share one. */
const INSIDE = { first: 6, pitch: 4.5 } as const;
const OUTSIDE = [7, 12, 17, 22] as const;
const SHARED_INDICES = 4;

/** A leader from an index's row to where it points. Shared ones have their rows in the hub, private ones with their driver. */
const Pointing = memo(function Pointing({ index, order, turn, item, plan, lit, kit }: PointingProps) {
  const shared = order < SHARED_INDICES;
  const spec = shared ? inside(plan, order, turn) : outside(plan, order - SHARED_INDICES, turn);
  const row = plan.y + (order - 1.5) * plan.pitch;
  const right = index.owner === 'frontend' || (shared && !index.name.startsWith('req'));
  return (
    <Explain
      text={item.says}
      className={`${toneClass(index.tone)} ${lit === undefined ? '' : styles.litLeader}`}
    >
      <path className={index.threshold ? styles.leaderThreshold : styles.leader} d={leaderPath(spec)} />
      <kit.Token {...polar(plan, spec.tip, turn)}>
        <path
          className={index.threshold ? styles.hollow : styles.pointer}
          d={arrow(shared ? turn : turn + 0.5, index.threshold, lit !== undefined, right)}
        />
      </kit.Token>
      {shared && (
        <>
          {lit !== undefined && (
            <kit.Flash step={lit}>
              <rect
                className={styles.flash}
                x={plan.x - plan.half - 4}
                y={row - 9}
                width={plan.half * 2 + 8}
                height={18}
                rx={2}
              />
            </kit.Flash>
          )}
          <text className={styles.name} x={plan.x - plan.half} y={row + 4}>
            {item.term}
          </text>
          <text className={styles.strong} x={plan.x + plan.half} y={row + 4} textAnchor="end">
            {item.value}
          </text>
        </>
      )}
    </Explain>
  );
});

function arrow(towards: number, threshold: boolean, lit: boolean, right: boolean): string {
  const length = (threshold ? 14 : 10) + (lit ? 3 : 0);
  return halfArrow(towards, length, length * 0.62, right ? 'right' : 'left');
}

function inside(plan: DialPlan, order: number, turn: number): LeaderSpec {
  const y = plan.y + (order - 1.5) * plan.pitch;
  const spec = (side: number): LeaderSpec => ({
    centre: plan,
    orbit: plan.inner - INSIDE.first - order * INSIDE.pitch,
    from: { x: plan.x + side * (plan.half + 3), y },
    leave: 'side',
    turn,
    tip: plan.inner - 2,
  });
  return reach(spec(1)) <= reach(spec(-1)) ? spec(1) : spec(-1);
}

function outside(plan: DialPlan, order: number, turn: number): LeaderSpec {
  return {
    centre: plan,
    orbit: plan.outer + (OUTSIDE[order] ?? 0),
    from: plan.leaves[order] as Point,
    leave: plan.leave,
    turn,
    tip: plan.outer + 3,
  };
}
