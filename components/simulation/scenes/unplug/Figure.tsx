import type { StepRecord, UnplugView } from '@/engine/index.ts';
import { toneClass } from '../../stage/tone.ts';
import type { SceneProps } from '../scene.ts';
import { Pci, Xenbus } from './Buses.tsx';
import { Disks } from './Disks.tsx';
import { Handshake } from './Handshake.tsx';
import { Drivers, Knows, Outcome } from './Knows.tsx';
import { PLANS } from './layouts.ts';
import { Request } from './Request.tsx';
import styles from './Unplug.module.css';
import { crossingsOf } from './wires.ts';

/** Two buses to the same devices: one of emulated slots that empty, one of directories that stay. */
export function Figure({ look, layout, kit }: SceneProps) {
  const view = look.view as UnplugView;
  const before = look.beforeView as UnplugView | undefined;
  const plan = PLANS[layout.orientation];
  const { step, record } = look;
  const common = { view, before, plan, step, kit };
  return (
    <g className={styles.figure}>
      <Disks view={view} plan={plan} />
      <Pci {...common} />
      <Xenbus {...common} />
      <Knows {...common} />
      <Drivers {...common} />
      <Outcome view={view} plan={plan} />
      <Handshake view={view} box={plan.handshake} lit={isAccess(record) ? step : undefined} kit={kit} />
      <Request view={view} box={plan.request} lit={touchesRequest(record) ? step : undefined} kit={kit} />
      {crossingsOf(record, view, before, plan, layout).map(({ id, tone, points }) => (
        <g key={id} className={toneClass(tone)}>
          <kit.Wire step={step} points={points} className={styles.wireLit} />
        </g>
      ))}
    </g>
  );
}

const isAccess = (record: StepRecord | undefined): boolean =>
  record?.effects.some((e) => e.kind === 'port') ?? false;

const touchesRequest = (record: StepRecord | undefined): boolean =>
  record?.effects.some((e) => e.kind === 'write' && e.place.layout === 'ioreq') ?? false;
