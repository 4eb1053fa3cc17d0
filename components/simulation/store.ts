/**
 * One vanilla store per widget: the run, the step on the stage, and how it is being moved through. What panels show
 * is derived from it by pure functions in model/, never stored.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  type At,
  type Depth,
  InputError,
  type Mode,
  OPEN,
  type Params,
  type Scenario,
  type Spec,
  stepAt,
  type Way,
  wayOf,
} from '@/engine/index.ts';
import { chapterNamed, nextChapter, previousChapter } from './model/chapters.ts';
import {
  aimFrom,
  arrivalAt,
  depthsOf,
  endsAim,
  type Range,
  rangeOf,
  shownStep,
  stepAtDepth,
  stepFrom,
} from './model/levels.ts';
import { type Ask, asksOf, openAsk, SKIPPED } from './model/predict.ts';
import { type Run, runOf } from './model/run.ts';
import { type Hold, horizon, isAsking, isWaiting, REASON, type Withholding } from './model/withhold.ts';
import { seenTimer } from './when-seen.ts';

/** Milliseconds that a step stays on the stage at speed 1: the pace of somebody who reads the reason. */
const PACE = 2400;
export const SPEEDS = [0.5, 1, 2, 4, 10] as const;
/** Steps that follow each other faster than this are a held key or a drag: nothing travels, so nothing queues. */
const HURRY = 140;
/** The run to what a prediction reveals takes about this long, however many steps it has. */
const REVEAL_TIME = 2400;

export interface PlayerState extends Withholding {
  /** Things travel to where they now stand, or are simply there: after a jump, a drag, a held key. */
  readonly travel: boolean;
  /** Who moved: a slider announces its own value. */
  readonly by: 'slider' | 'other';
  readonly playing: boolean;
  readonly speed: number;
  readonly level: Depth;
  readonly mode: Mode;
  /** The reader wanted to go past an open question, and was told why not: once for each question. */
  readonly refused: boolean;
  /** A prediction was committed and the run is on its way to this step. */
  readonly revealing: number | undefined;
  readonly chrome: Spec['chrome'];
  /** What the address says of what is shown: the part of the run, the panels, the controls. */
  readonly shown: Pick<Spec, 'from' | 'to' | 'panels' | 'controls'>;
  /** The part of this run that is shown. */
  readonly range: Range;
  /** One sentence for each thing in the address that could not be taken. */
  readonly problems: readonly string[];
}

export interface Actions {
  readonly goTo: (step: number, by?: PlayerState['by']) => void;
  /** So many steps of the level. */
  readonly stepBy: (delta: number) => void;
  readonly setLevel: (level: Depth) => void;
  /** To where the thread that is at work executes next, or did. */
  readonly threadBy: (way: 1 | -1) => void;
  readonly nextChapter: () => void;
  readonly previousChapter: () => void;
  readonly toChapter: (id: string) => void;
  readonly togglePlay: () => void;
  readonly pause: () => void;
  readonly setSpeed: (speed: number) => void;
  readonly setMode: (mode: Mode) => void;
  readonly answer: (key: string, option: string) => void;
  /** The text beside the widget asks about the step on the stage, or asks no longer. */
  readonly withhold: (hold: Hold | undefined) => void;
  readonly setPending: (pending: boolean) => void;
  /** Reveals what the open question hides. */
  readonly skip: () => void;
  /**
   * Runs the scenario anew and opens it, or goes to a moment that both runs have. Returns the scenario's own sentence
   * where it refuses the parameters. The order is the scenario's own, and no line is left out, if `way` says nothing else.
   */
  readonly apply: (params: Params, at?: At, way?: Way) => string | undefined;
  /** How long what is said takes to read, in milliseconds. */
  readonly readWith: (time: (player: PlayerState) => number) => void;
  readonly dispose: () => void;
}

export type Player = PlayerState & Actions;
export type PlayerStore = StoreApi<Player>;

/** What is asked from a step on, as far as the part that is shown answers it. */
const asksFrom = (run: Run, { to }: Range, step: number): readonly Ask[] =>
  asksOf(run.scenario, run.history, step).filter((a) => a.reveal <= to);

/** How many steps of the level lie between two. */
function stepsBetween({ run, level }: PlayerState, from: number, to: number): number {
  if (level === 'lines') return to - from;
  return run.history.stops[level].filter((s) => s.step > from && s.step <= to).length || 1;
}

