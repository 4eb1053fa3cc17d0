import { memo } from 'react';
import { LEVELS } from '../model/worlds.ts';
import { toneClass } from '../stage/tone.ts';
import type { RaceContent } from './content.ts';
import { type Lockstep, SIDES } from './lockstep.ts';
import { PROFILE_HEIGHT, type Profile } from './profile.ts';
import styles from './RaceScrubber.module.css';
import type { RaceRun } from './source.ts';

interface RaceScoreProps {
  readonly run: RaceRun;
  readonly content: RaceContent;
}

/** Both runs from beginning to end, one above the other: where each falls, and where each travels level. */
export const RaceScore = memo(function RaceScore({ run, content }: RaceScoreProps) {
  return (
    <div className={styles.score} aria-hidden="true">
      <span />
      <Phases lockstep={run.lockstep} content={content} />
      {SIDES.map((side) => (
        <Flight
          key={side}
          name={content.sides[side].short}
          profile={run.profiles[side]}
          lockstep={run.lockstep}
        />
      ))}
    </div>
  );
});

interface FlightProps {
  readonly name: string;
  readonly profile: Profile;
  readonly lockstep: Lockstep;
}

const XEN = LEVELS.indexOf('hypervisor');

function Flight({ name, profile, lockstep }: FlightProps) {
  const { length, laps } = lockstep;
  const marks = laps.slice(1).map((l) => `M${l.from} 0V${PROFILE_HEIGHT}`);
  return (
    <>
      <span className={styles.side}>{name}</span>
      <svg
        className={styles.flight}
        aria-hidden="true"
        viewBox={`0 0 ${length} ${PROFILE_HEIGHT}`}
        preserveAspectRatio="none"
        focusable="false"
      >
        <rect className={styles.xen} x={0} y={XEN} width={length} height={1} />
        <path className={styles.marks} d={marks.join('')} />
        <path className={styles.flights} d={profile.flights} />
        {profile.paths.map(({ tone, d }) => (
          <path key={tone} className={`${styles.leg} ${toneClass(tone)}`} d={d} />
        ))}
      </svg>
    </>
  );
}

/** The narrowest phase whose name is written, and the narrowest round whose number is, in parts of the whole. */
const NAMED = 0.055;
const NUMBERED = 0.03;

/** The phases by name; where there are many rounds, the rounds by number. */
function Phases({ lockstep, content }: { readonly lockstep: Lockstep; readonly content: RaceContent }) {
  const { laps, length } = lockstep;
  const percent = (ticks: number): string => `${(ticks / length) * 100}%`;
  const rounds = laps.filter((l) => l.id === laps[0]?.id);
  const single = rounds.length === 1;
  const shown = single
    ? laps.map((l) => ({ ...l, text: content.phases[l.id]?.name ?? l.id }))
    : rounds.map((l, i) => ({ ...l, to: rounds[i + 1]?.from ?? length, text: String(l.nth) }));
  return (
    <ol className={styles.phases}>
      {shown
        .filter((l) => (l.to - l.from) / length >= (single ? NAMED : NUMBERED))
        .map((l) => (
          <li
            key={`${l.id}.${l.nth}`}
            style={{ insetInlineStart: percent(l.from), width: percent(l.to - l.from) }}
          >
            {l.text}
          </li>
        ))}
    </ol>
  );
}

interface RaceSliderProps {
  readonly tick: number;
  readonly max: number;
  readonly text: string;
  readonly onTick: (tick: number) => void;
}

/** A real slider over both flights; its thumb is the playhead. */
export const RaceSlider = ({ tick, max, text, onTick }: RaceSliderProps) => (
  <>
    <span
      className={styles.ahead}
      style={{ '--done': max === 0 ? 0 : tick / max } as React.CSSProperties}
      aria-hidden="true"
    />
    <input
      className={styles.slider}
      type="range"
      aria-label="Step of both"
      aria-valuetext={`Step ${tick}. ${text}`}
      min={0}
      max={max}
      step={1}
      value={tick}
      onChange={(e) => onTick(e.currentTarget.valueAsNumber)}
    />
  </>
);
