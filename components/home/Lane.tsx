import { isRight } from './guess.ts';
import styles from './Lane.module.css';
import { Track } from './Track.tsx';
import { callsOf, lengthOf, type Place, placeAt } from './way.ts';
import { fill, type HomeRaceWords, type RaceWay } from './words.ts';

export type Phase = 'ask' | 'race' | 'end';

interface LaneProps {
  readonly words: HomeRaceWords;
  readonly side: RaceWay;
  /** The width of all tracks, in calls. */
  readonly longest: number;
  readonly far: number;
  readonly phase: Phase;
  /** The guess that was made, once it can no longer be changed. */
  readonly guess: string | undefined;
}

/**
 * One way of the write: the guess at it, its track, what has been counted. The end is drawn as well, for paper and for
 * a browser without scripts; elsewhere it is not shown.
 */
export function Lane({ words, side, longest, far, phase, guess }: LaneProps) {
  const now = placeAt(side.way, far);
  const end = placeAt(side.way, Number.POSITIVE_INFINITY);
  const asking = phase === 'ask';
  return (
    <fieldset className={styles.lane}>
      <legend className={styles.name}>
        <span>{side.name}</span> <small>{side.kind}</small>
      </legend>
      <div className={styles.guesses}>
        {words.guesses.map((option) => {
          // Who only wanted to be shown has guessed nothing that could be right.
          const right = phase === 'end' && guess !== undefined && isRight(option, callsOf(side.way));
          return (
            <label key={option.id}>
              <input
                className={styles.radio}
                type="radio"
                name={side.id}
                value={option.id}
                required
                disabled={!asking}
              />
              <span className={`${styles.option} ${right ? styles.right : ''}`}>
                <span>{option.text}</span>
                {right && <span aria-hidden="true">✓</span>}
                {right && <span className="visually-hidden">{words.right}</span>}
              </span>
            </label>
          );
        })}
      </div>
      <div className={styles.live}>
        <Row words={words} side={side} longest={longest} place={now} asking={asking} far={far} />
        <p className={styles.caption}>{captionOf(side, now, phase, guess)}</p>
      </div>
      <div className={styles.final}>
        <Row
          words={words}
          side={side}
          longest={longest}
          place={end}
          asking={false}
          far={Number.POSITIVE_INFINITY}
        />
        <p className={styles.caption}>{side.end}</p>
      </div>
    </fieldset>
  );
}

interface RowProps extends Pick<LaneProps, 'words' | 'side' | 'longest' | 'far'> {
  readonly place: Place;
  readonly asking: boolean;
}

const Row = ({ words, side, longest, place, asking, far }: RowProps) => (
  <div className={styles.row}>
    <Track words={words} side={side} longest={longest} far={far} />
    <p
      className={`${styles.counter} ${place.stage === 'end' && lengthOf(side.way) < longest ? styles.fewer : ''}`}
    >
      <b>{asking ? '?' : String(place.calls)}</b>
      <span>{unitOf(words, side, place, asking)}</span>
    </p>
  </div>
);

function unitOf({ units }: HomeRaceWords, { way }: RaceWay, { stage }: Place, asking: boolean): string {
  if (asking) return units.ask;
  if (stage !== 'end') return units.run;
  return callsOf(way) === 1 ? units.one : units.many;
}

function captionOf(side: RaceWay, { stage, calls }: Place, phase: Phase, guess: string | undefined): string {
  if (phase === 'end' && guess !== undefined) return side.replies[guess] ?? side.end;
  return fill(side[stage], { n: Math.max(1, calls), total: callsOf(side.way) });
}