export function createPlayer(scenario: Scenario, spec: Spec, problems: readonly string[] = []): PlayerStore {
  const run = runOf(scenario, spec.params, wayOf(spec));
  const { level, step, found } = arrivalAt(run, spec);
  const { from, to, panels, controls } = spec;
  const shown = {
    ...(from && { from }),
    ...(to && { to }),
    ...(panels && { panels }),
    ...(controls && { controls }),
  };
  const range = rangeOf(run, shown);
  const lost = [
    ...(found ? [] : [`This run has no moment ${spec.at.moment}; it is shown from the start.`]),
    ...range.lost.map((at) => `This run cannot be cut at ${at.moment}; it is shown as a whole there.`),
  ];
  return createStore<Player>()((set, get) => {
    const timer = seenTimer();
    let moved = Number.NEGATIVE_INFINITY;
    /** Milliseconds a step on the way to what a prediction reveals. */
    let stride = 0;

    /** Milliseconds that it takes to read what is said of the step on the stage. */
    let reading = (_: PlayerState): number => PACE;
    const wait = (): number => (get().revealing === undefined ? reading(get()) / get().speed : stride);
    const tick = (): void => {
      const { step: now, revealing, playing, run: played, level: depth } = get();
      if (!playing) return;
      const end = revealing ?? horizon(get());
      const next = Math.min(stepFrom(played, depth, now, 1), end);
      const done = next >= end || (revealing === undefined && endsAim(played, depth, next));
      set({
        step: next,
        travel: wait() >= 200,
        by: 'other',
        playing: !done,
        ...(done && { revealing: undefined }),
      });
      if (done && revealing === undefined && isWaiting(get())) refuse();
      if (!done) start(wait());
    };
    const start = (first: number): void => timer.start(tick, first);
    const refuse = (): void => {
      if (isAsking(get())) set({ refused: true });
    };
    const moveTo = (to: number, by: PlayerState['by'] = 'other'): void => {
      const end = horizon(get());
      const next = Math.max(get().range.from, Math.min(to, end));
      if (to > end) refuse();
      if (next === get().step) return;
      const now = performance.now();
      set({ step: next, travel: now - moved > HURRY, by, revealing: undefined });
      moved = now;
      // A reader who steps while it plays gets the full time for the step they chose.
      if (get().playing) start(wait());
    };

    return {
      run,
      step,
      travel: false,
      by: 'other',
      playing: false,
      speed: 1,
      level,
      mode: spec.mode,
      asks: spec.mode === 'predict' ? asksFrom(run, range, step) : [],
      answers: {},
      held: undefined,
      pending: false,
      refused: false,
      revealing: undefined,
      chrome: spec.chrome,
      shown,
      range,
      problems: [...problems, ...lost],

      goTo: moveTo,
      stepBy: (delta) => {
        const { run: now, level: depth } = get();
        let to = get().step;
        for (let n = Math.abs(delta); n > 0; n--) to = stepFrom(now, depth, to, delta > 0 ? 1 : -1);
        moveTo(to);
      },
      setLevel: (depth) => {
        const { run: now, level: was, step: here } = get();
        if (depth === was || !depthsOf(now).includes(depth)) return;
        const inner = Math.max(get().range.from, stepAtDepth(now, was, depth, here));
        const to = Math.min(inner, horizon(get()));
        set({ level: depth, step: to, travel: false, by: 'other' });
      },
      threadBy: (way) => {
        const { run: now, step: here } = get();
        const { threads } = now.history;
        const thread = threads[Math.max(0, here - 1)];
        let to = here + way;
        while (to > 0 && to <= threads.length && threads[to - 1] !== thread) to += way;
        if (to >= 0 && to <= threads.length) moveTo(to);
      },
      nextChapter: () => {
        const { run: now, step: here, level: depth } = get();
        moveTo(
          depth === 'lines' ? nextChapter(now.chapters, here, now.history.length) : aimFrom(now, here, 1),
        );
      },
      previousChapter: () => {
        const { run: now, step: here, level: depth } = get();
        moveTo(depth === 'lines' ? previousChapter(now.chapters, here) : aimFrom(now, here, -1));
      },
      toChapter: (id) => {
        const found = chapterNamed(get().run.chapters, id, get().step);
        if (found) moveTo(found.step);
      },
      togglePlay: () => {
        const { playing, step: now } = get();
        if (playing) return get().pause();
        const end = horizon(get());
        if (isWaiting(get())) return refuse();
        if (now >= end) {
          const { run: played, range: part } = get();
          const again = Math.max(part.from, Math.min(played.history.opens, part.to));
          set({ step: again === end ? part.from : again, travel: false, by: 'other' });
        }
        set({ playing: true });
        start(Math.min(wait(), 150));
      },
      readWith: (time) => {
        reading = time;
      },
      pause: () => {
        timer.stop();
        set({ playing: false, revealing: undefined });
      },
      setSpeed: (speed) => set({ speed }),
      setMode: (mode) => {
        get().pause();
        const { run: now, step: here, range: part } = get();
        const begin = here >= part.to ? part.from : here;
        set({
          mode,
          step: mode === 'predict' ? begin : here,
          asks: mode === 'predict' ? asksFrom(now, part, begin) : [],
          answers: {},
          refused: false,
        });
      },
      answer: (key, option) => {
        const ask = get().asks.find((a) => a.key === key);
        if (!ask || key in get().answers) return;
        stride = Math.max(30, REVEAL_TIME / stepsBetween(get(), ask.step, ask.reveal));
        set({
          answers: { ...get().answers, [key]: option },
          refused: false,
          revealing: ask.reveal,
          playing: true,
        });
        start(150);
      },
      withhold: (hold) =>
        set(({ step: here }) => ({ held: hold && { skip: hold.skip, step: here }, refused: false })),
      setPending: (pending) => set({ pending }),
      skip: () => {
        const { held, asks, answers, answer } = get();
        // What the text hides, the text reveals.
        if (held) return held.skip();
        const ask = openAsk(asks, answers);
        if (ask) answer(ask.key, SKIPPED);
      },
      apply: (params, at = OPEN, way = {}) => {
        // The question of the text is about this run.
        if (get().held) return REASON;
        try {
          const anew = runOf(scenario, params, way);
          get().pause();
          const { level: depth, mode } = get();
          const part = rangeOf(anew, shown);
          const step = shownStep(anew, depth, stepAt(anew.history, at) ?? anew.history.opens);
          const to = Math.max(part.from, Math.min(step, part.to));
          const asks = mode === 'predict' ? asksFrom(anew, part, to) : [];
          set({
            run: anew,
            range: part,
            step: to,
            travel: false,
            asks,
            answers: {},
            refused: false,
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
