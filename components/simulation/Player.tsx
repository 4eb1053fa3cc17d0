import { memo, useEffect, useRef } from 'react';
import { Frame } from './Frame.tsx';
import { handleKey } from './keys.ts';
import { Bar } from './panels/Bar.tsx';
import { ChapterSelect, StepCount } from './panels/ChapterSelect.tsx';
import {
  BytesPanel,
  LedgerPanel,
  ListingPanel,
  PredictPanel,
  ReasonPanel,
  ScrubberPanel,
  TransportPanel,
  WaitingNote,
} from './panels/connected.tsx';
import { Live } from './panels/Live.tsx';
import { Notes } from './panels/Notes.tsx';
import { Speed } from './panels/Speed.tsx';
import scrubber from './panels/Scrubber.module.css';
import { useLook, usePlayer, useWidget, type Widget, WidgetContext } from './player-context.ts';
import type { Scene } from './scenes/scene.ts';
import { Legend } from './stage/Legend.tsx';
import { StagePanel } from './stage/StagePanel.tsx';
import { useOrientation } from './use-orientation.ts';

interface PlayerProps {
  readonly widget: Widget;
  readonly scene: Scene | undefined;
  readonly linkTo: (query: string) => string;
}

/** A loaded simulation: every panel in its place, and the keys. */
export function Player({ widget, scene, linkTo }: PlayerProps) {
  useEffect(() => () => widget.store.getState().dispose(), [widget]);
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
  const help = useRef<HTMLDialogElement>(null);
  const { store } = useWidget();
  const bare = usePlayer((p) => p.chrome === 'stage');
  const orientation = useOrientation(frame);
  return (
    <Frame
      ref={frame}
      title={title}
      onKeyDown={(e) => handleKey(e, store.getState(), () => help.current?.showModal())}
      bar={<Bar linkTo={linkTo} help={help} />}
      notes={<Notes />}
      stage={<StagePanel scene={scene} orientation={orientation} />}
      player={<Controls />}
      legend={<LegendPanel scene={scene} />}
      reason={
        <>
          <ReasonPanel />
          <PredictPanel />
        </>
      }
      {...(!bare && { listing: <ListingPanel />, bytes: <BytesPanel />, ledger: <LedgerPanel /> })}
    />
  );
});

const LegendPanel = memo(function LegendPanel({ scene }: { readonly scene: Scene | undefined }) {
  return <Legend scene={scene} look={useLook()} />;
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
