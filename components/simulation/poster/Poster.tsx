import type { SimulationContent } from '../content.ts';
import { Frame } from '../Frame.tsx';
import { chapterAt } from '../model/chapters.ts';
import { focusOf } from '../model/focus.ts';
import { ledgerRows } from '../model/ledger-rows.ts';
import { listingAt } from '../model/listing.ts';
import { lookAt } from '../model/look.ts';
import { namesOf } from '../model/names.ts';
import { reasonOf } from '../model/reason.ts';
import { sentence } from '../model/sentence.ts';
import { Ledger } from '../panels/Ledger.tsx';
import { Lines } from '../panels/Lines.tsx';
import { Listing } from '../panels/Listing.tsx';
import { Reason } from '../panels/Reason.tsx';
import { RecordedClosed } from '../panels/RecordedSummary.tsx';
import legend from '../stage/Legend.module.css';
import { Legend } from '../stage/Legend.tsx';
import { GENERIC, ORIENTATIONS, stageLayout } from '../stage/layout.ts';
import { Stage } from '../stage/Stage.tsx';
import figure from '../stage/StageFigure.module.css';
import { StageFigure } from '../stage/StageFigure.tsx';
import type { PosterData } from './open-poster.ts';
import styles from './Poster.module.css';
import { stillKit } from './still-kit.tsx';

interface PosterProps extends PosterData {
  /** Distinguishes the drawings of one page. */
  readonly uid: string;
  readonly content: SimulationContent;
  readonly bare?: boolean;
}

/**
 * The widget as a still: the same drawing and the same places, with no hook and no script. It is what a page shows
 * before the widget arrives, in print, and where scripts are off.
 */
export function Poster({ uid, run, step, content, scene, Detail, bare = false }: PosterProps) {
  const { history, index, chapters } = run;
  const look = lookAt(run.scenario, history, step);
  const { platform, program } = history.instance;
  const caption = sentence(look.record, look.before, look.state, namesOf(content, platform));
  const listing = listingAt(program, look, history.threads[step]);
  return (
    <Frame
      still
      title={content.title}
      bar={<div className={styles.bar} />}
      stage={
        <StageFigure caption={caption}>
          {ORIENTATIONS.map((orientation) => (
            <div key={orientation} className={figure[`${orientation}Only`]}>
              <Stage
                uid={`${uid}-${orientation}`}
                className={figure[orientation]}
                look={look}
                layout={stageLayout((scene?.layouts ?? GENERIC)[orientation], program.threads, platform)}
                specs={program.threads}
                index={index}
                focus={focusOf(look.record)}
                content={content}
                kit={stillKit}
                spec={scene?.spec}
                label={caption}
              />
            </div>
          ))}
        </StageFigure>
      }
      player={<div className={styles.player} />}
      legend={
        <Legend scene={scene}>
          {scene?.detail && Detail && (
            <details className={legend.detail}>
              <summary>{scene.detail.title}</summary>
              <Detail look={look} />
            </details>
          )}
        </Legend>
      }
      reason={<Reason step={step} {...reasonOf(content, look, chapterAt(chapters, step))} />}
      {...(!bare && {
        listing: (
          <Listing listing={listing} thread={content.threads[listing?.thread ?? '']?.name ?? ''}>
            <Lines rows={listing?.rows ?? []} />
          </Listing>
        ),
        bytes: <div />,
        ledger: <Ledger rows={ledgerRows(history, index, step)} />,
        recorded: content.recordings && <RecordedClosed />,
      })}
    />
  );
}
