import { memo, useMemo } from 'react';
import { scorePaths, stretchesOf } from '../model/score.ts';
import { horizon } from '../model/withhold.ts';
import { useContent, usePlayer, useSentence, useWidget } from '../player-context.ts';
import scrubber from './Scrubber.module.css';
import { Score, Slider } from './Scrubber.tsx';

/** The whole run; in predict mode only as much of it as has been earned. */
const ScorePanel = memo(function ScorePanel() {
  const run = usePlayer((p) => p.run);
  const end = usePlayer(horizon);
  const content = useContent();
  const score = useMemo(() => {
    const { platform, program } = run.history.instance;
    const staffs = program.threads.map((t) => t.id);
    const stretches = stretchesOf(run.history, run.index).filter((s) => s.from <= end);
    return {
      staffs: staffs.map((id) => content.threads[id]?.short ?? id),
      paths: scorePaths(
        stretches.map((s) => ({ ...s, to: Math.min(s.to, end) })),
        staffs,
        platform,
      ),
      chapters: run.chapters.filter((c) => c.step <= end),
    };
  }, [run, end, content]);
  return <Score length={end} {...score} />;
});

/** The score with its slider, live. */
export const ScrubberPanel = memo(function ScrubberPanel() {
  const { store } = useWidget();
  const step = usePlayer((p) => p.step);
  const text = useSentence();
  const end = usePlayer(horizon);
  return (
    <div className={scrubber.scrubber}>
      <ScorePanel />
      <Slider
        step={step}
        max={end}
        text={text}
        onStep={(to) => store.getState().goTo(to, 'slider')}
        onBeyond={() => store.getState().stepBy(1)}
      />
    </div>
  );
});
