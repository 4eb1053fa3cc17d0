/** The panels of a race, each bound to the part of the store that it shows. */
import { memo, useEffect, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { handleKey } from '../keys.ts';
import { KeysDialog } from '../panels/pieces.ts';
import { SpeedSelect } from '../panels/Speed.tsx';
import { Transport } from '../panels/Transport.tsx';
import { compareRows } from './ledger.ts';
import { RaceBar, RaceNotes } from './RaceBar.tsx';
import { RaceFrame } from './RaceFrame.tsx';
import { RaceLedger } from './RaceLedger.tsx';
import { RaceLive } from './RaceLive.tsx';
import styles from './RaceScrubber.module.css';
import { RaceScore } from './RaceScrubber.tsx';
import { RaceSlider } from './RaceSlider.tsx';
import { RaceStage } from './RaceStage.tsx';
import { RaceWhy } from './RaceWhy.tsx';
import { RaceContext, type RaceWidget, useGame, useRace } from './race-context.ts';
import { phasesAt, raceSentence, whereText } from './sentences.ts';

interface RacePanelsProps {
  readonly widget: RaceWidget;
  readonly linkTo: (query: string) => string;
}

/** A loaded race: every panel in its place, and the keys. */
export function RacePanels({ widget, linkTo }: RacePanelsProps) {
  const { store, content } = widget;
  const [help, setHelp] = useState(false);
  const showHelp = (): void => setHelp(true);
  const frame = useRef<HTMLElement>(null);
  useEffect(() => () => store.getState().dispose(), [store]);
  return (
    <RaceContext value={widget}>
      <RaceFrame
        ref={frame}
        content={content}
        onKeyDown={(e) => handleKey(e, store.getState(), showHelp)}
        bar={
          <>
            <RaceBar linkTo={linkTo} onHelp={showHelp} />
            {help && <KeysDialog unit="phase" onClose={() => setHelp(false)} />}
          </>
        }
        notes={<RaceNotes />}
        stages={content.sides.map(({ name }, side) => <RaceStage key={name} side={side} />)}
        why={<WhyPanel />}
        ledger={<LedgerPanel />}
        player={<Controls />}
      />
    </RaceContext>
  );
}

const WhyPanel = memo(function WhyPanel() {
  const { content } = useRace();
  const phases = useGame(useShallow((g) => phasesAt(g.run, g.tick)));
  const where = useGame((g) => whereText(g.run, content, g.tick));
  return <RaceWhy content={content} phases={phases} where={where} />;
});

const LedgerPanel = memo(function LedgerPanel() {
  const { content } = useRace();
  const run = useGame((g) => g.run);
  const tick = useGame((g) => g.tick);
  return <RaceLedger content={content} rows={compareRows(run, tick)} />;
});

const Controls = memo(function Controls() {
  return (
    <>
      <Scrubber />
      <div className={styles.row}>
        <RaceTransport />
        <RaceSpeed />
        <Where />
      </div>
      <RaceLive />
    </>
  );
});

const Scrubber = memo(function Scrubber() {
  const { store, content } = useRace();
  const run = useGame((g) => g.run);
  const tick = useGame((g) => g.tick);
  return (
    <div className={styles.scrubber}>
      <RaceScore run={run} content={content} />
      <RaceSlider
        run={run}
        tick={tick}
        text={raceSentence(run, content, tick)}
        onTick={(to) => store.getState().goTo(to, 'slider')}
      />
    </div>
  );
});

const RaceTransport = memo(function RaceTransport() {
  const { store } = useRace();
  const actions = store.getState();
  const atStart = useGame((g) => g.tick === 0);
  const atEnd = useGame((g) => g.tick >= g.run.lockstep.length);
  const playing = useGame((g) => g.playing);
  return (
    <Transport
      unit="phase"
      {...{ atStart, atEnd, playing }}
      onFirst={() => actions.goTo(0)}
      onPreviousChapter={actions.previousChapter}
      onPrevious={() => actions.stepBy(-1)}
      onPlay={actions.togglePlay}
      onNext={() => actions.stepBy(1)}
      onNextChapter={actions.nextChapter}
      onLast={() => actions.goTo(Number.POSITIVE_INFINITY)}
    />
  );
});

const RaceSpeed = memo(function RaceSpeed() {
  const { store } = useRace();
  const speed = useGame((g) => g.speed);
  return <SpeedSelect speed={speed} onSpeed={store.getState().setSpeed} />;
});

const Where = memo(function Where() {
  const { content } = useRace();
  const where = useGame((g) => whereText(g.run, content, g.tick));
  const tick = useGame((g) => g.tick);
  const length = useGame((g) => g.run.lockstep.length);
  return (
    <p className={styles.where}>
      <span>
        <b>{where}</b>
        <i>{` · step ${tick} of ${length}`}</i>
      </span>
    </p>
  );
});
