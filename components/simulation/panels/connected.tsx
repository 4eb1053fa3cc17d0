/** The panels, each bound to the part of the store that it shows. Their drawing is in the files beside this one. */
import { memo, useMemo } from 'react';
import { chapterAt } from '../model/chapters.ts';
import { hexRows } from '../model/hex-rows.ts';
import { ledgerRows } from '../model/ledger-rows.ts';
import { listingAt } from '../model/listing.ts';
import { type Look, lookAt } from '../model/look.ts';
import { askAt, openAsk, optionsOf, verdictOf } from '../model/predict.ts';
import { reasonOf } from '../model/reason.ts';
import type { Run } from '../model/run.ts';
import { scorePaths, stretchesOf } from '../model/score.ts';
import { sentence } from '../model/sentence.ts';
import { privateChanges, touchesIn } from '../model/touches.ts';
import { useContent, useLook, usePlayer, useWidget } from '../player-context.ts';
import { horizon } from '../store.ts';
import { Bytes } from './Bytes.tsx';
import { Ledger } from './Ledger.tsx';
import { Listing } from './Listing.tsx';
import { Predict } from './Predict.tsx';
import { Reason } from './Reason.tsx';
import { ScrollingLines } from './ScrollingLines.tsx';
import scrubber from './Scrubber.module.css';
import { Score, Slider } from './Scrubber.tsx';
import { Transport } from './Transport.tsx';

export const ReasonPanel = memo(function ReasonPanel() {
  const content = useContent();
  const look = useLook();
  const chapters = usePlayer((p) => p.run.chapters);
  const chapter = chapterAt(chapters, look.step);
  return <Reason step={look.step} {...reasonOf(content, look, chapter)} />;
});

export const ListingPanel = memo(function ListingPanel() {
  const look = useLook();
  const content = useContent();
  const run = usePlayer((p) => p.run);
  const listing = listingAt(run.history.instance.program, look, run.history.threads[look.step]);
  const thread = listing?.thread ?? '';
  return (
    <Listing listing={listing} thread={content.threads[thread]?.name ?? thread}>
      {listing && <ScrollingLines key={listing.procedure} rows={listing.rows} focus={listing.focus} />}
    </Listing>
  );
});

const ROWS = 4;
/** How far back the bytes panel looks for the last step that touched memory. */
const BACK = 60;

function lastTouching(run: Run, step: number): Look {
  for (let n = step; n > Math.max(0, step - BACK); n--) {
    const look = lookAt(run.scenario, run.history, n);
    if (touchesIn(look.record).length > 0 || privateChanges(look.record, look.before, look.state).length > 0)
      return look;
  }
  return lookAt(run.scenario, run.history, step);
}

export const BytesPanel = memo(function BytesPanel() {
  const run = usePlayer((p) => p.run);
  const step = usePlayer((p) => p.step);
  const look = lastTouching(run, step);
  const touches = touchesIn(look.record);
  const nameOf = useMemo(() => {
    const { places } = run.index;
    return (at: number): string | undefined => {
      for (let back = 0; back < 8; back++) {
        const place = places.get(at - back);
        if (place && place.size > back) return `${place.layout}.${place.field}`;
      }
      return undefined;
    };
  }, [run]);
  return (
    <Bytes
      touches={touches}
      privates={privateChanges(look.record, look.before, look.state)}
      hex={hexRows(look.before?.ram, look.state.ram, touches, ROWS)}
      fresh={look.step === step}
      nameOf={nameOf}
    />
  );
});

export const LedgerPanel = memo(function LedgerPanel() {
  const run = usePlayer((p) => p.run);
  const step = usePlayer((p) => p.step);
  const end = usePlayer(horizon);
  return <Ledger rows={ledgerRows(run.history, run.index, step, end)} />;
});

export const PredictPanel = memo(function PredictPanel() {
  const { store, content } = useWidget();
  const asks = usePlayer((p) => p.asks);
  const answers = usePlayer((p) => p.answers);
  const step = usePlayer((p) => p.step);
  const revealing = usePlayer((p) => p.revealing !== undefined);
  const history = usePlayer((p) => p.run.history);
  const ask = askAt(asks, step);
  if (!ask) return null;
  const text = content.questions[ask.question.id] ?? { ask: ask.question.id, options: {} };
  return (
    <Predict
      key={ask.key}
      text={text}
      options={optionsOf(history, ask)}
      verdict={verdictOf(history, ask, answers)}
      revealing={revealing}
      onAnswer={(option) => store.getState().answer(ask.key, option)}
    />
  );
});

/** The whole run; in predict mode only as much of it as has been earned. */
const ScorePanel = memo(function ScorePanel() {
  const run = usePlayer((p) => p.run);
  const end = usePlayer(horizon);
  const content = useContent();
  const score = useMemo(() => {
    const staffs = run.history.instance.program.threads.map((t) => t.id);
    const stretches = stretchesOf(run.history, run.index).filter((s) => s.from <= end);
    return {
      staffs: staffs.map((id) => content.threads[id]?.short ?? id),
      paths: scorePaths(
        stretches.map((s) => ({ ...s, to: Math.min(s.to, end) })),
        staffs,
      ),
      chapters: run.chapters.filter((c) => c.step <= end),
    };
  }, [run, end, content]);
  return <Score length={end} {...score} />;
});

export const ScrubberPanel = memo(function ScrubberPanel() {
  const { store, names } = useWidget();
  const { step, record, before, state } = useLook();
  const end = usePlayer(horizon);
  return (
    <div className={scrubber.scrubber}>
      <ScorePanel />
      <Slider
        step={step}
        max={end}
        text={sentence(record, before, state, names)}
        onStep={(to) => store.getState().goTo(to, 'slider')}
      />
    </div>
  );
});

export const TransportPanel = memo(function TransportPanel() {
  const { store } = useWidget();
  const actions = store.getState();
  const atStart = usePlayer((p) => p.step === 0);
  const atEnd = usePlayer((p) => p.step >= horizon(p));
  const playing = usePlayer((p) => p.playing);
  return (
    <Transport
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

export const WaitingNote = memo(function WaitingNote() {
  const waits = usePlayer((p) => openAsk(p.asks, p.answers)?.step === p.step);
  return waits ? <p className={scrubber.waiting}>Answer the question to go on.</p> : null;
});
