import { memo, useCallback, useRef } from 'react';
import type { LevelViewProps } from '../level-view.ts';
import { Live } from '../panels/Live.tsx';
import { PredictPanel } from '../panels/PredictPanel.tsx';
import { WaitingNote } from '../panels/WaitingNote.tsx';
import { usePlayer } from '../player-context.ts';
import { layoutAt } from '../stage/layout.ts';
import { StagePanel } from '../stage/StagePanel.tsx';
import { useExplanations } from '../stage/use-explanations.ts';
import { useHas } from '../use-has.ts';
import { AimsPanel } from './AimsPanel.tsx';
import { CountsPanel } from './CountsPanel.tsx';
import { Fit } from './Fit.tsx';
import { FrontFrame } from './FrontFrame.tsx';
import { Handles } from './Handles.tsx';
import { Naming } from './Naming.tsx';
import { TellingPanel } from './TellingPanel.tsx';
import { Tools } from './Tools.tsx';
import { FrontTransport, StopCount, StopSlider } from './Transport.tsx';
import { useTour } from './use-tour.ts';

/** The widget at the levels of story and mechanism. */
export const Front = memo(function Front(props: LevelViewProps) {
  const { frame, orientation, title, scene, linkTo, onKeyDown, notes } = props;
  const { pointed, handlers } = useExplanations();
  const has = useHas();
  const free = usePlayer((p) => p.shown.controls !== 'steps');
  const level = usePlayer((p) => p.level);
  const asks = usePlayer((p) => p.mode === 'predict');
  const drawing = useRef<SVGSVGElement>(null);
  const tour = useTour(scene, orientation);
  const stage = useCallback(() => drawing.current, []);
  return (
    <FrontFrame
      ref={frame}
      title={title}
      detailed={level !== 'story'}
      onKeyDown={onKeyDown}
      notes={notes}
      stage={
        <Fit layout={layoutAt(scene?.layouts, orientation, level)}>
          <StagePanel
            scene={scene}
            orientation={orientation}
            handlers={handlers}
            spot={tour.now?.spot}
            drawing={drawing}
          />
        </Fit>
      }
      caption={
        tour.now ? (
          <Naming {...tour.props} named={tour.now} />
        ) : (
          <TellingPanel pointed={pointed} onNames={tour.begin} />
        )
      }
      question={asks && <PredictPanel />}
      player={
        <>
          <FrontTransport />
          <StopSlider />
          <StopCount />
          <WaitingNote />
          <Live />
        </>
      }
      tools={free && <Tools linkTo={linkTo} stage={stage} />}
      aside={
        <>
          {has('chapters') && <AimsPanel />}
          {has('counts') && <CountsPanel />}
          {has('changes') && <Handles />}
        </>
      }
    />
  );
});
