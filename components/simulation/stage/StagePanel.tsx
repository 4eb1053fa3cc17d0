import { type RefObject, useId, useMemo } from 'react';
import type { Rect } from '../figure/spec.ts';
import { focusOf } from '../model/focus.ts';
import { isWithheld } from '../model/withhold.ts';
import { liveKit } from '../motion/live-kit.ts';
import { Moving } from '../motion/Moving.tsx';
import { usePlayer, useSharedLook, useWidget } from '../player-context.ts';
import type { Scene } from '../scenes/scene.ts';
import { layoutAt, type Orientation, stageLayout } from './layout.ts';
import { SkipDrawing } from './SkipDrawing.tsx';
import { Stage, type StageProps } from './Stage.tsx';
import figure from './StageFigure.module.css';
import { useSwipe } from './use-swipe.ts';

interface StagePanelProps {
  readonly scene: Scene | undefined;
  readonly orientation: Orientation;
  /** They notice what is pointed at. */
  readonly handlers: Partial<StageProps>;
  readonly spot?: Rect | undefined;
  readonly drawing?: RefObject<SVGSVGElement | null>;
}

/** The stage, live: it follows the store, explains what is pointed at, and takes swipes. */
export function StagePanel({ scene, orientation, handlers, spot, drawing }: StagePanelProps) {
  const uid = `s${useId().replaceAll(/[^a-z0-9]/gi, '')}`;
  const { content, store } = useWidget();
  const look = useSharedLook();
  const run = usePlayer((p) => p.run);
  const travel = usePlayer((p) => p.travel);
  const level = usePlayer((p) => p.level);
  const withheld = usePlayer(isWithheld);
  const swipe = useSwipe((by) => store.getState().stepBy(by));
  const { platform, program } = run.history.instance;
  const { threads } = program;
  // The same object while it is the same stage: all that never changes on it is skipped by that.
  const layout = useMemo(
    () => stageLayout(layoutAt(scene?.layouts, orientation, level), threads, platform),
    [scene, orientation, level, threads, platform],
  );
  return (
    <>
      <SkipDrawing />
      <Moving travel={travel} className={figure[orientation]}>
        <Stage
          svg={drawing}
          uid={uid}
          className={figure[orientation]}
          look={look}
          layout={layout}
          program={program}
          index={run.index}
          focus={focusOf(look.record)}
          content={content}
          kit={liveKit}
          spec={scene?.spec}
          level={level}
          withheld={withheld}
          spot={spot}
          label={`Stage, step ${look.step}`}
          {...handlers}
          {...swipe}
        />
      </Moving>
    </>
  );
}
