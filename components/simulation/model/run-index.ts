/** What is asked of a whole run and not of one step, gathered in one walk over its records. */
import {
  COUNTERS,
  type CounterId,
  type History,
  type Place,
  type ThreadId,
  type World,
} from '@/engine/index.ts';
import { type Column, columnOf, depthOf } from './worlds.ts';

/** A thread passed a boundary between two levels of privilege. */
export interface Crossing {
  readonly step: number;
  readonly thread: ThreadId;
  readonly column: Column;
  /** Index of the boundary: 0 lies between user and kernel, 1 under the kernel, 2 above hardware. */
  readonly boundary: number;
  readonly down: boolean;
  readonly via: string;
}

export interface RunIndex {
  /** `worlds[i]` is where step i + 1 executed. */
  readonly worlds: readonly World[];
  /** In the order of their steps. */
  readonly crossings: readonly Crossing[];
  /** Every named place that the run ever touches, by address. */
  readonly places: ReadonlyMap<number, Place>;
  /** The first step at which a counter is not zero. */
  readonly firstCost: ReadonlyMap<CounterId, number>;
}

export function indexRun(history: History): RunIndex {
  const worlds: World[] = [];
  const crossings: Crossing[] = [];
  const places = new Map<number, Place>();
  const firstCost = new Map<CounterId, number>();
  /** Where each thread was when the processor itself took over. */
  const held = new Map<ThreadId, World>();
  for (let step = 1; step <= history.length; step++) {
    const record = history.record(step);
    if (!record) continue;
    worlds.push(record.world);
    for (const effect of record.effects) {
      if (effect.kind === 'cross') {
        const move = record.domain === null ? effect : acrossHardware(effect, record.thread, held);
        if (move) crossings.push(...passed(move, step, record.thread, columnOf(record.domain)));
      }
      if (effect.kind === 'read' || effect.kind === 'write') places.set(effect.place.at, effect.place);
    }
    noteCosts(history, step, firstCost);
  }
  return { worlds, crossings, places, firstCost };
}

interface Move {
  readonly from: World;
  readonly to: World;
  readonly via: string;
}

/**
 * A processor that delivers an interrupt acts where the thread is: nothing falls through the hypervisor. What counts
 * is where the thread was before and where it goes on.
 */
function acrossHardware(move: Move, thread: ThreadId, held: Map<ThreadId, World>): Move | undefined {
  if (move.to === 'hardware') {
    held.set(thread, move.from);
    return undefined;
  }
  return move.from === 'hardware' ? { ...move, from: held.get(thread) ?? move.to } : move;
}

function passed({ from, to, via }: Move, step: number, thread: ThreadId, column: Column): Crossing[] {
  const [top, bottom] = [depthOf(from), depthOf(to)].sort((a, b) => a - b) as [number, number];
  const down = depthOf(to) > depthOf(from);
  return Array.from({ length: bottom - top }, (_, i) => ({
    step,
    thread,
    column,
    boundary: top + i,
    down,
    via,
  }));
}

function noteCosts(history: History, step: number, first: Map<CounterId, number>): void {
  const ledger = history.ledger(step);
  if (ledger === history.ledger(step - 1)) return;
  for (const { id } of COUNTERS) if (ledger[id] > 0 && !first.has(id)) first.set(id, step);
}

/** The crossings of steps 1 to `step`. */
export function crossingsUntil(index: RunIndex, step: number): readonly Crossing[] {
  let low = 0;
  let high = index.crossings.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((index.crossings[mid]?.step ?? 0) <= step) low = mid + 1;
    else high = mid;
  }
  return index.crossings.slice(0, low);
}
