import { fromOf } from '@/engine/index.ts';
import type { SimulationContent } from '../content.ts';
import { AimList } from '../front/AimList.tsx';
import { CountList } from '../front/CountList.tsx';
import { Fit } from '../front/Fit.tsx';
import { FrontFrame } from '../front/FrontFrame.tsx';
import { Telling } from '../front/Telling.tsx';
import { focusOf } from '../model/focus.ts';
import { aimAt, aimsOf } from '../model/levels.ts';
import { lookAt } from '../model/look.ts';
import { toldOf } from '../model/telling.ts';
import { layoutAt, ORIENTATIONS, stageLayout } from '../stage/layout.ts';
import { Stage } from '../stage/Stage.tsx';
import figure from '../stage/StageFigure.module.css';
import type { PosterData } from './open-poster.ts';
import styles from './Poster.module.css';
import { stillKit } from './still-kit.tsx';

interface PosterProps extends PosterData {
  /** Distinguishes the drawings of one page. */
  readonly uid: string;
  readonly content: SimulationContent;
  /** The page asks what a total would tell. */
  readonly withheld?: boolean;
}

/**
 * The widget as a still: the same drawing and the same places, with no hook and no script. It is what a page shows
 * before the widget arrives, in print, and where scripts are off.
 */
export function Poster({ uid, run, step, level, content, scene, withheld = false }: PosterProps) {
  const { history, index } = run;
  const look = lookAt(run.scenario, history, step, fromOf(run.history.stops, level, step));
  const { platform, program } = history.instance;
  const told = toldOf(content, run, look, level);
  return (
    <FrontFrame
      title={content.title}
      detailed={level !== 'story'}
      stage={ORIENTATIONS.map((orientation) => (
        <Fit
          key={orientation}
          layout={layoutAt(scene?.layouts, orientation, level)}
          className={figure[`${orientation}Only`]}
        >
          <Stage
            uid={`${uid}-${orientation}`}
            className={figure[orientation]}
            look={look}
            layout={stageLayout(layoutAt(scene?.layouts, orientation, level), program.threads, platform)}
            program={program}
            index={index}
            focus={focusOf(look.record)}
            content={content}
            kit={stillKit}
            spec={scene?.spec}
            level={level}
            withheld={withheld}
            label={told.what}
          />
        </Fit>
      ))}
      caption={<Telling {...told} />}
      player={<div className={styles.player} />}
      tools={<div className={styles.tools} />}
      aside={
        <>
          <AimList
            aims={aimsOf(run)}
            opens={history.opens}
            names={content.goals ?? {}}
            current={aimAt(run, step)}
            onAim={undefined}
          />
          <CountList
            content={content}
            run={run}
            step={step}
            ids={content.counts ?? []}
            end={history.length}
          />
        </>
      }
    />
  );
}
