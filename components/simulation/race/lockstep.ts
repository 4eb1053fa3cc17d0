/**
 * Two to four runs in lock-step. A run is cut into segments: each ends with a moment of its story, with a fall into the
 * hypervisor or a climb out of it, or when another thread goes on. In each phase the run with the most segments sets
 * the ticks, and the others are spread over them: all begin and end every phase together. A tick is no unit of time.
 */
import { assert, type ThreadId, type World } from '@/engine/index.ts';
import type { Run } from '../model/run.ts';

/** So many stages fit on a page. */
export const MOST_SIDES = 4;

/** What belongs to one side, from a list in the order of the sides. Throws where there is no such side. */
export function ofSide<T>(list: readonly T[], side: number): T {
  const found = list[side];
  assert(found !== undefined, `a race of ${list.length} sides has no side ${side}`);
  return found;
}

/** States `from` to `to` of a run. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A phase of all runs. The spans of one side follow each other without a gap, from its start to its end. */
export interface PhaseSpan {
  readonly id: string;
  /** Counts from 1 among the phases of this id: one round for each request or batch. */
  readonly nth: number;
  /** In the order of the sides. */
  readonly steps: readonly Span[];
}

/** A phase as the race counts it, in ticks. */
export interface PhaseTicks extends Span {
  readonly id: string;
  readonly nth: number;
}

/** The segments of one run. */
export interface Segments {
  /** `ends[n]` is the step after n segments; `ends[0]` is the start. */
  readonly ends: readonly number[];
  /** `at[t]` is the number of segments done at tick t. */
  readonly at: Int32Array;
}

export interface Lockstep {
  /** Ticks of the whole race. */
  readonly length: number;
  readonly phases: readonly PhaseTicks[];
  /** In the order of the sides. */
  readonly segments: readonly Segments[];
}

export function lockstep(runs: readonly Run[], phases: readonly PhaseSpan[]): Lockstep {
  for (const [side, { history }] of runs.entries()) checkCover(history.length, phases, side);
  const sides = runs.map((run) => ({ cuts: cutsOf(run), ends: [0], at: [0] }));
  const counted: PhaseTicks[] = [];
  let tick = 0;
  for (const { id, nth, steps } of phases) {
    const ends = sides.map(({ cuts }, side) => endsWithin(cuts, ofSide(steps, side)));
    const ticks = Math.max(1, ...ends.map((e) => e.length));
    for (const [side, into] of sides.entries()) spread(ofSide(ends, side), ticks, into);
    counted.push({ id, nth, from: tick, to: tick + ticks });
    tick += ticks;
  }
  return {
    length: tick,
    phases: counted,
    segments: sides.map(({ ends, at }) => ({ ends, at: Int32Array.from(at) })),
  };
}

function checkCover(length: number, phases: readonly PhaseSpan[], side: number): void {
  let step = 0;
  for (const { id, nth, steps } of phases) {
    const { from, to } = ofSide(steps, side);
    assert(
      from === step && to >= from,
      `phase ${id}.${nth} of side ${side} begins at ${from}, not at ${step}`,
    );
    step = to;
  }
  assert(step === length, `the phases of side ${side} end at step ${step} of ${length}`);
}

/** Appends the segments of a phase, and for each of its ticks how many segments are done by then. */
function spread(
  segments: readonly number[],
  ticks: number,
  { ends, at }: { readonly ends: number[]; readonly at: number[] },
): void {
  const before = ends.length - 1;
  ends.push(...segments);
  for (let t = 1; t <= ticks; t++) at.push(before + Math.floor((t * segments.length) / ticks));
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

/** The steps after which a segment is over, in order. */
function cutsOf(run: Run): readonly number[] {
  const { threads, occurrences } = run.history;
  const stands = standings(run);
  const out = new Set(occurrences.map((o) => o.step));
  for (let i = 1; i < threads.length; i++)
    if (threads[i] !== threads[i - 1] || groundOf(stands[i]) !== groundOf(stands[i - 1])) out.add(i);
  return [...out].sort((a, b) => a - b);
}

/** The ends of the segments of a span; its own end is one of them, if it has any step. */
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
export const stepOf = ({ ends, at }: Segments, tick: number): number => ends[at[tick] ?? 0] ?? 0;

/** The phase that a tick stands in: the one that begins there, at a boundary. */
export const phaseOfTick = ({ phases }: Lockstep, tick: number): PhaseTicks | undefined =>
  phases.findLast((phase) => phase.from <= tick);

/** The tick at which the next phase begins. */
export const nextPhase = ({ phases, length }: Lockstep, tick: number): number =>
  phases.find((phase) => phase.from > tick)?.from ?? length;

export const previousPhase = ({ phases }: Lockstep, tick: number): number =>
  phases.findLast((phase) => phase.from < tick)?.from ?? 0;
