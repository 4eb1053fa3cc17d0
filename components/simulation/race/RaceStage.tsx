import { memo, useId, useMemo } from 'react';
import { liveKit } from '../motion/live-kit.ts';
import { Moving } from '../motion/Moving.tsx';
import { useExplanations } from '../stage/use-explanations.ts';
import { useSwipe } from '../stage/use-swipe.ts';
import { smallLayout } from './layout.ts';
import { ofSide } from './lockstep.ts';
import { lookAtSegment } from './look.ts';
import figure from './RaceFigure.module.css';
import { RaceCaption, RaceFigure } from './RaceFigure.tsx';
import { useGame, useRace } from './race-context.ts';
import { finishedAt, movedAt, segmentAt, segmentText } from './sentences.ts';

/** A side of the race: drawn again only when it has moved. */
export const RaceStage = memo(function RaceStage({ side: index }: { readonly side: number }) {
  const uid = `r${useId().replaceAll(/[^a-z0-9]/gi, '')}`;
  const { content, store } = useRace();
  const side = useGame((g) => ofSide(g.run.sides, index));
  const segment = useGame((g) => segmentAt(ofSide(g.run.sides, index), g.tick));
  const travel = useGame((g) => g.travel);
  const { pointed, handlers } = useExplanations();
  const swipe = useSwipe((by) => store.getState().stepBy(by));
  const words = ofSide(content.sides, index);
  // The last segment of a side has its caption when it happens; after that the side only waits.
  const waits = useGame(({ run, tick }) => {
    const now = ofSide(run.sides, index);
    return finishedAt(run, now, tick) && !movedAt(now, tick);
  });
  const caption = waits ? { text: content.finished } : segmentText(side, words, segment);
  const layout = useMemo(() => smallLayout(side.scene, side.run.history.instance), [side]);
  return (
    <>
      <Moving travel={travel} className={figure.stage}>
        <RaceFigure
          uid={uid}
          run={side.run}
          look={lookAtSegment(side, segment)}
          layout={layout}
          scene={side.scene}
          content={words.simulation}
          name={words.name}
          kit={liveKit}
          handlers={{ ...handlers, ...swipe }}
        />
      </Moving>
      {pointed ? <RaceCaption text={pointed} /> : <RaceCaption {...caption} />}
    </>
  );
});
