/**
 * Two runs in lock-step. A run is cut into beats: every beat ends with a moment of its story, with a fall into the
 * hypervisor or a climb out of it, or when another thread goes on. In each phase the run with more beats sets the
 * ticks, and the other is spread over them: both begin and end every phase together. A tick is no unit of time.
 */
import { assert, type ThreadId, type World } from '@/engine/index.ts';
import type { Run } from '../model/run.ts';

/** The two sides of a race. */
export type Side = 0 | 1;
export const SIDES: readonly Side[] = [0, 1];
export type Pair<T> = readonly [T, T];
export const both = <T>(of: (side: Side) => T): Pair<T> => [of(0), of(1)];

/** States `from` to `to` of a run. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A phase of both runs. The spans of one side follow each other without a gap, from its start to its end. */
export interface PhaseSpan {
  readonly id: string;
  /** Counts from 1 among the phases of this id: one round for each request or batch. */
  readonly nth: number;
  readonly steps: Pair<Span>;
}

/** A phase as the race counts it, in ticks. */
export interface Lap extends Span {
  readonly id: string;
  readonly nth: number;
}

export interface Beats {
  /** `ends[n]` is the step after n beats; `ends[0]` is the start. */
  readonly ends: readonly number[];
  /** `at[t]` is the number of beats done at tick t. */
  readonly at: Int32Array;
}

export interface Lockstep {
  /** Ticks of the whole race. */
  readonly length: number;
  readonly laps: readonly Lap[];
  readonly beats: Pair<Beats>;
}

export function lockstep(runs: Pair<Run>, phases: readonly PhaseSpan[]): Lockstep {
  for (const side of SIDES) checkCover(runs[side].history.length, phases, side);
  const cuts = both((side) => cutsOf(runs[side]));
  const ends: Pair<number[]> = [[0], [0]];
  const at: Pair<number[]> = [[0], [0]];
  const laps: Lap[] = [];
  let tick = 0;
  for (const { id, nth, steps } of phases) {
    const beats = both((side) => endsWithin(cuts[side], steps[side]));
    const ticks = Math.max(1, beats[0].length, beats[1].length);
    for (const side of SIDES) spread(beats[side], ticks, ends[side], at[side]);
    laps.push({ id, nth, from: tick, to: tick + ticks });
    tick += ticks;
  }
  return {
    length: tick,
    laps,
    beats: both((side) => ({ ends: ends[side], at: Int32Array.from(at[side]) })),
  };
}

function checkCover(length: number, phases: readonly PhaseSpan[], side: Side): void {
  let step = 0;
  for (const { id, nth, steps } of phases) {
    const { from, to } = steps[side];
    assert(
      from === step && to >= from,
      `phase ${id}.${nth} of side ${side} begins at ${from}, not at ${step}`,
    );
    step = to;
  }
  assert(step === length, `the phases of side ${side} end at step ${step} of ${length}`);
}

/** Appends a phase's beats, and for each of its ticks how many beats are done by then. */
function spread(beats: readonly number[], ticks: number, ends: number[], at: number[]): void {
  const before = ends.length - 1;
  ends.push(...beats);
  for (let t = 1; t <= ticks; t++) at.push(before + Math.floor((t * beats.length) / ticks));
}

/** Where the thread that executes each step stands. While the processor itself acts it stays where it was. */
export function standings({ history, index }: Run): readonly World[] {
  const hardware = new Set(
    history.instance.program.threads.filter((t) => t.domain === null).map((t) => t.id),
  );
  const stood = new Map<ThreadId, World>();
  return index.worlds.map((world, i) => {
    const thread = history.threads[i] ?? '';
    if (world === 'hardware' && !hardware.has(thread)) return stood.get(thread) ?? world;
    stood.set(thread, world);
    return world;
  });
}

/** A system call is no border of this story: user code and kernel of a domain count as one. */
const groundOf = (world: World | undefined): 'domain' | World | undefined =>
  world === 'hypervisor' || world === 'hardware' || world === undefined ? world : 'domain';

/** The steps after which a beat is over, in order. */
function cutsOf(run: Run): readonly number[] {
  const { threads, occurrences } = run.history;
  const stands = standings(run);
  const out = new Set(occurrences.map((o) => o.step));
  for (let i = 1; i < threads.length; i++)
    if (threads[i] !== threads[i - 1] || groundOf(stands[i]) !== groundOf(stands[i - 1])) out.add(i);
  return [...out].sort((a, b) => a - b);
}

/** The ends of the beats of a span; its own end is one of them, if it has any step. */
function endsWithin(cuts: readonly number[], { from, to }: Span): readonly number[] {
  if (from === to) return [];
  return [...cuts.slice(firstAbove(cuts, from), firstAbove(cuts, to - 1)), to];
}

function firstAbove(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((sorted[mid] ?? 0) > value) high = mid;
    else low = mid + 1;
  }
  return low;
}

/** The step that a side has reached at a tick. */
export const stepOf = ({ beats }: Lockstep, side: Side, tick: number): number =>
  beats[side].ends[beats[side].at[tick] ?? 0] ?? 0;

/** The phase that a tick stands in: the one that begins there, at a boundary. */
export const lapAt = ({ laps }: Lockstep, tick: number): Lap | undefined =>
  laps.findLast((lap) => lap.from <= tick);

export const nextLap = ({ laps, length }: Lockstep, tick: number): number =>
  laps.find((lap) => lap.from > tick)?.from ?? length;

export const previousLap = ({ laps }: Lockstep, tick: number): number =>
  laps.findLast((lap) => lap.from < tick)?.from ?? 0;
