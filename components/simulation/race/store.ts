/** One vanilla store per race: the runs, the tick that all have reached, and how it is being moved through. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type At, InputError, type Params, type RawParams } from '@/engine/index.ts';
import { seenTimer } from '../when-seen.ts';
import { racePairs, tickAt } from './address.ts';
import { nextPhase, previousPhase } from './lockstep.ts';
import { type RaceRun, type RaceSource, raceOf } from './source.ts';

/** Milliseconds that a tick stays on the stages at speed 1. */
const PACE = 360;
/** Ticks that follow each other faster than this are a held key or a drag: nothing travels, so nothing queues. */
const HURRY = 140;

export interface RaceState {
  readonly source: RaceSource;
  readonly run: RaceRun;
  readonly tick: number;
  /** Things travel to where they now stand, or are simply there. */
  readonly travel: boolean;
  /** Who moved: a slider announces its own value. */
  readonly by: 'slider' | 'other';
  readonly playing: boolean;
  /** It plays by itself: nobody has asked for it, so nothing is announced. */
  readonly unasked: boolean;
  readonly speed: number;
  /** One sentence for each thing in the address that could not be taken. */
  readonly problems: readonly string[];
}

export interface RaceActions {
  readonly goTo: (tick: number, by?: RaceState['by']) => void;
  readonly stepBy: (delta: number) => void;
  readonly nextChapter: () => void;
  readonly previousChapter: () => void;
  readonly togglePlay: () => void;
  /** Plays without having been asked, and stops doing so. Anything that the reader does ends it for good. */
  readonly playUnasked: () => void;
  readonly rest: () => void;
  readonly pause: () => void;
  readonly setSpeed: (speed: number) => void;
  /** Runs all sides anew. Returns one sentence where the engine refuses the parameters. */
  readonly apply: (params: Params) => string | undefined;
  readonly dispose: () => void;
}

export type RaceGame = RaceState & RaceActions;
export type RaceStore = StoreApi<RaceGame>;

export interface RaceSpec {
  readonly params: Params;
  readonly at: At;
}

export const pairsOfRace = ({ source, run, tick }: RaceState): RawParams =>
  racePairs(source, run.params, run.lockstep, tick);

export function createRace(source: RaceSource, spec: RaceSpec, problems: readonly string[] = []): RaceStore {
  const run = raceOf(source, spec.params);
  const tick = tickAt(run.lockstep, spec.at);
  const lost =
    tick === undefined ? [`This race has no phase ${spec.at.moment}; it is shown from the start.`] : [];
  return createStore<RaceGame>()((set, get) => {
    const timer = seenTimer();
    let moved = Number.NEGATIVE_INFINITY;
    const end = (): number => get().run.lockstep.length;
    const wait = (): number => PACE / get().speed;
    const start = (first: number): void => timer.start(tickOn, first);
    const tickOn = (): void => {
      if (!get().playing) return;
      const next = Math.min(get().tick + 1, end());
      const done = next >= end();
      set({ tick: next, travel: wait() >= HURRY, by: 'other', playing: !done });
      if (!done) start(wait());
    };
    const moveTo = (to: number, by: RaceState['by'] = 'other'): void => {
      const next = Math.max(0, Math.min(to, end()));
      if (next === get().tick) return;
      const now = performance.now();
      set({ tick: next, travel: now - moved > HURRY, by, unasked: false });
      moved = now;
      // Who steps while it plays gets the full time for the tick they chose.
      if (get().playing) start(wait());
    };

    return {
      source,
      run,
      tick: tick ?? 0,
      travel: false,
      by: 'other',
      playing: false,
      unasked: false,
      speed: 1,
      problems: [...problems, ...lost],

      goTo: moveTo,
      stepBy: (delta) => moveTo(get().tick + delta),
      nextChapter: () => moveTo(nextPhase(get().run.lockstep, get().tick)),
      previousChapter: () => moveTo(previousPhase(get().run.lockstep, get().tick)),
      togglePlay: () => {
        if (get().playing) return get().pause();
        if (get().tick >= end()) set({ tick: 0, travel: false, by: 'other' });
        set({ playing: true, unasked: false });
        start(Math.min(wait(), 150));
      },
      playUnasked: () => {
        if (get().playing || get().tick >= end()) return;
        set({ playing: true, unasked: true });
        start(wait());
      },
      rest: () => {
        if (!get().unasked) return;
        timer.stop();
        set({ playing: false });
      },
      pause: () => {
        timer.stop();
        set({ playing: false, unasked: false });
      },
      setSpeed: (speed) => set({ speed }),
      apply: (params) => {
        try {
          const anew = raceOf(source, params);
          get().pause();
          set({ run: anew, tick: 0, travel: false, by: 'other', problems: [] });
          return undefined;
        } catch (e) {
          if (e instanceof InputError) return e.message;
          throw e;
        }
      },
      dispose: timer.stop,
    };
  });
}
