/**
 * The same requests on several systems, side by side, by one of two clocks. In step by goals, all sides stand at the same
 * goal of the story, and who has reached it waits for the others. By calls, a tick is one call of a guest to its
 * hypervisor, so who needs fewer is done sooner. Neither is a clock of time.
 */
import { InputError } from './core/assert.ts';
import type { Ledger } from './core/ledger.ts';
import type { History, Occurrence, Visitor } from './history.ts';
import type { Stop } from './levels.ts';
import type { RawParams } from './stories/params.ts';

export const CLOCKS = ['goals', 'calls'] as const;
export type ClockId = (typeof CLOCKS)[number];

/** A run of a race, and the steps at which its guest called the hypervisor, in order. */
export interface Racer {
  readonly history: History;
  readonly calls: readonly number[];
}

/** Where a side stands at a tick. */
export interface RacePlace {
  readonly step: number;
  /** The step at which it stood before it moved here. */
  readonly from: number;
  /** What is told here; nothing at the start and at the end. */
  readonly moment?: string;
  /** How often it has happened again since it was told last. */
  readonly again: number;
  /** The goal that the story is after. */
  readonly goal?: string;
  /** `waiting` for others that are still at this goal; `done` when the run is over. */
  readonly is: 'going' | 'waiting' | 'done';
}

