/**
 * Which slots the circle shows. A ring of up to 64 slots is drawn whole; of a larger one a window of the slots in use is
 * drawn slot by slot, and the rest of the circle stands for all others.
 */
import type { RingView, SlotState } from '@/engine/index.ts';

/** The largest ring that is drawn slot by slot. */
const WHOLE = 64;
/** Slots in the window of a larger ring, and the part of the circle that they take. */
const WINDOW = 24;
const WINDOW_TURN = 0.75;
/** The window moves by this many slots at once, so that it rarely moves. */
const STRIDE = 8;

export interface Cell {
  readonly slot: number;
  readonly state: SlotState;
  readonly at: number;
  /** Where it lies on the circle, in turns. */
  readonly from: number;
  readonly to: number;
}

export interface Dial {
  readonly cells: readonly Cell[];
  /** Slots that are not drawn one by one; 0 where all are. */
  readonly folded: number;
  readonly foldFrom: number;
  readonly foldTo: number;
  /** Where a free-running index points, in turns: the boundary before the slot it falls into. */
  readonly turnOf: (index: number) => number;
}

const dials = new WeakMap<RingView, Dial>();

/** The same ring gives the same dial. */
export function dialOf(ring: RingView): Dial {
  const known = dials.get(ring);
  if (known) return known;
  const dial = makeDial(ring);
  dials.set(ring, dial);
  return dial;
}

function makeDial(ring: RingView): Dial {
  const size = ring.nr_ents;
  if (size <= WHOLE) {
    const cells = ring.slots.map((s, i) => ({
      slot: s.slot,
      state: s.state,
      at: s.at,
      from: i / size,
      to: (i + 1) / size,
    }));
    return { cells, folded: 0, foldFrom: 0, foldTo: 0, turnOf: (index) => (index % size) / size };
  }
  const oldest = (((ring.rsp_cons - 2) % size) + size) % size;
  const start = Math.floor(oldest / STRIDE) * STRIDE;
  const step = WINDOW_TURN / WINDOW;
  const origin = 1 - WINDOW_TURN / 2;
  const cells = Array.from({ length: WINDOW }, (_, i): Cell => {
    const slot = ring.slots[(start + i) % size];
    return {
      slot: slot?.slot ?? 0,
      state: slot?.state ?? 'free',
      at: slot?.at ?? 0,
      from: origin + i * step,
      to: origin + (i + 1) * step,
    };
  });
  const foldFrom = origin + WINDOW_TURN;
  const foldTo = origin + 1;
  const turnOf = (index: number): number => {
    const ahead = (((index - start) % size) + size) % size;
    const inside = ahead <= WINDOW;
    return inside
      ? origin + ahead * step
      : foldFrom + ((ahead - WINDOW) / (size - WINDOW)) * (foldTo - foldFrom);
  };
  return { cells, folded: size - WINDOW, foldFrom, foldTo, turnOf };
}
