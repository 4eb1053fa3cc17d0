/** The panels of a race, each bound to the part of the store that it shows. */
import { memo, useEffect, useRef, useState } from 'react';
import { CLOCKS, goalAt, readParam } from '@/engine/index.ts';
import { sliderSaysIt } from '../announce.ts';
import { AimList } from '../front/AimList.tsx';
import { HandleRow } from '../front/HandleRow.tsx';
import { StepSlider } from '../front/StepSlider.tsx';
import { TransportButtons } from '../front/TransportButtons.tsx';
import { handleKey } from '../keys.ts';
import { queryOf } from '../model/query.ts';
import bar from '../panels/Bar.module.css';
import { CopyLink } from '../panels/CopyLink.tsx';
import { KeysDialog } from '../panels/pieces.ts';
import { Radios } from '../panels/Radios.tsx';
import { useArrowsOnArrival } from '../use-arrows-on-arrival.ts';
import { aimsOfClock } from './lanes.ts';
import { allCounts, plainCounts } from './ledger.ts';
import styles from './RaceFrame.module.css';
import { RaceFrame } from './RaceFrame.tsx';
import { RaceLanes } from './RaceLanes.tsx';
import { RaceLedger } from './RaceLedger.tsx';
import { RaceStage } from './RaceStage.tsx';
import { RaceContext, type RaceWidget, useGame, useRace } from './race-context.ts';
import { pairsOfRace, type RaceGame } from './store.ts';
import { raceSentence, whereText } from './telling.ts';

interface RacePanelsProps {
  readonly widget: RaceWidget;
  readonly linkTo: (query: string) => string;
  /** It is what its page is about: the arrow keys act from the start. */
  readonly arrows: boolean;
}

/** A loaded race: every panel in its place, and the keys. */
export function RacePanels({ widget, linkTo, arrows }: RacePanelsProps) {
  const { store, content } = widget;
  const [help, setHelp] = useState(false);
  const [all, setAll] = useState(false);
  const showHelp = (): void => setHelp(true);
  const frame = useRef<HTMLElement>(null);
  useEffect(() => () => store.getState().dispose(), [store]);
  useArrowsOnArrival(arrows, store);
  return (
    <RaceContext value={widget}>
      <RaceFrame
        ref={frame}
        content={content}
        onKeyDown={(e) => handleKey(e, store.getState(), showHelp)}
        notes={
          <>
            <Problems />
            {help && <KeysDialog unit="goal" onClose={() => setHelp(false)} />}
          </>
        }
        sides={content.sides.map(({ name }, side) => <RaceStage key={name} side={side} />)}
        player={
          <>
            <Buttons />
            <Track />
            <Where />
            <ClockSwitch />
            <Live />
          </>
        }
        tools={
          <>
            <CopyLink link={() => linkTo(queryOf(pairsOfRace(store.getState())))} watch={store.subscribe} />
            <button type="button" className={bar.button} aria-label="Keyboard shortcuts" onClick={showHelp}>
              ?
            </button>
          </>
        }
        aside={
          <>
            <Goals />
            <Counts />
            <Handles />
            <ClockNote />
          </>
        }
        // Behind a closed lid nothing is counted.
        all={all && <AllCounts />}
        onAll={setAll}
      />
    </RaceContext>
  );
}

