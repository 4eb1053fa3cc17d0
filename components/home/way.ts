/**
 * One write on one of its ways, as a line to be drawn: it runs along the guest, drops to the hypervisor and climbs back
 * at each call, and has one stretch in which the disk works. Lengths are calls; the disk's stretch is equal on all ways.
 */
export interface Way {
  /** Calls of the guest before the disk has done its work. */
  readonly before: number;
  /** Calls after it. */
  readonly after: number;
}

/** How many calls wide the disk's stretch is drawn, and the margins before the start and after the longest way. */
export const DISK = 4;
export const LEAD = 1;
export const TAIL = 0.6;

export const callsOf = ({ before, after }: Way): number => before + after;
export const lengthOf = (way: Way): number => callsOf(way) + DISK;

/** Parts of one call's width at which it drops and climbs. */
const DOWN = 0.3;
const UP = 0.7;
/** Parts of one call's time: to the drop, dropping, below, climbing, on to the next. */
const FIFTH = 0.2;

export interface Point {
  readonly x: number;
  /** 0 in the guest, 1 in the hypervisor. */
  readonly depth: number;
}

export interface Place extends Point {
  readonly stage: 'start' | 'call' | 'disk' | 'end';
  /** Calls made so far: a call is made when the border is crossed. */
  readonly calls: number;
}

/** Where the guest's processor is when it has come this far. */
export function placeAt(way: Way, far: number): Place {
  const { before } = way;
  const length = lengthOf(way);
  if (far <= 0) return { x: 0, depth: 0, stage: 'start', calls: 0 };
  if (far >= length) return { x: length, depth: 0, stage: 'end', calls: callsOf(way) };
  if (far >= before && far < before + DISK) return { x: far, depth: 0, stage: 'disk', calls: before };
  const behind = far < before ? 0 : DISK;
  const made = Math.floor(far - behind);
  const { x, depth, crossed } = inCall(far - behind - made);
  return { x: behind + made + x, depth, stage: 'call', calls: made + (crossed ? 1 : 0) };
}

/** In which fifth of one call this part of its time lies. */
const phaseOf = (part: number): number => Math.min(4, Math.floor(part / FIFTH));

/** Where the line turns within one call. */
const CORNERS: readonly Point[] = [
  { x: DOWN, depth: 0 },
  { x: DOWN, depth: 1 },
  { x: UP, depth: 1 },
  { x: UP, depth: 0 },
];
const BEGIN: Point = { x: 0, depth: 0 };
const NEXT: Point = { x: 1, depth: 0 };

/** Within one call, by the part of its time that has passed: it falls and climbs without going on. */
function inCall(part: number): Point & { readonly crossed: boolean } {
  const phase = phaseOf(part);
  const within = part / FIFTH - phase;
  const a = CORNERS[phase - 1] ?? BEGIN;
  const b = CORNERS[phase] ?? NEXT;
  return {
    x: a.x + (b.x - a.x) * within,
    depth: a.depth + (b.depth - a.depth) * within,
    crossed: phase > 1 || (phase === 1 && within >= 0.5),
  };
}

/** The line from the start to where it has come. */
export function traceTo(way: Way, far: number): readonly Point[] {
  const out: Point[] = [BEGIN];
  for (let call = 0; call < callsOf(way); call++) {
    const from = call + (call < way.before ? 0 : DISK);
    const turned = far >= from + 1 ? CORNERS.length : far > from ? phaseOf(far - from) : 0;
    for (const { x, depth } of CORNERS.slice(0, turned)) out.push({ x: from + x, depth });
  }
  const { x, depth } = placeAt(way, far);
  return [...out, { x, depth }];
}

/** Milliseconds that each call's width takes: the first is told slowly, and the same clock drives all ways. */
const PACE = [1500, 900, 550] as const;
const FAST = 170;

/** How far a clock has come, in widths of a call. */
export function farAt(ms: number): number {
  let left = Math.max(0, ms);
  for (const [i, time] of PACE.entries()) {
    if (left < time) return i + left / time;
    left -= time;
  }
  return PACE.length + left / FAST;
}

/** When a clock has come so far. */
export const timeTo = (far: number): number =>
  PACE.reduce((sum, time, i) => sum + time * Math.min(1, Math.max(0, far - i)), 0) +
  FAST * Math.max(0, far - PACE.length);
