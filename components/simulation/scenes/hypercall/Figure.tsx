import type { HypercallView } from '@/engine/index.ts';
import { toneClass } from '../../stage/tone.ts';
import type { SceneProps } from '../scene.ts';
import { Copied } from './Copied.tsx';
import { Dispatch } from './Dispatch.tsx';
import { Gates } from './Gates.tsx';
import styles from './Hypercall.module.css';
import { Known } from './Known.tsx';
import { PLANS } from './layouts.ts';
import { Page } from './Page.tsx';
import { Processor } from './Processor.tsx';
import { Registers } from './Registers.tsx';
import { Struct } from './Struct.tsx';
import { Waits } from './Waits.tsx';
import { Walk } from './Walk.tsx';
import { crossingOf } from './wires.ts';

/** The guest's side above: what it asks, and with what. Xen's below: what it checks, calls, follows and copies. */
export function Figure({ look, layout, kit }: SceneProps) {
  const view = look.view as HypercallView;
  const before = look.beforeView as HypercallView | undefined;
  const plan = PLANS[layout.orientation];
  const { step, record } = look;
  const common = { view, before, step, kit };
  const crossing = crossingOf(record, plan);
  return (
    <g className={styles.figure}>
      <Registers {...common} box={plan.registers} />
      <Known {...common} box={plan.known} />
      <Page {...common} box={plan.page} />
      <Struct {...common} box={plan.struct} />
      <Gates {...common} box={plan.gates} />
      <Dispatch {...common} box={plan.dispatch} />
      <Walk {...common} box={plan.walk} />
      <Waits {...common} box={plan.waits} />
      <Copied {...common} box={plan.copied} out={crossing?.id === 'copy-out'} />
      <Processor {...common} box={plan.processor} />
      {crossing && (
        <g className={toneClass(crossing.tone)}>
          <kit.Wire step={step} points={crossing.points} className={styles.wireLit} />
        </g>
      )}
    </g>
  );
}
