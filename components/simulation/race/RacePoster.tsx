import { stillKit } from '../poster/still-kit.tsx';
import type { RaceContent } from './content.ts';
import { smallLayout } from './layout.ts';
import { compareRows } from './ledger.ts';
import { ofSide } from './lockstep.ts';
import { lookAtSegment } from './look.ts';
import { RaceCaption, RaceFigure } from './RaceFigure.tsx';
import { RaceFrame } from './RaceFrame.tsx';
import { RaceLedger } from './RaceLedger.tsx';
import styles from './RacePoster.module.css';
import scrubber from './RaceScrubber.module.css';
import { RaceScore } from './RaceScrubber.tsx';
import { RaceWhy } from './RaceWhy.tsx';
import { phasesAt, segmentAt, segmentText, whereText } from './sentences.ts';
import type { RaceRun } from './source.ts';

interface RacePosterProps {
  /** Distinguishes the drawings of one page. */
  readonly uid: string;
  readonly run: RaceRun;
  readonly tick: number;
  readonly content: RaceContent;
}

/** The race as a still: a drawing for each side and the bill, with no hook and no script. */
export function RacePoster({ uid, run, tick, content }: RacePosterProps) {
  return (
    <RaceFrame
      content={content}
      bar={<div className={styles.bar} />}
      stages={content.sides.map((words, i) => {
        const side = ofSide(run.sides, i);
        const segment = segmentAt(side, tick);
        return (
          <>
            <RaceFigure
              uid={`${uid}-${i}`}
              run={side.run}
              look={lookAtSegment(side, segment)}
              layout={smallLayout(side.scene, side.run.history.instance)}
              scene={side.scene}
              content={words.simulation}
              name={words.name}
              kit={stillKit}
            />
            <RaceCaption {...segmentText(side, words, segment)} />
          </>
        );
      })}
      why={<RaceWhy content={content} phases={phasesAt(run, tick)} where={whereText(run, content, tick)} />}
      ledger={<RaceLedger content={content} rows={compareRows(run, tick)} />}
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
