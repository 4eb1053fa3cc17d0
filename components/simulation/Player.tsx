import { memo, useCallback, useEffect, useRef, useState } from 'react';
import { Frame } from './Frame.tsx';
import { handleKey } from './keys.ts';
import { Bar } from './panels/Bar.tsx';
import { BytesPanel } from './panels/BytesPanel.tsx';
import { ChapterSelect, StepCount } from './panels/ChapterSelect.tsx';
import { LedgerPanel } from './panels/LedgerPanel.tsx';
import { ListingPanel } from './panels/ListingPanel.tsx';
import { Live } from './panels/Live.tsx';
import { Notes } from './panels/Notes.tsx';
import { PredictPanel } from './panels/PredictPanel.tsx';
import { KeysDialog } from './panels/pieces.ts';
import { ReasonPanel } from './panels/ReasonPanel.tsx';
import { RecordedPanel } from './panels/RecordedPanel.tsx';
import scrubber from './panels/Scrubber.module.css';
import { ScrubberPanel } from './panels/ScrubberPanel.tsx';
import { Speed } from './panels/Speed.tsx';
import { TransportPanel } from './panels/TransportPanel.tsx';
import { WaitingNote } from './panels/WaitingNote.tsx';
import { usePlayer, useWidget, type Widget, WidgetContext } from './player-context.ts';
import type { Scene } from './scenes/scene.ts';
import { LegendPanel } from './stage/LegendPanel.tsx';
import { StagePanel } from './stage/StagePanel.tsx';
import { useOrientation } from './use-orientation.ts';

interface PlayerProps {
  readonly widget: Widget;
  readonly scene: Scene | undefined;
  readonly linkTo: (query: string) => string;
}

/** A loaded simulation: every panel in its place, and the keys. */
export function Player({ widget, scene, linkTo }: PlayerProps) {
  const { store } = widget;
  // The words of a widget may arrive while it plays: it is at its end only when its store is.
  useEffect(() => () => store.getState().dispose(), [store]);
  return (
    <WidgetContext value={widget}>
      <Panels scene={scene} linkTo={linkTo} title={widget.content.title} />
    </WidgetContext>
  );
}

interface PanelsProps extends Pick<PlayerProps, 'scene' | 'linkTo'> {
  readonly title: string;
}

const Panels = memo(function Panels({ scene, linkTo, title }: PanelsProps) {
  const frame = useRef<HTMLElement>(null);
  const [help, setHelp] = useState(false);
  const showHelp = useCallback(() => setHelp(true), []);
  const { store } = useWidget();
  const bare = usePlayer((p) => p.chrome === 'stage');
  const orientation = useOrientation(frame);
  return (
    <Frame
      ref={frame}
      title={title}
      onKeyDown={(e) => handleKey(e, store.getState(), showHelp)}
      bar={
        <>
          <Bar linkTo={linkTo} onHelp={showHelp} />
          {help && <KeysDialog onClose={() => setHelp(false)} />}
        </>
      }
      notes={<Notes />}
      stage={<StagePanel scene={scene} orientation={orientation} />}
      player={<Controls />}
      legend={<LegendPanel scene={scene} />}
      reason={<ReasonPanel />}
      question={<PredictPanel />}
      {...(!bare && {
        listing: <ListingPanel />,
        bytes: <BytesPanel />,
        ledger: <LedgerPanel />,
        recorded: <RecordedPanel />,
      })}
    />
  );
});

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
