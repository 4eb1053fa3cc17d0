import { useId, useMemo } from 'react';
import { focusOf } from '../model/focus.ts';
import { liveKit } from '../motion/live-kit.ts';
import { Moving } from '../motion/Moving.tsx';
import { usePlayer, useSentence, useSharedLook, useWidget } from '../player-context.ts';
import type { Scene } from '../scenes/scene.ts';
import { GENERIC, type Orientation, stageLayout } from './layout.ts';
import { Stage } from './Stage.tsx';
import figure from './StageFigure.module.css';
import { StageFigure } from './StageFigure.tsx';
import { useExplanations } from './use-explanations.ts';
import { useSwipe } from './use-swipe.ts';

interface StagePanelProps {
  readonly scene: Scene | undefined;
  readonly orientation: Orientation;
}

/** The stage, live: it follows the store, explains what is pointed at, and takes swipes. */
export function StagePanel({ scene, orientation }: StagePanelProps) {
  const uid = `s${useId().replaceAll(/[^a-z0-9]/gi, '')}`;
  const { content, store } = useWidget();
  const look = useSharedLook();
  const caption = useSentence();
  const run = usePlayer((p) => p.run);
  const travel = usePlayer((p) => p.travel);
  const { pointed, handlers } = useExplanations();
  const swipe = useSwipe((by) => store.getState().stepBy(by));
  const { platform, program } = run.history.instance;
  const { threads } = program;
  // The same object while it is the same stage: all that never changes on it is skipped by that.
  const layout = useMemo(
    () => stageLayout((scene?.layouts ?? GENERIC)[orientation], threads, platform),
    [scene, orientation, threads, platform],
  );
  return (
    <StageFigure caption={pointed ?? caption}>
      <Moving travel={travel} className={figure[orientation]}>
        <Stage
          uid={uid}
          className={figure[orientation]}
          look={look}
          layout={layout}
          specs={threads}
          index={run.index}
          focus={focusOf(look.record)}
          content={content}
          kit={liveKit}
          spec={scene?.spec}
          label={`Stage, step ${look.step}`}
          {...handlers}
          {...swipe}
        />
      </Moving>
    </StageFigure>
  );
}
