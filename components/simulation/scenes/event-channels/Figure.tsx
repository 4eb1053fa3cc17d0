import type { EventChannelsView } from '@/engine/index.ts';
import { toneClass } from '../../stage/tone.ts';
import type { SceneProps } from '../scene.ts';
import styles from './EventChannels.module.css';
import { PLANS } from './layouts.ts';
import { lightsOf } from './lights.ts';
import { litParts } from './lit.ts';
import { Page } from './Page.tsx';
import { Peer } from './Peer.tsx';
import { Ports } from './Ports.tsx';
import { Program } from './Program.tsx';
import { Ways } from './Ways.tsx';
import { crossingsOf } from './wires.ts';

/** The words that Xen and the kernels share, Xen's table of ports, and the way that an event takes to a vCPU. */
export function Figure({ look, layout, kit }: SceneProps) {
  const view = look.view as EventChannelsView;
  const before = look.beforeView as EventChannelsView | undefined;
  const plan = PLANS[layout.orientation];
  const { step, record } = look;
  const lights = lightsOf(step, litParts(record, view, before));
  const { subject, program } = view;
  const portOf = (domain: number): number | null => (subject?.domain === domain ? subject.port : null);
  const common = { handled: program.handled, lights, kit };
  return (
    <g className={styles.figure}>
      <Program program={program} plan={plan} />
      <Page domain={view.guest} subject={subject} plan={plan} lights={lights} kit={kit} />
      <Ports {...common} domain={view.guest} port={portOf(view.guest.domain)} box={plan.ports} />
      <Ways view={view} plan={plan} lights={lights} kit={kit} />
      <Peer
        {...common}
        domain={view.dom0}
        port={portOf(view.dom0.domain)}
        plan={plan}
        wide={layout.orientation === 'portrait'}
      />
      {crossingsOf(record, view, before, plan, layout, look.state).map(({ id, tone, points }) => (
        <g key={id} className={toneClass(tone)}>
          <kit.Wire step={step} points={points} className={styles.wireLit} />
        </g>
      ))}
    </g>
  );
}
