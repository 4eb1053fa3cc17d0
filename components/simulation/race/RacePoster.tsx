import { goalAt } from '@/engine/index.ts';
import { AimList } from '../front/AimList.tsx';
import { stillKit } from '../poster/still-kit.tsx';
import { type HrefOf, momentHref } from './address.ts';
import type { RaceContent } from './content.ts';
import { aimsOfClock } from './lanes.ts';
import { allCounts, plainCounts } from './ledger.ts';
import { RaceFigure } from './RaceFigure.tsx';
import styles from './RaceFrame.module.css';
import { RaceFrame } from './RaceFrame.tsx';
import { RaceLanes } from './RaceLanes.tsx';
import { RaceLedger } from './RaceLedger.tsx';
import { RaceSideView } from './RaceSideView.tsx';
import { ofSide, type RaceMoment } from './source.ts';
import { placeAt, standing, toldAtPlace } from './telling.ts';

interface RacePosterProps extends RaceMoment {
  /** Distinguishes the drawings of one page. */
  readonly uid: string;
  readonly content: RaceContent;
  readonly hrefOf: HrefOf;
}

/** The race as a still: a drawing for each side and what is counted, with no script. */
export function RacePoster({ uid, content, hrefOf, ...moment }: RacePosterProps) {
  const { run, clock: id, tick } = moment;
  const clock = run.clocks[id];
  return (
    <RaceFrame
      content={content}
      sides={content.sides.map((words, i) => {
        const side = ofSide(run.sides, i);
        const place = placeAt(moment, i);
        return (
          <RaceSideView
            key={words.name}
            name={words.name}
            standing={standing(side, words, content, place)}
            still={place.is !== 'going' && tick < clock.length}
            told={toldAtPlace(side, words, place)}
            href={momentHref(hrefOf, side, place.step)}
            figure={
              <RaceFigure
                uid={`${uid}-${i}`}
                side={side}
                step={place.step}
                from={place.from}
                content={words.simulation}
                name={words.name}
                kit={stillKit}
              />
            }
          />
        );
      })}
      player={
        <div className={styles.track}>
          <RaceLanes clock={clock} content={content} />
          <div className={styles.room} />
        </div>
      }
      tools={<div className={styles.room} />}
      aside={
        <>
          <AimList
            aims={aimsOfClock(clock)}
            opens={0}
            names={content.goals}
            current={goalAt(clock, tick)?.id}
            onAim={undefined}
          />
          <RaceLedger name="Counted so far" content={content} rows={plainCounts(moment, content)} />
          <div className={styles.handleRoom} />
          <p className={styles.note}>{content.clocks[id].means}</p>
        </>
      }
      all={<RaceLedger name="All counts" content={content} rows={allCounts(moment)} detailed />}
    />
  );
}