/** Ticks `from + 1` to `to` are after this goal. */
export interface GoalSpan {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

export interface RaceClock {
  readonly id: ClockId;
  /** The last tick; the first is 0, before anything has happened. */
  readonly length: number;
  /** By side, then by tick. */
  readonly places: readonly (readonly RacePlace[])[];
  /** By calls, the goals of the side that is done last. */
  readonly goals: readonly GoalSpan[];
}

/** How often the guest has called the hypervisor. A guest that has no VM exits does it by hypercalls alone. */
export const callsIn = ({ X, Hg }: Ledger): number => Math.max(X, Hg);

/** Notes the calls of a run while its history executes it: `visit` is given each step, `done` is asked afterwards. */
export function callIndex(): { readonly visit: Visitor; readonly done: () => readonly number[] } {
  const steps: number[] = [];
  return {
    visit: (_, step, ledger) => {
      for (let n = callsIn(ledger); steps.length < n; ) steps.push(step);
    },
    done: () => steps,
  };
}

export function raceClock(id: ClockId, racers: readonly Racer[]): RaceClock {
  return id === 'goals' ? byGoals(racers) : byCalls(racers);
}

const START: RacePlace = { step: 0, from: 0, again: 0, is: 'going' };

const goalsOf = ({ history }: Racer) => history.instance.scenario.told?.goals ?? [];

/** The goals of all sides, in the order of the first that has them. */
const allGoals = (racers: readonly Racer[]): readonly string[] => [
  ...new Set(racers.flatMap((r) => goalsOf(r).map((g) => g.id))),
];

const goalOf = (racer: Racer, moment: string | undefined): string | undefined =>
  goalsOf(racer).find((g) => moment !== undefined && g.moments.includes(moment))?.id;

/** The stops of a side by goal. What is told again, or comes late, leads back to no goal that was left. */
function stopsByGoal(racer: Racer, goals: readonly string[]): ReadonlyMap<string, readonly Stop[]> {
  const out = new Map<string, Stop[]>();
  let at = 0;
  for (const stop of racer.history.stops.story.slice(0, -1)) {
    if (stop.again === 0) at = Math.max(at, goals.indexOf(goalOf(racer, stop.moment) ?? ''));
    const goal = goals[at];
    if (goal !== undefined) out.set(goal, [...(out.get(goal) ?? []), stop]);
  }
  return out;
}

function byGoals(racers: readonly Racer[]): RaceClock {
  const goals = allGoals(racers);
  const stops = racers.map((r) => stopsByGoal(r, goals));
  const places = racers.map((): RacePlace[] => [START]);
  const spans: GoalSpan[] = [];
  let tick = 0;
  for (const id of goals) {
    const own = stops.map((s) => s.get(id) ?? []);
    const ticks = Math.max(...own.map((s) => s.length));
    if (ticks === 0) continue;
    for (const [side, list] of places.entries())
      for (let t = 0; t < ticks; t++) list.push(nextPlace(list, own[side]?.[t], id));
    spans.push({ id, from: tick, to: tick + ticks });
    tick += ticks;
  }
  for (const [side, list] of places.entries()) list.push(endOf(racers[side], list));
  return { id: 'goals', length: tick + 1, places, goals: spans };
}

function nextPlace(list: readonly RacePlace[], stop: Stop | undefined, goal: string): RacePlace {
  const last = list.at(-1) ?? START;
  return stop ? { ...stop, from: last.step, goal, is: 'going' } : { ...last, goal, is: 'waiting' };
}

function endOf(racer: Racer | undefined, list: readonly RacePlace[]): RacePlace {
  const last = list.at(-1) ?? START;
  const step = racer?.history.length ?? 0;
  return { step, from: last.step, again: 0, is: 'done', ...(last.goal !== undefined && { goal: last.goal }) };
}

/** A tick is a call and all that is done before the next: what was told of it last is what is shown. */
function byCalls(racers: readonly Racer[]): RaceClock {
  // A guest that calls nobody is done with the first call of another.
  const lengths = racers.map(({ calls }) => Math.max(1, calls.length));
  const length = Math.max(...lengths);
  const goals = allGoals(racers);
  const places = racers.map((racer, side) => {
    const list = callPlaces(racer, lengths[side] ?? 1, goals);
    const end = list.at(-1) ?? START;
    for (const over = { ...end, from: end.step }; list.length <= length; ) list.push(over);
    return list;
  });
  const slowest = places[lengths.indexOf(length)] ?? [];
  return { id: 'calls', length, places, goals: spansOf(slowest, goals) };
}

function callPlaces(racer: Racer, length: number, goals: readonly string[]): RacePlace[] {
  const told = racer.history.occurrences.filter((o) => goalOf(racer, o.id) !== undefined);
  const list: RacePlace[] = [START];
  let i = 0;
  let at = 0;
  for (let n = 1; n < length; n++) {
    const next = racer.calls[n] ?? racer.history.length;
    let last: Occurrence | undefined;
    for (; (told[i]?.step ?? next) < next; i++) {
      last = told[i];
      if (last?.nth === 1) at = Math.max(at, goals.indexOf(goalOf(racer, last.id) ?? ''));
    }
    const goal = goals[at];
    // Before the first call something may have been told; after it the call itself is what has happened.
    if (last && last.step < (racer.calls[n - 1] ?? 0)) last = undefined;
    list.push({
      step: last?.step ?? next - 1,
      from: list.at(-1)?.step ?? 0,
      again: 0,
      is: 'going',
      ...(last && { moment: last.id }),
      ...(goal !== undefined && { goal }),
    });
  }
  // The goal in which it ends is the last that it has.
  const end = endOf(racer, list);
  const last = told.findLast((o) => o.nth === 1);
  const goal = goals[Math.max(at, goals.indexOf(goalOf(racer, last?.id) ?? ''))];
  list.push({ ...end, ...(goal !== undefined && { goal }) });
  return list;
}

/** What a side passed within one tick has no tick of its own. */
function spansOf(places: readonly RacePlace[], goals: readonly string[]): readonly GoalSpan[] {
  let from = 0;
  return goals.map((id, at) => {
    const to = places.findLastIndex(({ goal }) => goals.indexOf(goal ?? '') <= at);
    const span = { id, from, to: Math.max(from, to) };
    from = span.to;
    return span;
  });
}

/** The goal that a tick is after; none at the start. */
export const goalAt = ({ goals }: RaceClock, tick: number): GoalSpan | undefined =>
  tick === 0 ? undefined : (goals.find((g) => tick <= g.to) ?? goals.at(-1));

/** The first tick at which a side stands at a step, or beyond it: its stop there contains the step. */
export function tickOfStep({ places, length }: RaceClock, side: number, step: number): number {
  const found = places[side]?.findIndex((p) => p.step >= step) ?? -1;
  return found < 0 ? length : found;
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
