/** What is asked of a whole run and not of one step, gathered while it is executed. */
import {
  COUNTERS,
  type CounterId,
  EMPTY_LEDGER,
  type Instance,
  type Ledger,
  type Place,
  type ThreadId,
  type Visitor,
  type World,
} from '@/engine/index.ts';
import { depthOf, type PlatformWorlds } from './worlds.ts';

/** A thread passed from one level of privilege to another. */
export interface Crossing {
  readonly step: number;
  readonly thread: ThreadId;
  /** Levels, counted from user (0) down. */
  readonly from: number;
  readonly to: number;
  /** The surface that was crossed: 0 lies on the kernel, 1 on the hypervisor, 2 on hardware. */
  readonly boundary: number;
  readonly down: boolean;
  readonly via: string;
}

export interface RunIndex {
  /** `worlds[i]` is where step i + 1 executed. */
  readonly worlds: readonly World[];
  /** Threads that take a step at all. */
  readonly active: ReadonlySet<ThreadId>;
  /** In the order of their steps. */
  readonly crossings: readonly Crossing[];
  /** Every named place that the run ever touches, by address. */
  readonly places: ReadonlyMap<number, Place>;
  /** The first step at which a counter is not zero. */
  readonly firstCost: ReadonlyMap<CounterId, number>;
  /** The crossings of a thread through each boundary. */
  readonly trails: ReadonlyMap<ThreadId, readonly (readonly Crossing[])[]>;
}

/** Gathers the index while the history executes the run: `visit` is given to it, `done` is asked afterwards. */
export function runIndex({ platform }: Pick<Instance, 'platform'>): {
  readonly visit: Visitor;
  readonly done: () => RunIndex;
} {
  const worlds: World[] = [];
  const active = new Set<ThreadId>();
  const crossings: Crossing[] = [];
  const places = new Map<number, Place>();
  const firstCost = new Map<CounterId, number>();
  const taken = new Map<ThreadId, Taken>();
  let known = EMPTY_LEDGER;
  const visit: Visitor = (record, step, ledger) => {
    worlds.push(record.world);
    active.add(record.thread);
    for (const effect of record.effects) {
      if (effect.kind === 'cross') {
        const move = record.domain === null ? effect : acrossHardware(effect, record.thread, taken);
        crossings.push(...crossing(platform, move, step, record.thread));
      }
      if (effect.kind === 'read' || effect.kind === 'write') places.set(effect.place.at, effect.place);
    }
    if (ledger !== known) noteCosts(ledger, step, firstCost);
    known = ledger;
  };
  return {
    visit,
    done: () => ({ worlds, active, crossings, places, firstCost, trails: trailsOf(crossings) }),
  };
}

interface Move {
  readonly from: World;
  readonly to: World;
  readonly via: string;
}

/** Where a thread was when the processor itself took over, and where it has got to since. */
interface Taken {
  readonly home: World;
  readonly at: World;
}

/**
 * A processor that delivers an interrupt, or returns from one, acts where the thread is: nothing falls through the
 * hypervisor. What counts is where the thread was before and where it goes on.
 */
function acrossHardware(move: Move, thread: ThreadId, taken: Map<ThreadId, Taken>): Move {
  if (move.to === 'hardware') {
    const home = move.via === 'return' ? (taken.get(thread)?.home ?? move.from) : move.from;
    taken.set(thread, { home, at: home });
    return { ...move, to: home };
  }
  if (move.from !== 'hardware') return move;
  return { ...move, from: taken.get(thread)?.at ?? move.to };
}

/** One move is one crossing, however many levels it skips: a trap from user code into Xen never enters the kernel. */
function crossing(
  platform: PlatformWorlds,
  { from, to, via }: Move,
  step: number,
  thread: ThreadId,
): Crossing[] {
  const [a, b] = [depthOf(platform, from), depthOf(platform, to)];
  return a === b ? [] : [{ step, thread, from: a, to: b, boundary: Math.max(a, b) - 1, down: b > a, via }];
}

function noteCosts(ledger: Ledger, step: number, first: Map<CounterId, number>): void {
  for (const { id } of COUNTERS) if (ledger[id] > 0 && !first.has(id)) first.set(id, step);
}

function trailsOf(crossings: readonly Crossing[]): RunIndex['trails'] {
  const out = new Map<ThreadId, Crossing[][]>();
  for (const c of crossings) {
    const trail = out.get(c.thread) ?? [];
    out.set(c.thread, trail);
    trail[c.boundary] ??= [];
    trail[c.boundary]?.push(c);
  }
  return out;
}

/** What a thread has left at a boundary by a step: how many crossings, and the latest of them. */
export interface TrailMarks {
  readonly count: number;
  /** How many of them led down. */
  readonly downs: number;
  /** Newest last. */
  readonly latest: readonly Crossing[];
}

export function trailAt(
  { trails }: RunIndex,
  thread: ThreadId,
  boundary: number,
  step: number,
  shown: number,
): TrailMarks {
  const all = trails.get(thread)?.[boundary] ?? [];
  let low = 0;
  let high = all.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((all[mid]?.step ?? 0) <= step) low = mid + 1;
    else high = mid;
  }
  // A thread that has gone down comes back before it goes again.
  const downs = all[0]?.down ? Math.ceil(low / 2) : Math.floor(low / 2);
  return { count: low, downs, latest: all.slice(Math.max(0, low - shown), low) };
}

/** What the run calls the byte at an address, if it ever names it. */
export function placeAt({ places }: RunIndex, at: number): string | undefined {
  for (let back = 0; back < 8; back++) {
    const place = places.get(at - back);
    if (place && place.size > back) return `${place.layout}.${place.field}`;
  }
  return undefined;
}
