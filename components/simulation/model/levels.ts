/** How a reader moves at a level: from stop to stop, and from aim to aim. */
import {
  type At,
  DEPTHS,
  type Depth,
  depthOfStep,
  fromOf,
  neighbour,
  OPEN,
  START,
  type Stop,
  stopAt,
} from '@/engine/index.ts';
import type { Run } from './run.ts';

/** A scenario that tells nothing has no story. */
export const depthsOf = ({ scenario }: Run): readonly Depth[] =>
  scenario.told ? DEPTHS : DEPTHS.filter((d) => d !== 'story');

const sameAt = (a: At, b: At): boolean => a.moment === b.moment && a.nth === b.nth && a.plus === b.plus;

/** The level at which an address opens that names none: one that counts single steps is of a time when all were shown. */
export function depthFor(run: Run, at: At, step: number): Depth {
  if (!run.scenario.told) return 'lines';
  if (sameAt(at, OPEN) || sameAt(at, START) || at.moment === 'end') return 'story';
  return at.plus > 0 ? 'lines' : depthOfStep(run.stops, step);
}

export const stopsOf = ({ stops }: Run, depth: Exclude<Depth, 'lines'>): readonly Stop[] => stops[depth];

/** The step at which a level shows this one: itself, or the stop that contains it. */
export function shownStep(run: Run, depth: Depth, step: number): number {
  if (depth === 'lines' || step === 0) return step;
  const stops = stopsOf(run, depth);
  return stops[stopAt(stops, step)]?.step ?? step;
}

/** Where the reader is after choosing another level. What is folded opens where it begins. */
export function stepAtDepth(run: Run, from: Depth, to: Depth, step: number): number {
  const isDeeper = DEPTHS.indexOf(to) > DEPTHS.indexOf(from);
  if (!isDeeper || from === 'lines' || step === 0) return shownStep(run, to, step);
  const stops = stopsOf(run, from);
  const stop = stops[stopAt(stops, step)];
  if (stop?.step !== step || stop.again === 0) return shownStep(run, to, step);
  return shownStep(run, to, fromOf(run.stops, from, step) + 1);
}

export const stepFrom = ({ stops, history }: Run, depth: Depth, step: number, way: 1 | -1): number =>
  neighbour(stops, depth, step, way, history.length);

/** The step whose state a level showed before this one. */
export const stepBefore = ({ stops }: Run, depth: Depth, step: number): number => fromOf(stops, depth, step);

/** The stop of the story that has come last; undefined before the first. */
export const toldAt = ({ stops: { story } }: Run, step: number): Stop | undefined =>
  story.findLast((s) => s.step <= step);

/** A stretch of the story with an aim. */
export interface Aim {
  readonly id: string;
  /** Where it is first told of. */
  readonly step: number;
}

/** The aims of this run in the order in which they are first told of. */
export function aimsOf({ scenario, stops }: Run): readonly Aim[] {
  const goals = scenario.told?.goals ?? [];
  const out: Aim[] = [];
  for (const { step, moment } of stops.story) {
    const goal = goals.find((g) => moment !== undefined && g.moments.includes(moment));
    if (goal && !out.some((a) => a.id === goal.id)) out.push({ id: goal.id, step });
  }
  return out;
}

/** The aim that is being told of. */
export function aimAt(run: Run, step: number): string | undefined {
  // What is told again leads back to no aim that was left.
  const moment = run.stops.story.findLast(
    (s) => s.step <= step && s.moment !== undefined && s.again === 0,
  )?.moment;
  return run.scenario.told?.goals.find((g) => moment !== undefined && g.moments.includes(moment))?.id;
}

/** Whether the story turns to another aim after this step. */
export function endsAim(run: Run, depth: Depth, step: number): boolean {
  if (depth === 'lines') return false;
  const next = run.stops.story.find((s) => s.step > step);
  return next?.moment !== undefined && aimAt(run, next.step) !== aimAt(run, step);
}

/** Where the story next turns to another aim, or did. */
export function aimFrom(run: Run, step: number, way: 1 | -1): number {
  const { story } = run.stops;
  const goalOf = (s: Stop) => run.scenario.told?.goals.find((g) => g.moments.includes(s.moment ?? ''))?.id;
  const begins = story
    .filter((s, i) => i === 0 || goalOf(s) !== goalOf(story[i - 1] as Stop))
    .map((s) => s.step);
  return way > 0
    ? (begins.find((s) => s > step) ?? run.history.length)
    : (begins.findLast((s) => s < step) ?? 0);
}
