/**
 * The same requests on several systems, side by side. A run falls into rounds, a round into phases (submit, kick,
 * service, complete), found by the moments of each scenario; in step with the others means in the same phase of the
 * same round.
 */
import { assert, InputError } from './core/assert.ts';
import type { History } from './history.ts';
import type { RawParams } from './stories/params.ts';
import { PHASES, type Phase } from './stories/scenario.ts';

/** Steps `from + 1` to `to`. Nothing happens in it where both are one: this run has no such phase, or has finished. */
export interface RaceSpan {
  readonly from: number;
  readonly to: number;
}

/** A phase of one round, and what each run does in it, in the order of the runs. */
export interface RacePhase {
  readonly phase: Phase;
  /** From 1. One request after the other is a round each; requests that share everything share a round. */
  readonly round: number;
  readonly spans: readonly RaceSpan[];
  /** Ticks of the race before this phase, and how many it has: the longest span decides. */
  readonly before: number;
  readonly ticks: number;
}

export interface Race {
  readonly phases: readonly RacePhase[];
  /** All ticks: the race's own clock, which a scrubber shows. */
  readonly length: number;
}

type Round = readonly RaceSpan[];

/** The rounds of a run: for each the four phases, one behind the other without a gap. */
function roundsOf(history: History): readonly Round[] {
  const { phases, id } = history.instance.scenario;
  assert(phases, `scenario ${id} does not say what its phases are`);
  const phaseOf = new Map(PHASES.flatMap((p, i) => phases[p].map((m) => [m, i] as const)));
  /** Steps at which the phases of a round begin; a phase that does not occur begins where the next one does. */
  const rounds: number[][] = [];
  let at: number = PHASES.length;
  for (const { id: moment, step } of history.occurrences) {
    const phase = phaseOf.get(moment);
    if (phase === undefined) continue;
    if (phase === 0 && at === PHASES.length - 1) at = PHASES.length;
    if (at === PHASES.length) {
      // Whatever comes before the first round belongs to it.
      rounds.push([rounds.length === 0 ? 0 : step - 1]);
      at = 0;
    }
    const starts = rounds.at(-1) as number[];
    for (; at < phase; at++) starts.push(step - 1);
  }
  return rounds.map((starts, i) => {
    const end = rounds[i + 1]?.[0] ?? history.length;
    return PHASES.map((_, p) => ({ from: starts[p] ?? end, to: starts[p + 1] ?? end }));
  });
}

/**
 * Lays runs side by side. Where one has fewer rounds than another it waits at its end: it has finished.
 */
export function race(histories: readonly History[]): Race {
  const runs = histories.map(roundsOf);
  const count = Math.max(0, ...runs.map((rounds) => rounds.length));
  const phases: RacePhase[] = [];
  let before = 0;
  for (let round = 0; round < count; round++) {
    for (const [p, phase] of PHASES.entries()) {
      const spans = runs.map((rounds, i): RaceSpan => {
        const end = histories[i]?.length ?? 0;
        return rounds[round]?.[p] ?? { from: end, to: end };
      });
      const ticks = Math.max(...spans.map((s) => s.to - s.from));
      if (ticks > 0) phases.push({ phase, round: round + 1, spans, before, ticks });
      before += ticks;
    }
  }
  return { phases, length: before };
}

/** The phase that a tick belongs to: ticks `before + 1` to `before + ticks`. */
export function racePhaseAt({ phases, length }: Race, tick: number): RacePhase {
  assert(tick >= 0 && tick <= length, `there is no tick ${tick} of ${length}`);
  let low = 0;
  let high = phases.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if ((phases[mid] as RacePhase).before < Math.max(tick, 1)) low = mid;
    else high = mid - 1;
  }
  const phase = phases[low];
  assert(phase, 'a race has at least one phase');
  return phase;
}

/** Where each run stands at a tick. All arrive at the end of a phase together; a shorter one takes its steps evenly. */
export function stepsAt(r: Race, tick: number): readonly number[] {
  const { spans, before, ticks } = racePhaseAt(r, tick);
  return spans.map(({ from, to }) => from + Math.floor(((to - from) * (tick - before)) / ticks));
}

/** The first tick at which a run stands at a step. */
export function tickOf(r: Race, run: number, step: number): number {
  for (const { spans, before, ticks } of r.phases) {
    const s = spans[run];
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
