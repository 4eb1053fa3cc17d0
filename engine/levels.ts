/**
 * How deep a run is read. A level is a set of steps of the same run, each level a part of the next: the story has the
 * moments that are told, the mechanism every change that another party can see, the lines every step. The machine knows
 * nothing of them.
 */
import type { Effect } from './core/effect.ts';
import { visibilityOf } from './core/effects.ts';
import type { StepRecord } from './core/machine.ts';
import type { ThreadId } from './core/state.ts';
import type { Occurrence, Visitor } from './history.ts';
import type { Told } from './stories/scenario.ts';

/** From the shallowest. */
export const DEPTHS = ['story', 'mechanism', 'lines'] as const;
export type Depth = (typeof DEPTHS)[number];

/** A step at which a level stops. It stands for every step since the stop before. */
export interface Stop {
  readonly step: number;
  /** The moment that is told here; none for a change that has no name, and at the end of the run. */
  readonly moment?: string;
  /** How often what was told before happened again in the steps that this stop stands for; 0 where it is told in full. */
  readonly again: number;
}

/** The stops of the two levels that leave steps out, in order. The last of each is the end of the run. */
export interface Stops {
  readonly story: readonly Stop[];
  readonly mechanism: readonly Stop[];
}

/** A visible step, and what makes it one act with its neighbours. */
interface Act {
  readonly step: number;
  readonly key: string;
  readonly thread: ThreadId;
  /** It only passes from one world to another: part of what the thread does there next. */
  readonly bare: boolean;
}

/** A thread that passes somewhere and acts there within so many lines does one thing. */
const NEAR = 3;

/** From where a thread falls into the hypervisor to where it comes back. */
interface Round {
  readonly from: number;
  to: number;
  kind: string;
  /** A hypercall of a guest that makes no exit. */
  readonly call: boolean;
}

/** Gathers what the levels need while a history executes its run: `visit` is given each step, `done` is asked afterwards. */
export function levelIndex(): {
  readonly visit: Visitor;
  readonly done: (occurrences: readonly Occurrence[], length: number, told: Told | undefined) => Stops;
} {
  const acts: Act[] = [];
  const rounds: Round[] = [];
  const open = new Map<ThreadId, Round>();
  const visit: Visitor = (record, step) => {
    let visible = false;
    for (const e of record.effects) {
      visible ||= visibilityOf(e) === 'visible';
      follow(e, record, step, open, rounds);
    }
    if (visible) acts.push({ step, thread: record.thread, ...actOf(record) });
  };
  return {
    visit,
    done: (occurrences, length, told) => {
      const story = storyStops(occurrences, length, told);
      return { story, mechanism: mechanismStops(acts, rounds, occurrences, story, length) };
    },
  };
}

function follow(
  e: Effect,
  record: StepRecord,
  step: number,
  open: Map<ThreadId, Round>,
  rounds: Round[],
): void {
  const now = open.get(record.thread);
  const begin = (kind: string, call: boolean): void => {
    const round = { from: step, to: step, kind: `${record.thread} ${kind}`, call };
    open.set(record.thread, round);
    rounds.push(round);
  };
  const end = (): void => {
    if (now) now.to = step;
    open.delete(record.thread);
  };
  if (e.kind === 'exit') begin(String(e.reason), false);
  else if (e.kind === 'hypercall') {
    // What was asked for tells one exit for a hypercall from another.
    if (now) now.kind += ` ${e.name} ${e.op}`;
    else begin(`${e.name} ${e.op}`, true);
  } else if (e.kind === 'entry' && now && !now.call) end();
  else if (e.kind === 'result' && now?.call) end();
}

/** Lines of one procedure that change the same kind of thing one after the other are one act. */
function actOf({ thread, procedure, effects }: StepRecord): Pick<Act, 'key' | 'bare'> {
  const kinds = effects.filter((e) => visibilityOf(e) === 'visible').map(nameOf);
  return {
    key: `${thread} ${procedure} ${[...new Set(kinds)].join(' ')}`,
    bare: kinds.every((kind) => kind === 'cross'),
  };
}

const nameOf = (e: Effect): string => (e.kind === 'write' ? `write ${e.place.layout}` : e.kind);

/**
 * The moments that are told: each in full the first time. What is told again is one stop, until something new happens.
 */
