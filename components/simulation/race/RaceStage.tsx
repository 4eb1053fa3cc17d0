import { memo, useId, useMemo } from 'react';
import { liveKit } from '../motion/live-kit.ts';
import { MotionContext } from '../motion/MotionContext.ts';
import { useReducedMotion } from '../motion/use-reduced-motion.ts';
import { useExplanations } from '../stage/use-explanations.ts';
import { useSwipe } from '../stage/use-swipe.ts';
import { glanceLayout } from './layout.ts';
import type { Side } from './lockstep.ts';
import { lookAtBeat } from './look.ts';
import { RaceCaption, RaceFigure } from './RaceFigure.tsx';
import { useGame, useRace } from './race-context.ts';
import { beatAt, beatText, finishedAt, movedAt } from './says.ts';

/** A side of the race: drawn again only when it has moved. */
export const RaceStage = memo(function RaceStage({ side }: { readonly side: Side }) {
  const uid = `r${useId().replaceAll(/[^a-z0-9]/gi, '')}`;
  const { content, store } = useRace();
  const race = useGame((s) => s.run);
  const beat = useGame((s) => beatAt(s.run, side, s.tick));
  const travel = useGame((s) => s.travel);
  const glance = useGame((s) => s.source.glances[side]);
  const reduced = useReducedMotion();
  const motion = useMemo(() => ({ travel, reduced }), [travel, reduced]);
  const { pointed, handlers } = useExplanations();
  const swipe = useSwipe((by) => store.getState().stepBy(by));
  const run = race.runs[side];
  const look = lookAtBeat(run, race.lockstep, side, beat);
  const { name, simulation } = content.sides[side];
  // A side's last beat is told when it happens; after that it only waits.
  const waits = useGame((g) => finishedAt(g.run, side, g.tick) && !movedAt(g.run, g.tick)[side]);
  const told = waits ? { text: content.finished } : beatText(race, content, side, beat);
  const layout = useMemo(() => glanceLayout(glance, race.runs[side].history.instance), [glance, race, side]);
  return (
    <>
      <MotionContext value={motion}>
        <RaceFigure
          uid={uid}
          run={run}
          look={look}
          layout={layout}
          glance={glance}
          content={simulation}
          name={name}
          kit={liveKit}
          handlers={{ ...handlers, ...swipe }}
        />
      </MotionContext>
      {pointed ? <RaceCaption text={pointed} /> : <RaceCaption {...told} />}
    </>
  );
});
