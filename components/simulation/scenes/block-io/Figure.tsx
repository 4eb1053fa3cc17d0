import { memo } from 'react';
import { type BlockIoView, PAGE_SIZE, type StepRecord } from '@/engine/index.ts';
import { byteId } from '../../model/focus.ts';
import { polyline } from '../../stage/geometry.ts';
import { toneClass } from '../../stage/tone.ts';
import type { SceneProps } from '../scene.ts';
import styles from './BlockIo.module.css';
import { Data } from './Data.tsx';
import { Disk } from './Disk.tsx';
import { Events } from './Events.tsx';
import { Grants } from './Grants.tsx';
import { Hub } from './Hub.tsx';
import { BACKEND, FRONTEND, type IndexInfo, SHARED } from './indices.ts';
import { PLANS, type Plan } from './layouts.ts';
import type { Lit } from './lit.ts';
import { Private } from './Private.tsx';
import { Ring } from './Ring.tsx';
import { dialOf } from './ring-cells.ts';
import { channel, crossingsOf } from './wires.ts';

/** Orbits of the private indices: two for either driver. */
const ORBIT = { frontend: 7, backend: 17 };

/** The block path: ring, grants, event bits, data and disk, each where it lies. */
export function Figure({ uid, look, layout, focus, kit }: SceneProps) {
  const view = look.view as BlockIoView;
  const { ring, data, grants, events } = view;
  const plan = PLANS[layout.orientation];
  const { step, record } = look;
  /** The step, for what it lights; undefined for all else, so that it need not be drawn again. */
  const lit = (id: string): number | undefined => (focus.has(id) ? step : undefined);
  const litOf = (indices: readonly IndexInfo[]): Lit => {
    const names = indices.filter((i) => focus.has(i.id(ring))).map((i) => i.name);
    return names.length > 0 ? `${step} ${names.join(' ')}` : '';
  };
  const slot = ring.slots.find((s) => focus.has(byteId(s.at)));
  const common = { ring, plan, kit };
  return (
    <g>
      <Wiring plan={plan} labelled={layout.orientation === 'landscape'} />
      <Ring {...common} uid={uid} slot={slot?.slot} step={slot && step} />
      <Hub {...common} lit={litOf(SHARED)} />
      <Private
        {...common}
        title="blkfront"
        note={frontendNote(view)}
        noteLit={prepares(record)}
        box={plan.frontend}
        indices={FRONTEND}
        orbit={ORBIT.frontend}
        lit={litOf(FRONTEND)}
      />
      <Private
        {...common}
        title="blkback"
        note={backendNote(view)}
        noteLit={false}
        box={plan.backend}
        indices={BACKEND}
        orbit={ORBIT.backend}
        lit={litOf(BACKEND)}
      />
      <Events
        events={events.guest}
        name="guest"
        tone="guest"
        box={plan.guestEvents}
        lit={touchedBits(record, events.guest, step)}
        kit={kit}
      />
      <Events
        events={events.backend}
        name="driver domain"
        tone="host"
        box={plan.backendEvents}
        lit={touchedBits(record, events.backend, step)}
        kit={kit}
      />
      <Grants
        grants={grants}
        used={view.inFlight.flatMap((r) => r.refs).join(' ')}
        box={plan.grants}
        lit={litGrants(grants, focus, step)}
        kit={kit}
      />
      {data && (
        <>
          <Disk data={data} box={plan.disk} lit={lit('disk')} kit={kit} />
          <Data
            data={data}
            grant={grants.find((g) => g.ref === data.page?.ref)}
            plan={plan}
            litBuffer={lit(byteId(data.at))}
            litPage={data.page ? lit(byteId(data.page.at)) : undefined}
            kit={kit}
          />
        </>
      )}
      {crossingsOf(record, view, dialOf(ring), plan).map(({ id, tone, points, back }) => (
        <g key={id} className={toneClass(tone)}>
          <kit.Wire step={step} points={points} back={back} className={styles.wireLit} />
        </g>
      ))}
    </g>
  );
}

/** The event channel at rest. */
const Wiring = memo(function Wiring({ plan, labelled }: { readonly plan: Plan; readonly labelled: boolean }) {
  const wire = channel(plan);
  return (
    <g className={toneClass('hypervisor')}>
      <path className={styles.wire} d={polyline(wire)} />
      {labelled && (
        <text className={styles.wireLabel} x={plan.ring.x} y={plan.wire - 6} textAnchor="middle">
          event channel
        </text>
      )}
    </g>
  );
});

function frontendNote({ inFlight, workload }: BlockIoView): string {
  const first = inFlight[0];
  if (inFlight.length > 1) return `${inFlight.length} in flight`;
  return first ? `request ${first.id} in flight` : `${workload.completed} of ${workload.total} done`;
}

function backendNote({ backend, disk }: BlockIoView): string {
  const pending = backend.pending.filter((p) => p !== null).length;
  if (backend.halted) return 'ring refused';
  if (disk.queued > 0) return `${disk.queued} at the disk`;
  if (pending > 0) return `${pending} taken`;
  if (backend.working) return 'at work';
  return backend.waiting ? 'woken' : 'asleep';
}

/** The request is prepared in the driver's own memory before it is copied into a slot. */
const prepares = (record: StepRecord | undefined): boolean =>
  record?.effects.some((e) => e.kind === 'write' && e.place.layout.startsWith('blkif_request')) ?? false;

/** Leaves of the event fields that this step touched in one domain's page. */
function touchedBits(
  record: StepRecord | undefined,
  events: BlockIoView['events']['guest'],
  step: number,
): Lit {
  const leaves = (record?.effects ?? []).flatMap((e) => {
    if (e.kind !== 'read' && e.kind !== 'write') return [];
    return e.place.at >= events.at && e.place.at < events.at + PAGE_SIZE ? [e.place.leaf] : [];
  });
  return leaves.length > 0 ? `${step} ${leaves.join(' ')}` : '';
}

function litGrants(grants: BlockIoView['grants'], focus: SceneProps['focus'], step: number): Lit {
  const refs = grants.filter((g) => focus.has(`grant:${g.ref}`)).map((g) => g.ref);
  return refs.length > 0 ? `${step} ${refs.join(' ')}` : '';
}
