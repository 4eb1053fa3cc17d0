import { memo } from 'react';
import type { Stop } from '@/engine/index.ts';
import { goBeyond } from '../go-beyond.ts';
import { horizon, isAsking, isWaiting } from '../model/withhold.ts';
import { usePlayer, useSentence, useWidget } from '../player-context.ts';
import type { Player } from '../store.ts';
import styles from './Front.module.css';
import { StepSlider } from './StepSlider.tsx';
import { TransportButtons } from './TransportButtons.tsx';

/** One list, so that what asks for it is not told of a change. */
const NONE: readonly Stop[] = [];

/** The stops of the level; none where every step is one. */
const stopsOf = (p: Player): readonly Stop[] => (p.level === 'lines' ? NONE : p.run.history.stops[p.level]);

/** Where what is counted begins: at the event in the title, or where the part begins that is shown. */
const beginOf = ({ range, run, shown }: Player): number => (shown.from ? range.from : run.history.opens);

/** Back, on, and by itself. */
export const FrontTransport = memo(function FrontTransport() {
  const { store } = useWidget();
  const atStart = usePlayer((p) => p.step <= p.range.from);
  const atEnd = usePlayer((p) => p.step >= horizon(p));
  const playing = usePlayer((p) => p.playing);
  // At an open question it does not act, but is asked: it says why.
  const waits = usePlayer(isWaiting);
  const { stepBy, togglePlay } = store.getState();
  return <TransportButtons {...{ atStart, atEnd, playing, waits }} onStep={stepBy} onPlay={togglePlay} />;
});

/** Where in the level this is. What comes before the event in the title is counted as its prologue. */
export const StopCount = memo(function StopCount() {
  const text = usePlayer((p) => countText(p));
  return (
    <span className={styles.where}>
      <span>{text}</span>
    </span>
  );
});

function countText(p: Player): string {
  const begins = beginOf(p);
  const told = stopsOf(p).filter((s) => s.step > begins && s.step <= p.range.to);
  const n = told.filter((s) => s.step <= p.step).length;
  if (p.step < begins) return p.step === 0 ? 'before the start' : 'what came before';
  return p.mode === 'watch' && !isAsking(p) ? `step ${n} of ${told.length}` : `step ${n}`;
}

/** A slider over the stops of the level. */
export const StopSlider = memo(function StopSlider() {
  const { store } = useWidget();
  const stops = usePlayer(stopsOf);
  const step = usePlayer((p) => p.step);
  const end = usePlayer(horizon);
  const text = useSentence();
  const begins = usePlayer(beginOf);
  // What comes before the event in the title is reached by the chapters, and a step at a time.
  const steps = [begins, ...stops.map((s) => s.step).filter((s) => s > begins && s <= end)];
  const at = Math.max(
    0,
    steps.findLastIndex((s) => s <= step),
  );
  const goTo = (n: number): void => store.getState().goTo(steps[n] ?? 0, 'slider');
  return (
    <div className={styles.slideway}>
      <StepSlider
        name="Step"
        text={text}
        max={steps.length - 1}
        value={at}
        step={step}
        onValue={goTo}
        onKeyDown={goBeyond(() => store.getState().stepBy(1))}
      />
    </div>
  );
});
