import { type BlockIoView, PAGE_SIZE, type StepRecord } from '@/engine/index.ts';
import { toneClass } from '../../stage/tone.ts';
import type { SceneProps } from '../scene.ts';
import styles from './BlockIo.module.css';
import { Data } from './Data.tsx';
import { Disk } from './Disk.tsx';
import { Events } from './Events.tsx';
import { Grants } from './Grants.tsx';
import { BACKEND, FRONTEND } from './indices.ts';
import { PLANS } from './layouts.ts';
import { Private } from './Private.tsx';
import { Ring } from './Ring.tsx';
import { dialOf } from './ring-cells.ts';
import { channel, crossingsOf } from './wires.ts';

/** Orbits of the private indices: two for either driver. */
const ORBIT = { frontend: 7, backend: 17 };

/** The block path: ring, grants, event bits, data and disk, each where it lies. */
export function Figure({ uid, look, layout, focus, kit }: SceneProps) {
  const view = look.view as BlockIoView;
  const plan = PLANS[layout.orientation];
  const { step, record } = look;
  const dial = dialOf(view.ring);
  const common = { ring: view.ring, dial, plan, focus, step, kit };
  const used = new Set(view.inFlight.flatMap((r) => r.refs));
  return (
    <g className={styles.figure}>
      <path className={`${styles.wire} ${toneClass('hypervisor')}`} d={channel(plan)} />
      {layout.orientation === 'landscape' && (
        <text className={styles.wireLabel} x={layout.width / 2} y={plan.wire - 6} textAnchor="middle">
          event channel
        </text>
      )}
      <Ring uid={uid} {...common} />
      <Private
        {...common}
        title="blkfront"
        note={frontendNote(view)}
        noteLit={prepares(record)}
        box={plan.frontend}
        indices={FRONTEND}
        orbit={ORBIT.frontend}
      />
      <Private
        {...common}
        title="blkback"
        note={backendNote(view)}
        noteLit={false}
        box={plan.backend}
        indices={BACKEND}
        orbit={ORBIT.backend}
      />
      <Events
        events={view.events.guest}
        name="guest"
        tone="guest"
        box={plan.guestEvents}
        touched={touchedBits(record, view.events.guest)}
        step={step}
        kit={kit}
      />
      <Events
        events={view.events.backend}
        name="driver domain"
        tone="host"
        box={plan.backendEvents}
        touched={touchedBits(record, view.events.backend)}
        step={step}
        kit={kit}
      />
      <Grants grants={view.grants} used={used} box={plan.grants} focus={focus} step={step} kit={kit} />
      {view.data && (
        <>
          <Disk data={view.data} box={plan.disk} lit={focus.has('disk') ? step : undefined} kit={kit} />
          <Data data={view.data} grants={view.grants} plan={plan} focus={focus} step={step} kit={kit} />
        </>
      )}
      {crossingsOf(record, view, dial, plan).map(({ id, tone, d, back }) => (
        <g key={id} className={toneClass(tone)}>
          <kit.Wire step={step} d={d} back={back} className={styles.wireLit} />
        </g>
      ))}
    </g>
  );
}

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
  return backend.waiting ? 'woken' : 'asleep';
}

/** The request is prepared in the driver's own memory before it is copied into a slot. */
const prepares = (record: StepRecord | undefined): boolean =>
  record?.effects.some((e) => e.kind === 'write' && e.place.layout.startsWith('blkif_request')) ?? false;

/** Leaves of the event fields that this step touched in one domain's page. */
function touchedBits(
  record: StepRecord | undefined,
  events: BlockIoView['events']['guest'],
): ReadonlySet<string> {
  const out = new Set<string>();
  for (const e of record?.effects ?? []) {
    if (e.kind !== 'read' && e.kind !== 'write') continue;
    if (e.place.at >= events.at && e.place.at < events.at + PAGE_SIZE) out.add(e.place.leaf);
  }
  return out;
}
