import { memo } from 'react';
import type { RingView } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import { type Point, polar, sector } from '../../stage/geometry.ts';
import type { Kit } from '../../stage/kit.ts';
import { patternFill } from '../../stage/Patterns.tsx';
import { toneClass } from '../../stage/tone.ts';
import styles from './BlockIo.module.css';
import type { Plan } from './layouts.ts';
import { type Cell, type Dial, dialOf } from './ring-cells.ts';
import { SLOT_LOOKS } from './slots.ts';

interface RingProps {
  readonly uid: string;
  readonly ring: RingView;
  readonly plan: Plan;
  /** The slot that the step touched. */
  readonly slot: number | undefined;
  readonly step: number | undefined;
  readonly kit: Kit;
}

/** The shared page: a circle of slots, and the four indices that both sides may read. */
export const Ring = memo(function Ring({ uid, ring, plan, slot, step, kit }: RingProps) {
  const { page } = plan;
  const centre: Point = plan.ring;
  const dial = dialOf(ring);
  return (
    <g className={toneClass('shared')}>
      <rect className={styles.shared} {...page} rx={2} />
      <text className={styles.label} x={page.x + 7} y={page.y + 15}>
        {ring.pages === 1 ? 'shared page' : 'shared pages'}
      </text>
      <text className={styles.labelSoft} x={page.x + page.width - 7} y={page.y + 15} textAnchor="end">
        {ring.nr_ents} slots
      </text>
      <Explain text={summaryOf(ring)} stop>
        <circle className={styles.rim} cx={centre.x} cy={centre.y} r={plan.ring.outer + 1.5} />
        <circle className={styles.hub} cx={centre.x} cy={centre.y} r={plan.ring.inner - 1.5} />
        {dial.cells.map((cell) => (
          <SlotCell
            key={cell.slot}
            uid={uid}
            cell={cell}
            centreX={centre.x}
            centreY={centre.y}
            outer={plan.ring.outer}
            inner={plan.ring.inner}
            lit={cell.slot === slot ? step : undefined}
            kit={kit}
          />
        ))}
        {dial.folded > 0 && <Fold plan={plan} dial={dial} />}
      </Explain>
    </g>
  );
});

function summaryOf(ring: RingView): string {
  const counts = new Map<string, number>();
  for (const s of ring.slots)
    counts.set(SLOT_LOOKS[s.state].name, (counts.get(SLOT_LOOKS[s.state].name) ?? 0) + 1);
  return `Ring of ${ring.nr_ents} slots: ${[...counts].map(([name, n]) => `${n} ${name}`).join('; ')}.`;
}

interface SlotCellProps {
  readonly uid: string;
  readonly cell: Cell;
  readonly centreX: number;
  readonly centreY: number;
  readonly outer: number;
  readonly inner: number;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

/** Every so many slots carry their number while they are free, as on a dial. */
const NUMBERED = 4;

const SlotCell = memo(
  function SlotCell({ uid, cell, centreX, centreY, outer, inner, lit, kit }: SlotCellProps) {
    const look = SLOT_LOOKS[cell.state];
    const centre = { x: centreX, y: centreY };
    const d = sector(centre, inner, outer, cell.from, cell.to);
    const middle = polar(centre, (inner + outer) / 2, (cell.from + cell.to) / 2);
    return (
      <g data-explain={`Slot ${cell.slot}: ${look.name}.`} className={toneClass(look.tone)}>
        <path className={`${styles.slot} ${styles[look.fill]}`} d={d} />
        {look.fill === 'hatch' && <path fill={patternFill(uid, look.tone)} d={d} />}
        {cell.state === 'free' && cell.slot % NUMBERED === 0 && (
          <text className={styles.slotNumber} x={middle.x} y={middle.y + 3.5} textAnchor="middle">
            {cell.slot}
          </text>
        )}
        {look.glyph && (
          <text
            className={`${styles.glyph} ${styles[`${look.fill}Glyph`]}`}
            x={middle.x}
            y={middle.y + 4}
            textAnchor="middle"
          >
            {look.glyph}
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
      </g>
    );
  },
  (a, b) =>
    a.cell.slot === b.cell.slot &&
    a.cell.state === b.cell.state &&
    a.cell.from === b.cell.from &&
    a.lit === b.lit &&
    a.uid === b.uid &&
    a.outer === b.outer,
);

/** All the slots that are not in the window. */
function Fold({ plan, dial }: { readonly plan: Plan; readonly dial: Dial }) {
  const { outer, inner } = plan.ring;
  const middle = polar(plan.ring, (outer + inner) / 2, (dial.foldFrom + dial.foldTo) / 2);
  return (
    <g data-explain={`${dial.folded} more slots, all drawn as one.`}>
      <path className={styles.fold} d={sector(plan.ring, inner, outer, dial.foldFrom, dial.foldTo)} />
      <text className={styles.foldText} x={middle.x} y={middle.y + 4} textAnchor="middle">
        + {dial.folded} slots
      </text>
    </g>
  );
}
