/** How a reader moves at a level: from stop to stop, and from aim to aim. */
import {
  type At,
  DEPTHS,
  type Depth,
  depthOfStep,
  fromOf,
  neighbour,
  OPEN,
  type Spec,
  START,
  type Stop,
  stepAt,
  stopAt,
} from '@/engine/index.ts';
import type { Run } from './run.ts';

/** What the levels are called. */
export const DEPTH_NAMES: Readonly<Record<Depth, string>> = {
  story: 'Story',
  mechanism: 'Mechanism',
  lines: 'Lines',
};

/** A scenario that tells nothing has no story. */
export const depthsOf = ({ scenario }: Run): readonly Depth[] =>
  scenario.told ? DEPTHS : DEPTHS.filter((d) => d !== 'story');

const sameAt = (a: At, b: At): boolean => a.moment === b.moment && a.nth === b.nth && a.plus === b.plus;

/** The level at which an address opens that names none: one that counts single steps is of a time when all were shown. */
export function depthFor(run: Run, at: At, step: number): Depth {
  if (!run.scenario.told) return 'lines';
  if (sameAt(at, OPEN) || sameAt(at, START) || at.moment === 'end') return 'story';
  return at.plus > 0 ? 'lines' : depthOfStep(run.history.stops, step);
}

/** The step at which a level shows this one: itself, or the stop that contains it. */
export function shownStep(run: Run, depth: Depth, step: number): number {
  if (depth === 'lines' || step === 0) return step;
  const stops = run.history.stops[depth];
  return stops[stopAt(stops, step)]?.step ?? step;
}

/** The part of a run that is shown. */
export interface Range {
  readonly from: number;
  readonly to: number;
  /** What of the address this run has not. */
  readonly lost: readonly At[];
}

/** From a moment or from where a chapter begins, to a moment or to where a chapter ends. */
export function rangeOf(run: Run, { from, to }: Pick<Spec, 'from' | 'to'>): Range {
  const { history } = run;
  const begins = from && (stepAt(history, from) ?? aimSpan(run, from.moment)?.from);
  const ends = to && (stepAt(history, to) ?? aimSpan(run, to.moment)?.to);
  const lost = [begins === undefined ? from : undefined, ends === undefined ? to : undefined].filter(
    (at) => at !== undefined,
  );
  const range = { from: begins ?? 0, to: ends ?? history.length, lost };
  // One that ends before it begins shows everything from its beginning on.
  return range.from <= range.to ? range : { ...range, to: history.length, lost: to ? [...lost, to] : lost };
}

/** From the first stop of a chapter to the last before another one begins. */
function aimSpan(run: Run, id: string): { readonly from: number; readonly to: number } | undefined {
  const aims = aimsOf(run);
  const i = aims.findIndex((a) => a.id === id);
  const [aim, next] = [aims[i], aims[i + 1]];
  if (!aim) return undefined;
  const { stops, length } = run.history;
  return {
    from: aim.step,
    to: next ? (stops.story.findLast((s) => s.step < next.step)?.step ?? aim.step) : length,
  };
}

export interface Arrival {
  readonly level: Depth;
  readonly step: number;
  /** Whether this run has the moment; the start stands for one that it has not. */
  readonly found: boolean;
}

/** Where an address leads: to the level that it names or is of, and to the step that shows its moment there. */
export function arrivalAt(run: Run, spec: Pick<Spec, 'at' | 'level' | 'from' | 'to'>): Arrival {
  const { at, level } = spec;
  const { from, to } = rangeOf(run, spec);
  const { opens } = run.history;
  const asked = stepAt(run.history, at);
  // Where nothing else is said, a part that lacks the event in the title opens at its beginning.
  const isAway = sameAt(at, OPEN) && (opens < from || opens > to);
  const step = isAway ? from : Math.min(to, Math.max(from, asked ?? 0));
  const wanted = level ?? (isAway ? depthOfStep(run.history.stops, step) : depthFor(run, at, step));
  const depth = depthsOf(run).includes(wanted) ? wanted : 'lines';
  return { level: depth, step: Math.min(to, shownStep(run, depth, step)), found: asked !== undefined };
}

/** Where the reader is after choosing another level. What is folded opens where it begins. */
export function stepAtDepth(run: Run, from: Depth, to: Depth, step: number): number {
  const isDeeper = DEPTHS.indexOf(to) > DEPTHS.indexOf(from);
  if (!isDeeper || from === 'lines' || step === 0) return shownStep(run, to, step);
  const stops = run.history.stops[from];
  const stop = stops[stopAt(stops, step)];
  if (stop?.step !== step || stop.again === 0) return shownStep(run, to, step);
  return shownStep(run, to, fromOf(run.history.stops, from, step) + 1);
}

export const stepFrom = ({ history }: Run, depth: Depth, step: number, way: 1 | -1): number =>
  neighbour(history.stops, depth, step, way, history.length);

/** The stop of the story that has come last; undefined before the first. */
export const toldAt = ({ history }: Run, step: number): Stop | undefined =>
  history.stops.story.findLast((s) => s.step <= step);

/** A stretch of the story with an aim. */
export interface Aim {
  readonly id: string;
  /** Where it is first told of. */
  readonly step: number;
}

const goalOf = ({ scenario }: Run, { moment }: Stop): string | undefined =>
  scenario.told?.goals.find((g) => moment !== undefined && g.moments.includes(moment))?.id;

/** The aims of this run in the order in which they are first told of. */
export function aimsOf(run: Run): readonly Aim[] {
  const out: Aim[] = [];
  for (const stop of run.history.stops.story) {
    const id = goalOf(run, stop);
    if (id !== undefined && !out.some((a) => a.id === id)) out.push({ id, step: stop.step });
  }
  return out;
}

/** The aim that is being told of. */
export function aimAt(run: Run, step: number): string | undefined {
  // What is told again leads back to no aim that was left.
  const stop = run.history.stops.story.findLast(
    (s) => s.step <= step && s.moment !== undefined && s.again === 0,
  );
  return stop && goalOf(run, stop);
}

/** Whether the story turns to another aim after this step. */
export function endsAim(run: Run, depth: Depth, step: number): boolean {
  if (depth === 'lines') return false;
  const next = run.history.stops.story.find((s) => s.step > step);
  return next?.moment !== undefined && aimAt(run, next.step) !== aimAt(run, step);
}

/** Where the story next turns to another aim, or did. */
export function aimFrom(run: Run, step: number, way: 1 | -1): number {
  const { story } = run.history.stops;
  const begins = story
    .filter((s, i) => i === 0 || goalOf(run, s) !== goalOf(run, story[i - 1] as Stop))
    .map((s) => s.step);
  return way > 0
    ? (begins.find((s) => s > step) ?? run.history.length)
    : (begins.findLast((s) => s < step) ?? 0);
}
