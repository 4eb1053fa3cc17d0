/**
 * The same requests on several systems, side by side. A run falls into laps, a lap into phases (submit, kick, service,
 * complete), told by the moments of each scenario; in step with the others means in the same phase of the same lap.
 */
import { assert, InputError } from './core/assert.ts';
import type { History } from './history.ts';
import type { RawParams } from './stories/params.ts';
import { PHASES, type Phase } from './stories/scenario.ts';

/** Steps `from + 1` to `to`. Nothing happens in it where both are one: this run has no such phase, or has finished. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A phase of one lap, and what each run does in it, in the order of the runs. */
export interface Beat {
  readonly phase: Phase;
  /** From 1. One request after the other is a lap each; requests that share everything share a lap. */
  readonly lap: number;
  readonly stretches: readonly Stretch[];
  /** Ticks of the race before this beat, and how many it has: the longest stretch decides. */
  readonly before: number;
  readonly ticks: number;
}

export interface Race {
  readonly beats: readonly Beat[];
  /** All ticks: the race's own clock, which a scrubber shows. */
  readonly length: number;
}

type Lap = readonly Stretch[];

/** The laps of a run: for each the four phases, one behind the other without a gap. */
function lapsOf(history: History): readonly Lap[] {
  const { phases, id } = history.instance.scenario;
  assert(phases, `scenario ${id} does not say what its phases are`);
  const phaseOf = new Map(PHASES.flatMap((p, i) => phases[p].map((m) => [m, i] as const)));
  /** Steps at which the phases of a lap begin; a phase that does not occur begins where the next one does. */
  const laps: number[][] = [];
  let at: number = PHASES.length;
  for (const { id: moment, step } of history.occurrences) {
    const phase = phaseOf.get(moment);
    if (phase === undefined) continue;
    if (phase === 0 && at === PHASES.length - 1) at = PHASES.length;
    if (at === PHASES.length) {
      // Whatever comes before the first lap belongs to it.
      laps.push([laps.length === 0 ? 0 : step - 1]);
      at = 0;
    }
    const starts = laps.at(-1) as number[];
    for (; at < phase; at++) starts.push(step - 1);
  }
  return laps.map((starts, i) => {
    const end = laps[i + 1]?.[0] ?? history.length;
    return PHASES.map((_, p) => ({ from: starts[p] ?? end, to: starts[p + 1] ?? end }));
  });
}

/**
 * Lays runs side by side. Where one has fewer laps than another it waits at its end: it has finished.
 */
export function race(histories: readonly History[]): Race {
  const runs = histories.map(lapsOf);
  const count = Math.max(0, ...runs.map((laps) => laps.length));
  const beats: Beat[] = [];
  let before = 0;
  for (let lap = 0; lap < count; lap++) {
    for (const [p, phase] of PHASES.entries()) {
      const stretches = runs.map((laps, i): Stretch => {
        const end = histories[i]?.length ?? 0;
        return laps[lap]?.[p] ?? { from: end, to: end };
      });
      const ticks = Math.max(...stretches.map((s) => s.to - s.from));
      if (ticks > 0) beats.push({ phase, lap: lap + 1, stretches, before, ticks });
      before += ticks;
    }
  }
  return { beats, length: before };
}

/** The beat that a tick belongs to: ticks `before + 1` to `before + ticks`. */
export function beatAt({ beats, length }: Race, tick: number): Beat {
  assert(tick >= 0 && tick <= length, `there is no tick ${tick} of ${length}`);
  let low = 0;
  let high = beats.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if ((beats[mid] as Beat).before < Math.max(tick, 1)) low = mid;
    else high = mid - 1;
  }
  const beat = beats[low];
  assert(beat, 'a race has at least one beat');
  return beat;
}

/** Where each run stands at a tick. All arrive at the end of a phase together; a shorter one takes its steps evenly. */
export function stepsAt(r: Race, tick: number): readonly number[] {
  const { stretches, before, ticks } = beatAt(r, tick);
  return stretches.map(({ from, to }) => from + Math.floor(((to - from) * (tick - before)) / ticks));
}

/** The first tick at which a run stands at a step. */
export function tickOf(r: Race, run: number, step: number): number {
  for (const { stretches, before, ticks } of r.beats) {
    const s = stretches[run];
    if (!s || step > s.to || s.to === s.from) continue;
    return before + Math.ceil(((step - s.from) * ticks) / (s.to - s.from));
  }
  return r.length;
}

/** How many requests a race may have, and how they are submitted. */
export const RACE_COUNT = { min: 1, max: 64 } as const;
export const RACE_MODES = ['one-by-one', 'together'] as const;
export type RaceMode = (typeof RACE_MODES)[number];

/** The parameters of one side of a race: the same writes for every scenario. Throws an InputError for a count out of range. */
export function raceParams(count: number, mode: RaceMode): RawParams {
  if (!Number.isInteger(count) || count < RACE_COUNT.min || count > RACE_COUNT.max)
    throw new InputError(`A race takes ${RACE_COUNT.min} to ${RACE_COUNT.max} writes, not ${count}.`);
  return {
    requests: `w2048+8=Ringside${count > 1 ? `*${count}` : ''}`,
    queued: String(mode === 'together' ? count : 1),
  };
}
