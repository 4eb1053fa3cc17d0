'use client';

import { type FormEvent, type ReactNode, useCallback, useRef, useState } from 'react';
import styles from './GuessRace.module.css';
import { Lane, type Phase } from './Lane.tsx';
import { useArrowOnArrival } from './use-arrow-on-arrival.ts';
import { useClock } from './use-clock.ts';
import { callsOf, farAt, lengthOf, timeTo } from './way.ts';
import { fill, type HomeRaceWords, type RaceWay } from './words.ts';

interface GuessRaceProps {
  readonly words: HomeRaceWords;
  readonly sides: readonly RaceWay[];
  /** What is shown after the end. */
  readonly children: ReactNode;
}

type Guesses = Readonly<Record<string, string>>;

/** A guess first, then both ways of one write by one clock. Nothing moves before the guess, or for who wants no motion. */
export function GuessRace({ words, sides, children }: GuessRaceProps) {
  const lanes = useRef<HTMLDivElement>(null);
  const [guesses, setGuesses] = useState<Guesses>();
  const [ms, setMs] = useState(0);
  const longest = Math.max(...sides.map((s) => lengthOf(s.way)));
  const total = timeTo(longest);
  const phase: Phase = guesses === undefined ? 'ask' : ms < total ? 'race' : 'end';
  useClock(
    phase === 'race',
    useCallback((passed) => setMs((before) => before + passed), []),
  );

  /** The button that was pressed goes away: the race gets the focus, and is brought into view. */
  const look = (): void => {
    lanes.current?.focus({ preventScroll: true });
    const { top = 0, bottom = 0 } = lanes.current?.getBoundingClientRect() ?? {};
    if (top < 0 || bottom > innerHeight) lanes.current?.scrollIntoView();
  };
  const run = (): void => {
    setMs(matchMedia('(prefers-reduced-motion: reduce)').matches ? total : 0);
    look();
  };
  // The race is what this page is about: the arrow that steps a simulation starts it, while nothing has the focus.
  useArrowOnArrival(phase === 'ask', () => {
    setGuesses({});
    run();
  });
  const commit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setGuesses(Object.fromEntries([...new FormData(event.currentTarget)].map(([k, v]) => [k, String(v)])));
    run();
  };

  return (
    <>
      <form className={styles.race} onSubmit={commit}>
        {/* biome-ignore lint/a11y/useSemanticElements: the fieldsets are in it */}
        <div ref={lanes} className={styles.lanes} role="group" aria-label={words.title} tabIndex={-1}>
          {sides.map((side) => (
            <Lane
              key={side.id}
              words={words}
              side={side}
              longest={longest}
              far={farAt(ms)}
              phase={phase}
              guess={guesses?.[side.id]}
            />
          ))}
        </div>
        <div className={styles.controls}>
          {phase === 'ask' && (
            <>
              <button type="submit" className={styles.main}>
                {words.commit}
              </button>
              <button
                type="button"
                aria-keyshortcuts="ArrowRight"
                onClick={({ currentTarget }) => {
                  currentTarget.form?.reset();
                  setGuesses({});
                  run();
                }}
              >
                <span>{words.show}</span> <span aria-hidden="true">→</span>
              </button>
            </>
          )}
          {phase === 'race' && (
            <button
              type="button"
              onClick={() => {
                setMs(total);
                look();
              }}
            >
              {words.skip}
            </button>
          )}
          {phase === 'end' && (
            <>
              <h2 className={styles.ratio}>
                <b>{sides.map((s) => callsOf(s.way)).join(' : ')}</b> <span>{words.ratio}</span>
              </h2>
              <button type="button" onClick={run}>
                {words.again}
              </button>
            </>
          )}
        </div>
        <p className={styles.scale}>{words.scale}</p>
        <p role="status" className="visually-hidden">
          {phase === 'race' ? words.running : phase === 'end' ? outcome(words, sides, guesses) : ''}
        </p>
      </form>
      <div className={styles.after} hidden={phase !== 'end'}>
        {children}
      </div>
    </>
  );
}

/** What a reader hears at the end: the counts, and what was right or mistaken about the guesses. */
function outcome(words: HomeRaceWords, sides: readonly RaceWay[], guesses: Guesses = {}): string {
  const counts = sides.map(({ name, way }) => {
    const n = callsOf(way);
    return fill(words.ended, { name, n: fill(n === 1 ? words.calls.one : words.calls.many, { n }) });
  });
  const replies = sides.flatMap(({ id, replies: by }) => by[guesses[id] ?? ''] ?? []);
  return [...counts, ...replies].join(' ');
}