function storyStops(
  occurrences: readonly Occurrence[],
  length: number,
  told: Told | undefined,
): readonly Stop[] {
  const ids = new Set(told?.goals.flatMap((g) => g.moments));
  const once = new Set(told?.once);
  const out: Stop[] = [];
  /** How often each moment was repeated since the last that was new. */
  let repeated = new Map<string, number>();
  for (const { id, nth, step } of occurrences) {
    if (!ids.has(id)) continue;
    if (nth > 1 && once.has(id)) continue;
    const last = out.at(-1);
    if (nth === 1) {
      repeated = new Map();
      // Of several moments of one step the first is told.
      if (last?.step !== step) out.push({ step, moment: id, again: 0 });
      else if (last.again > 0) out[out.length - 1] = { step, moment: id, again: 0 };
      continue;
    }
    repeated.set(id, (repeated.get(id) ?? 0) + 1);
    const again = Math.max(...repeated.values());
    if (last && last.again > 0) out[out.length - 1] = { step, moment: id, again };
    else if (last?.step !== step) out.push({ step, moment: id, again });
  }
  return withEnd(out, length);
}

function mechanismStops(
  acts: readonly Act[],
  rounds: readonly Round[],
  occurrences: readonly Occurrence[],
  story: readonly Stop[],
  length: number,
): readonly Stop[] {
  const told = new Map(story.map((s) => [s.step, s]));
  const named = new Map<number, Occurrence>();
  for (const o of occurrences) named.set(o.step, o);
  const folded = foldedRounds(rounds);
  const foldAt = (step: number): Round | undefined => folded.find((r) => r.from <= step && step <= r.to);
  const wanted = new Map<number, Stop>();
  const want = (step: number, again: number): void => {
    const moment = told.get(step)?.moment ?? named.get(step)?.id;
    wanted.set(step, { step, again, ...(moment !== undefined && { moment }) });
  };
  for (const [i, { step, key, thread, bare }] of acts.entries()) {
    if (foldAt(step)) continue;
    const next = acts[i + 1];
    const isSame = next?.step === step + 1 && next.key === key;
    const isWayTo = bare && next?.thread === thread && next.step <= step + NEAR;
    if (!((isSame || isWayTo) && !named.has(step))) want(step, 0);
  }
  for (const { step, nth } of occurrences) if (nth === 1 || !foldAt(step)) want(step, 0);
  for (const { from, to } of folded) {
    // What is told at its end, or just before, stands for it.
    if (!story.some((s) => s.again > 0 && from <= s.step && s.step <= to)) want(to, 1);
  }
  for (const { step, again } of story) want(step, again);
  return withEnd(
    [...wanted.values()].sort((a, b) => a.step - b.step),
    length,
  );
}

/** The first round of each kind is told in full; a later one is one step, with all that lies within it. */
function foldedRounds(rounds: readonly Round[]): readonly Round[] {
  const seen = new Set<string>();
  const out: Round[] = [];
  for (const round of [...rounds].sort((a, b) => a.from - b.from)) {
    const isWithin = out.some((r) => r.from <= round.from && round.to <= r.to);
    if (isWithin) continue;
    if (seen.has(round.kind)) out.push(round);
    seen.add(round.kind);
  }
  return out;
}

const withEnd = (stops: readonly Stop[], length: number): readonly Stop[] =>
  stops.at(-1)?.step === length ? stops : [...stops, { step: length, again: 0 }];

/** The stop whose steps contain this one: the first at or after it. */
export function stopAt(stops: readonly Stop[], step: number): number {
  let low = 0;
  let high = stops.length - 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((stops[mid] as Stop).step < step) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** The step from which a level goes on to this one: the stop before it, or the start. */
export function fromOf({ story, mechanism }: Stops, depth: Depth, step: number): number {
  if (depth === 'lines') return Math.max(0, step - 1);
  const stops = depth === 'story' ? story : mechanism;
  return stops[stopAt(stops, step) - 1]?.step ?? 0;
}

/** Where a level goes from a step, one stop on or back; the same step at either end. */
export function neighbour(stops: Stops, depth: Depth, step: number, way: 1 | -1, length: number): number {
  if (depth === 'lines') return Math.min(length, Math.max(0, step + way));
  const list = depth === 'story' ? stops.story : stops.mechanism;
  if (way < 0) return list.findLast((s) => s.step < step)?.step ?? 0;
  return list.find((s) => s.step > step)?.step ?? length;
}

/** The shallowest level that has a step of its own for this one. */
export function depthOfStep({ story, mechanism }: Stops, step: number): Depth {
  const has = (stops: readonly Stop[]): boolean => step === 0 || stops[stopAt(stops, step)]?.step === step;
  return has(story) ? 'story' : has(mechanism) ? 'mechanism' : 'lines';
}