/** What of the address could not be taken. */
function Problems() {
  const problems = useGame((g) => g.problems);
  if (problems.length === 0) return null;
  return (
    <ul className={bar.problems} role="alert" style={{ gridArea: 'notes' }}>
      {problems.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

const Buttons = memo(function Buttons() {
  const { stepBy, togglePlay } = useRace().store.getState();
  const atStart = useGame((g) => g.tick === 0);
  const atEnd = useGame((g) => g.tick >= g.run.clocks[g.clock].length);
  const playing = useGame((g) => g.playing);
  return <TransportButtons {...{ atStart, atEnd, playing }} onStep={stepBy} onPlay={togglePlay} />;
});

const Track = memo(function Track() {
  const { store, content } = useRace();
  const clock = useGame((g) => g.run.clocks[g.clock]);
  const tick = useGame((g) => g.tick);
  const text = useGame((g) => `${whereText(content, g)}. ${raceSentence(content, g)}`);
  return (
    <div className={styles.track}>
      <RaceLanes clock={clock} content={content} />
      <div className={styles.slide}>
        <StepSlider
          name={content.sides.length === 2 ? 'Step of both' : `Step of all ${content.sides.length}`}
          text={text}
          max={clock.length}
          value={tick}
          onValue={(to) => store.getState().goTo(to, 'slider')}
        />
      </div>
    </div>
  );
});

const Where = memo(function Where() {
  const { content } = useRace();
  const goal = useGame((g) => goalAt(g.run.clocks[g.clock], g.tick)?.id);
  const text = useGame((g) => whereText(content, g));
  return (
    <p className={styles.where}>
      <span>
        <b>{goal === undefined ? 'Press → or Play' : (content.goals[goal] ?? goal)}</b>
      </span>
      <span>{text}</span>
    </p>
  );
});

const ClockSwitch = memo(function ClockSwitch() {
  const { store, content } = useRace();
  const clock = useGame((g) => g.clock);
  return (
    <Radios
      label="Clock"
      options={CLOCKS.map((id) => [id, content.clocks[id].name] as const)}
      value={clock}
      onValue={store.getState().setClock}
    />
  );
});

const ClockNote = memo(function ClockNote() {
  const { content } = useRace();
  const clock = useGame((g) => g.clock);
  return <p className={styles.note}>{content.clocks[clock].means}</p>;
});

const Goals = memo(function Goals() {
  const { store, content } = useRace();
  const clock = useGame((g) => g.run.clocks[g.clock]);
  const current = useGame((g) => goalAt(g.run.clocks[g.clock], g.tick)?.id);
  return (
    <AimList
      aims={aimsOfClock(clock)}
      opens={0}
      names={content.goals}
      current={current}
      onAim={store.getState().goTo}
    />
  );
});

const Counts = memo(function Counts() {
  const { content } = useRace();
  const { run, clock, tick } = useMoment();
  return (
    <RaceLedger name="Counted so far" content={content} rows={plainCounts({ run, clock, tick }, content)} />
  );
});

const AllCounts = memo(function AllCounts() {
  const { content } = useRace();
  return <RaceLedger name="All counts" content={content} rows={allCounts(useMoment())} detailed />;
});

function useMoment() {
  const run = useGame((g) => g.run);
  const clock = useGame((g) => g.clock);
  const tick = useGame((g) => g.tick);
  return { run, clock, tick };
}

const Handles = memo(function Handles() {
  const { store, content } = useRace();
  const params = useGame((g) => g.run.params);
  const [refused, setRefused] = useState<string>();
  const turn = (id: string, value: string): void => {
    const { source, apply } = store.getState();
    const schema = source.params.find((p) => p.id === id);
    if (schema) setRefused(apply({ ...params, [id]: readParam(schema, value) }));
  };
  return (
    <HandleRow handles={content.handles} params={params} onTurn={turn}>
      {refused}
    </HandleRow>
  );
});

/** While it plays, at most one sentence in this many milliseconds is announced: more would never be heard out. */
const CALM = 6000;

/** Announces what all sides did, politely. Written past React: a sentence must not cost a render. */
function Live() {
  const { store, content } = useRace();
  const region = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    let last = 0;
    const announce = (now: RaceGame, was: RaceGame): void => {
      if (now.tick === was.tick && now.playing === was.playing && now.clock === was.clock) return;
      if (!region.current || sliderSaysIt(now.by, document.activeElement)) return;
      const time = performance.now();
      if (now.playing && time - last < CALM) return;
      last = time;
      region.current.textContent = raceSentence(content, now);
    };
    return store.subscribe(announce);
  }, [store, content]);
  return (
    <div className="visually-hidden">
      <p ref={region} className={styles.live} role="status" aria-live="polite" />
    </div>
  );
}
