/** One vanilla store per race: the runs, the clock and its tick, and how it is being moved through. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  type At,
  type ClockId,
  InputError,
  type Params,
  type RaceClock,
  type RawParams,
  tickOfStep,
} from '@/engine/index.ts';
import { readingTime } from '../model/telling.ts';
import { seenTimer } from '../when-seen.ts';
import { racePairs, tickAt } from './address.ts';
import type { RaceContent } from './content.ts';
import { type RaceMoment, type RaceRun, type RaceSource, raceOf } from './source.ts';
import { isNewAt, newText } from './telling.ts';

/** Ticks that follow each other faster than this are a held key or a drag: nothing travels, so nothing queues. */
const HURRY = 140;
/** Ticks in which only counts move pass quickly, all of them together in about this many milliseconds. */
const RUSH = 4000;
/** No tick is shown for less, and none of a rush for more. */
const [LEAST, MOST] = [40, 450];

export interface RaceState extends RaceMoment {
  readonly source: RaceSource;
  /** Things travel to where they now stand, or are simply there. */
  readonly travel: boolean;
  /** Who moved: a slider announces its own value. */
  readonly by: 'slider' | 'other';
  readonly playing: boolean;
  /** One sentence for each thing in the address that could not be taken. */
  readonly problems: readonly string[];
}

export interface RaceActions {
  readonly goTo: (tick: number, by?: RaceState['by']) => void;
  readonly stepBy: (delta: number) => void;
  /** To where the next goal begins, or the one before. */
  readonly nextChapter: () => void;
  readonly previousChapter: () => void;
  /** The same moment by the other clock. */
  readonly setClock: (clock: ClockId) => void;
  readonly togglePlay: () => void;
  readonly pause: () => void;
  /** Runs all sides anew. Returns one sentence where the engine refuses the parameters. */
  readonly apply: (params: Params) => string | undefined;
  readonly dispose: () => void;
}

export type RaceGame = RaceState & RaceActions;
export type RaceStore = StoreApi<RaceGame>;

export interface RaceSpec {
  readonly params: Params;
  readonly clock: ClockId;
  readonly at: At;
}

export const pairsOfRace = ({ source, run, clock, tick }: RaceState): RawParams =>
  racePairs(source, run, clock, tick);

/** The side that goes on longest decides where the other clock stands. */
const slowest = ({ sides }: RaceRun): number =>
  sides.reduce((best, { calls }, i) => (calls.length > (sides[best]?.calls.length ?? 0) ? i : best), 0);

function sameMoment(run: RaceRun, from: RaceClock, tick: number, to: RaceClock): number {
  if (tick === 0) return 0;
  if (tick >= from.length) return to.length;
  const side = slowest(run);
  return tickOfStep(to, side, from.places[side]?.[tick]?.step ?? 0);
}

/** The first ticks of the goals, and the end. */
const goalTicks = ({ goals, length }: RaceClock): readonly number[] => [
  ...goals.map((g) => g.from + 1),
  length,
];

export function createRace(
  source: RaceSource,
  spec: RaceSpec,
  content: RaceContent,
  problems: readonly string[] = [],
): RaceStore {
  const opened = raceOf(source, spec.params);
  const at = tickAt(opened, spec.clock, spec.at);
  const lost =
    at === undefined ? [`This race has no moment ${spec.at.moment}; it is shown from the start.`] : [];
  return createStore<RaceGame>()((set, get) => {
    const timer = seenTimer();
    let moved = Number.NEGATIVE_INFINITY;
    const now = (): RaceClock => get().run.clocks[get().clock];
    const tellsNew = (state: RaceState): boolean =>
      state.run.sides.some((_, side) => isNewAt(state, side)) || state.tick >= now().length;

    /** How many ticks lie between those that tell something new. */
    function rush(): number {
      const { tick, ...state } = get();
      let [from, to] = [tick, tick + 1];
      while (from > 0 && !tellsNew({ ...state, tick: from })) from--;
      while (to < now().length && !tellsNew({ ...state, tick: to })) to++;
      return to - from;
    }
    /** Milliseconds that this tick stays on the stages. */
    function wait(): number {
      const state = get();
      if (state.tick === 0 || tellsNew(state)) return readingTime(newText(content, state));
      return Math.max(LEAST, Math.min(MOST, RUSH / rush()));
    }
    /** Where very many ticks tell nothing new, not each of them is shown. */
    const stride = (): number =>
      get().tick === 0 || tellsNew(get()) ? 1 : Math.max(1, Math.round((rush() * LEAST) / RUSH));
    const start = (first: number): void => timer.start(tickOn, first);
    const tickOn = (): void => {
      if (!get().playing) return;
      const next = Math.min(get().tick + stride(), now().length);
      const done = next >= now().length;
      set({ tick: next, by: 'other', playing: !done, travel: true });
      if (done) return;
      const time = wait();
      if (time < HURRY) set({ travel: false });
      start(time);
    };
    const moveTo = (to: number, by: RaceState['by'] = 'other'): void => {
      const next = Math.max(0, Math.min(to, now().length));
      if (next === get().tick) return;
      const time = performance.now();
      set({ tick: next, travel: time - moved > HURRY, by });
      moved = time;
      // Who steps while it plays gets the full time for the tick they chose.
      if (get().playing) start(wait());
    };

    return {
      source,
      run: opened,
      clock: spec.clock,
      tick: at ?? 0,
      travel: false,
      by: 'other',
      playing: false,
      problems: [...problems, ...lost],

      goTo: moveTo,
      stepBy: (delta) => moveTo(get().tick + delta),
      nextChapter: () => moveTo(goalTicks(now()).find((t) => t > get().tick) ?? now().length),
      previousChapter: () => moveTo(goalTicks(now()).findLast((t) => t < get().tick) ?? 0),
      setClock: (clock) => {
        const { run, tick, clock: was } = get();
        if (clock === was) return;
        get().pause();
        set({
          clock,
          tick: sameMoment(run, run.clocks[was], tick, run.clocks[clock]),
          travel: false,
          by: 'other',
        });
      },
      togglePlay: () => {
        if (get().playing) return get().pause();
        if (get().tick >= now().length) set({ tick: 0, travel: false, by: 'other' });
        set({ playing: true });
        start(150);
      },
      pause: () => {
        timer.stop();
        set({ playing: false });
      },
      apply: (params) => {
        try {
          const run = raceOf(source, params);
          const { run: was, clock, tick } = get();
          get().pause();
          const to = tick >= was.clocks[clock].length ? run.clocks[clock].length : tick;
          set({
            run,
            tick: Math.min(to, run.clocks[clock].length),
            travel: false,
            by: 'other',
            problems: [],
          });
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
