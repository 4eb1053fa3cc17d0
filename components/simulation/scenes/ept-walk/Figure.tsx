import { memo } from 'react';
import type { EptWalkView, StepRecord } from '@/engine/index.ts';
import { byteId } from '../../model/focus.ts';
import type { Point } from '../../stage/geometry.ts';
import { toneClass } from '../../stage/tone.ts';
import type { SceneProps } from '../scene.ts';
import { Address } from './Address.tsx';
import { Ending } from './Ending.tsx';
import { EntryTable } from './Entry.tsx';
import styles from './EptWalk.module.css';
import { endingOf, type Place } from './ending.ts';
import { Grid, placeOf } from './Grid.tsx';
import { type Box, PLANS, type Plan } from './layouts.ts';
import { Rights } from './Rights.tsx';

/** The two-dimensional walk: the address, the grid of loads, the entry at hand, the rights, and where it ended. */
export function Figure({ look, layout, focus, kit }: SceneProps) {
  const view = look.view as EptWalkView;
  const plan = PLANS[layout.orientation];
  const { step, record } = look;
  const loaded = record?.effects.some((e) => e.kind === 'walk') ? step : undefined;
  const marked = view.entry && focus.has(byteId(view.entry.at)) && !loaded ? step : undefined;
  const ending = endingOf(view);
  const wire = ending && refusedAt(record) ? wireTo(view, plan, ending.place) : undefined;
  return (
    <g>
      <Address gva={view.gva} indices={view.indices} offset={view.offset} row={view.row} box={plan.address} />
      <Grid view={view} plan={plan} lit={loaded} kit={kit} />
      <text className={styles.count} {...plan.count} textAnchor="end">
        {view.loads}
        <tspan className={styles.countUnit} dx={5}>
          {view.loads === 1 ? 'load' : 'loads'}
        </tspan>
      </text>
      <EntryTable
        entry={view.entry}
        none={view.rights?.nested ? 'no table was read' : 'no entry loaded yet'}
        box={plan.entry}
        chips={plan.chips}
        lit={marked}
        kit={kit}
      />
      <Rights rights={view.rights} nested={view.nested} box={plan.rights} />
      {PLACES.filter((p) => p !== ending?.place).map((place) => (
        <NotHere key={place} place={place} box={plan[place]} />
      ))}
      {ending && (
        <Ending ending={ending} box={plan[ending.place]} lit={ends(record) ? step : undefined} kit={kit} />
      )}
      {ending && wire && (
        <g className={toneClass(ending.tone)}>
          <kit.Wire step={step} points={wire} className={styles.wireLit} />
        </g>
      )}
    </g>
  );
}

const PLACES: readonly Place[] = ['fault', 'exit', 'found'];
const NOT_HERE: Readonly<Record<Place, string>> = {
  fault: 'page fault: if the guest’s tables say no',
  exit: 'VM exit: if the nested tables say no',
  found: 'the byte: if both allow it',
};

/** A way to end that this access has not taken. */
const NotHere = memo(function NotHere({ place, box }: { readonly place: Place; readonly box: Box }) {
  return (
    <g>
      <rect className={styles.boxQuiet} {...box} rx={2} />
      <text className={styles.small} x={box.x + 8} y={box.y + 17}>
        {NOT_HERE[place]}
      </text>
    </g>
  );
});

/** The tables said no in this step: to the guest's kernel or to Xen. */
const refusedAt = (record: StepRecord | undefined): boolean =>
  record?.effects.some((e) => e.kind === 'exit' || e.kind === 'exception') ?? false;

const ends = (record: StepRecord | undefined): boolean =>
  refusedAt(record) || (record?.procedure === 'memory access' && ['fill', 'data'].includes(record.label));

/** From the last load to whoever is called. */
function wireTo(view: EptWalkView, plan: Plan, place: Place): readonly Point[] | undefined {
  const last = view.cells.find((c) => c.current);
  if (!last) return undefined;
  const { x, y } = placeOf(plan, view, last.row, last.column);
  const { width, height } = plan.grid.cell;
  const middle = y + (height - 3) / 2;
  return [
    { x: x + width - 3, y: middle },
    { x: plan.gap, y: middle },
    { x: plan.gap, y: plan[place].y },
  ];
}
