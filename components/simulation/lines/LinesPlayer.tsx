import { memo } from 'react';
import { Frame } from '../Frame.tsx';
import type { LevelViewProps } from '../level-view.ts';
import { Bar } from '../panels/Bar.tsx';
import { BytesPanel } from '../panels/BytesPanel.tsx';
import { ChapterSelect, StepCount } from '../panels/ChapterSelect.tsx';
import { LedgerPanel } from '../panels/LedgerPanel.tsx';
import { ListingPanel } from '../panels/ListingPanel.tsx';
import { Live } from '../panels/Live.tsx';
import { PredictPanel } from '../panels/PredictPanel.tsx';
import { ReasonPanel } from '../panels/ReasonPanel.tsx';
import { RecordedPanel } from '../panels/RecordedPanel.tsx';
import scrubber from '../panels/Scrubber.module.css';
import { ScrubberPanel } from '../panels/ScrubberPanel.tsx';
import { Speed } from '../panels/Speed.tsx';
import { TransportPanel } from '../panels/TransportPanel.tsx';
import { WaitingNote } from '../panels/WaitingNote.tsx';
import { usePlayer, useSentence } from '../player-context.ts';
import { LegendPanel } from '../stage/LegendPanel.tsx';
import { StageFigure } from '../stage/StageFigure.tsx';
import { StagePanel } from '../stage/StagePanel.tsx';
import { useExplanations } from '../stage/use-explanations.ts';
import { useHas } from '../use-has.ts';

interface LinesPlayerProps extends LevelViewProps {
  readonly onHelp: () => void;
}

/** The widget at the level of lines: every panel in its place. */
export const LinesPlayer = memo(function LinesPlayer(props: LinesPlayerProps) {
  const { frame, orientation, title, scene, linkTo, onKeyDown, onHelp, notes } = props;
  const has = useHas();
  const free = usePlayer((p) => p.shown.controls !== 'steps');
  const asks = usePlayer((p) => p.mode === 'predict');
  return (
    <Frame
      ref={frame}
      title={title}
      onKeyDown={onKeyDown}
      bar={free && <Bar linkTo={linkTo} onHelp={onHelp} />}
      notes={notes}
      stage={<Plate scene={scene} orientation={orientation} />}
      player={<Controls />}
      legend={<LegendPanel scene={scene} />}
      reason={<ReasonPanel />}
      question={asks && <PredictPanel />}
      {...(has('listing') && { listing: <ListingPanel /> })}
      {...(has('bytes') && { bytes: <BytesPanel /> })}
      {...(has('ledger') && { ledger: <LedgerPanel /> })}
      {...(has('recorded') && { recorded: <RecordedPanel /> })}
    />
  );
});

/** The stage with its caption: the sentence of what is pointed at, or of the step. */
function Plate({ scene, orientation }: Pick<LinesPlayerProps, 'scene' | 'orientation'>) {
  const caption = useSentence();
  const { pointed, handlers } = useExplanations();
  return (
    <StageFigure caption={pointed ?? caption}>
      <StagePanel scene={scene} orientation={orientation} handlers={handlers} />
    </StageFigure>
  );
}

const Controls = memo(function Controls() {
  return (
    <>
      <ScrubberPanel />
      <div className={scrubber.row}>
        <TransportPanel />
        <div className={scrubber.where}>
          <WaitingNote />
          <ChapterSelect />
          <StepCount />
          <Speed />
        </div>
      </div>
      <Live />
    </>
  );
});
