import { memo } from 'react';
import { LEVELS } from '../model/worlds.ts';
import { toneClass } from '../stage/tone.ts';
import type { RaceContent } from './content.ts';
import { ofSide } from './lockstep.ts';
import { PROFILE_HEIGHT, PROFILE_WIDTH, type Profile } from './profile.ts';
import styles from './RaceScrubber.module.css';
import type { RaceRun } from './source.ts';

interface RaceScoreProps {
  readonly run: RaceRun;
  readonly content: RaceContent;
}

/** All runs from beginning to end, one above the other: where each falls, and where each travels level. */
export const RaceScore = memo(function RaceScore({ run, content }: RaceScoreProps) {
  return (
    <div className={styles.score} aria-hidden="true">
      <span />
      <Phases run={run} content={content} />
      {content.sides.map(({ short }, side) => (
        <Flight key={short} name={short} profile={ofSide(run.sides, side).profile} run={run} />
      ))}
    </div>
  );
});

interface FlightProps {
  readonly name: string;
  readonly profile: Profile;
  readonly run: RaceRun;
}

const XEN = LEVELS.indexOf('hypervisor');

function Flight({ name, profile, run }: FlightProps) {
  const { lockstep, scale } = run;
  const marks = lockstep.phases
    .slice(1)
    .map((p) => `M${scale.at(p.from) * PROFILE_WIDTH} 0V${PROFILE_HEIGHT}`);
  return (
    <>
      <span className={styles.side}>{name}</span>
      <svg
        className={styles.flight}
        aria-hidden="true"
        viewBox={`0 0 ${PROFILE_WIDTH} ${PROFILE_HEIGHT}`}
        preserveAspectRatio="none"
        focusable="false"
      >
        <rect className={styles.xen} x={0} y={XEN} width={PROFILE_WIDTH} height={1} />
        <path className={styles.marks} d={marks.join('')} />
        <path className={styles.flights} d={profile.flights} />
        {profile.paths.map(({ tone, d }) => (
          <path key={tone} className={`${styles.leg} ${toneClass(tone)}`} d={d} />
        ))}
      </svg>
    </>
  );
}

/** The narrowest round whose number is written, as a part of the whole. */
const NUMBERED = 0.03;

/** The phases by name; where there are many rounds, the rounds by number. */
function Phases({ run, content }: RaceScoreProps) {
  const { phases, length } = run.lockstep;
  const { at } = run.scale;
  const rounds = phases.filter((p) => p.id === phases[0]?.id);
  const single = rounds.length === 1;
  const shown = single
    ? phases.map((p) => ({ ...p, text: content.phases[p.id]?.name ?? p.id }))
    : rounds.map((p, i) => ({ ...p, to: rounds[i + 1]?.from ?? length, text: String(p.nth) }));
  return (
    <ol className={styles.phases}>
      {shown
        .filter((p) => single || at(p.to) - at(p.from) >= NUMBERED)
        .map((p) => (
          <li
            key={`${p.id}.${p.nth}`}
            style={{ insetInlineStart: `${at(p.from) * 100}%`, width: `${(at(p.to) - at(p.from)) * 100}%` }}
          >
            {p.text}
          </li>
        ))}
    </ol>
  );
}
