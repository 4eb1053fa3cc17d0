import { useMemo } from 'react';
import type { SimulationContent } from '../content.ts';
import { Fit } from '../front/Fit.tsx';
import { focusOf } from '../model/focus.ts';
import { lookAt } from '../model/look.ts';
import type { Kit } from '../stage/kit.ts';
import { Stage, type StageProps } from '../stage/Stage.tsx';
import { smallLayout, smallSpec } from './layout.ts';
import styles from './RaceFrame.module.css';
import type { RaceSide } from './source.ts';

interface RaceFigureProps {
  readonly uid: string;
  readonly side: RaceSide;
  readonly step: number;
  /** The step that was shown before it. */
  readonly from: number;
  readonly content: SimulationContent;
  readonly name: string;
  readonly kit: Kit;
  readonly handlers?: Partial<StageProps>;
}

/** One side's stage, live or still: the same figure as in its own simulation, at the level of the story. */
export function RaceFigure({ uid, side, step, from, content, name, kit, handlers }: RaceFigureProps) {
  const { run, scene } = side;
  const { instance } = run.history;
  // The same objects while it is the same stage: all that never changes on it is skipped by that.
  const layout = useMemo(() => smallLayout(scene, instance), [scene, instance]);
  const look = useMemo(() => lookAt(run.scenario, run.history, step, from), [run, step, from]);
  return (
    <Fit layout={smallSpec(scene)}>
      <Stage
        uid={uid}
        className={styles.drawing}
        look={look}
        layout={layout}
        program={instance.program}
        index={run.index}
        focus={focusOf(look.record)}
        content={content}
        kit={kit}
        spec={scene?.spec}
        level="story"
        label={`Stage: ${name}`}
        {...handlers}
      />
    </Fit>
  );
}
