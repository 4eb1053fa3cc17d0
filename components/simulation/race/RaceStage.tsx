import { memo, useId } from 'react';
import type { SimulationContent } from '../content.ts';
import { focusOf } from '../model/focus.ts';
import type { Look } from '../model/look.ts';
import { namesOf } from '../model/names.ts';
import type { Run } from '../model/run.ts';
import { sentence } from '../model/sentence.ts';
import { liveKit } from '../motion/live-kit.ts';
import { MotionContext } from '../motion/MotionContext.ts';
import { useReducedMotion } from '../motion/use-reduced-motion.ts';
import type { Glance } from '../scenes/scene.ts';
import type { Kit } from '../stage/kit.ts';
import { Stage, type StageProps } from '../stage/Stage.tsx';
import { useExplanations } from '../stage/use-explanations.ts';
import { glanceLayout } from './layout.ts';
import type { Side } from './lockstep.ts';
import { lookAtBeat } from './look.ts';
import styles from './RaceStage.module.css';
import { useGame, useRace } from './race-context.ts';
import { beatAt } from './says.ts';

type Handlers = Partial<Pick<StageProps, 'onPointerOver' | 'onPointerLeave' | 'onFocus' | 'onBlur'>>;

interface RaceFigureProps {
  readonly uid: string;
  readonly run: Run;
  readonly look: Look;
  readonly glance: Glance | undefined;
  readonly content: SimulationContent;
  readonly name: string;
  readonly kit: Kit;
  readonly handlers?: Handlers;
}

/** One side's stage, live or still. */
export function RaceFigure({ uid, run, look, glance, content, name, kit, handlers = {} }: RaceFigureProps) {
  const { threads } = run.history.instance.program;
  return (
    <Stage
      uid={uid}
      className={styles.stage}
      look={look}
      layout={glanceLayout(glance, threads)}
      specs={threads}
      index={run.index}
      focus={focusOf(look.record)}
      content={content}
      kit={kit}
      Figure={glance?.Figure}
      label={`Stage: ${name}`}
      {...handlers}
    />
  );
}

/** What the side just did, or what is pointed at. */
export const RaceCaption = ({ text }: { readonly text: string }) => <p className={styles.caption}>{text}</p>;

/** A side of the race: drawn again only when it has moved. */
export const RaceStage = memo(function RaceStage({ side }: { readonly side: Side }) {
  const uid = `r${useId().replaceAll(/[^a-z0-9]/gi, '')}`;
  const { content } = useRace();
  const race = useGame((s) => s.run);
  const beat = useGame((s) => beatAt(s.run, side, s.tick));
  const travel = useGame((s) => s.travel);
  const glance = useGame((s) => s.source.glances[side]);
  const reduced = useReducedMotion();
  const { pointed, handlers } = useExplanations();
  const run = race.runs[side];
  const look = lookAtBeat(run, race.lockstep, side, beat);
  const { name, simulation } = content.sides[side];
  const told = sentence(look.record, look.before, look.state, namesOf(simulation));
  return (
    <>
      <MotionContext value={{ travel, reduced }}>
        <RaceFigure
          uid={uid}
          run={run}
          look={look}
          glance={glance}
          content={simulation}
          name={name}
          kit={liveKit}
          handlers={handlers}
        />
      </MotionContext>
      <RaceCaption text={pointed ?? told} />
    </>
  );
});
