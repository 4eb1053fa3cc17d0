import { stillKit } from '../poster/still-kit.tsx';
import type { RaceContent } from './content.ts';
import { glanceLayout } from './layout.ts';
import { compareRows } from './ledger.ts';
import { both, stepOf } from './lockstep.ts';
import { lookAtBeat } from './look.ts';
import { RaceCaption, RaceFigure } from './RaceFigure.tsx';
import { RaceFrame } from './RaceFrame.tsx';
import { RaceLedger } from './RaceLedger.tsx';
import styles from './RacePoster.module.css';
import scrubber from './RaceScrubber.module.css';
import { RaceScore } from './RaceScrubber.tsx';
import { RaceWhy } from './RaceWhy.tsx';
import { beatAt, beatText, finishedAt, phaseAt, whereText } from './says.ts';
import type { RaceRun, RaceSource } from './source.ts';

interface RacePosterProps {
  /** Distinguishes the drawings of one page. */
  readonly uid: string;
  readonly source: RaceSource;
  readonly run: RaceRun;
  readonly tick: number;
  readonly content: RaceContent;
}

/** The race as a still: two drawings and the bill, with no hook and no script. */
export function RacePoster({ uid, source, run, tick, content }: RacePosterProps) {
  const stand = (t: number) => both((side) => stepOf(run.lockstep, side, t));
  return (
    <RaceFrame
      content={content}
      bar={<div className={styles.bar} />}
      stages={both((side) => {
        const look = lookAtBeat(run.runs[side], run.lockstep, side, beatAt(run, side, tick));
        const { name, simulation } = content.sides[side];
        return (
          <>
            <RaceFigure
              uid={`${uid}-${side}`}
              run={run.runs[side]}
              look={look}
              layout={glanceLayout(source.glances[side], run.runs[side].history.instance)}
              glance={source.glances[side]}
              content={simulation}
              name={name}
              kit={stillKit}
            />
            <RaceCaption {...beatText(run, content, side, beatAt(run, side, tick))} />
          </>
        );
      })}
      why={
        <RaceWhy
          content={content}
          phases={both((side) => (finishedAt(run, side, tick) ? 'end' : phaseAt(run, tick)))}
          where={whereText(run, content, tick)}
        />
      }
      ledger={
        <RaceLedger content={content} rows={compareRows(run, stand(tick), stand(Math.max(0, tick - 1)))} />
      }
      player={
        <>
          <div className={scrubber.scrubber}>
            <RaceScore run={run} content={content} />
          </div>
          <div className={styles.transport} />
        </>
      }
    />
  );
}
