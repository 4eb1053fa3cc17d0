/**
 * A run as a flight profile: from left to right its beats, from top to bottom the level of privilege at which each is
 * executed, in the colour of its world. Falls and climbs show as a comb, sideways travel as a line.
 */
import type { World } from '@/engine/index.ts';
import type { Run } from '../model/run.ts';
import { depthOf, LEVELS, type Tone, WORLDS } from '../model/worlds.ts';
import { type Lockstep, type Side, standings } from './lockstep.ts';

export interface Profile {
  /** One path per colour. A level is one unit high, a tick one unit wide; `d` is drawn in such a box. */
  readonly paths: readonly { readonly tone: Tone; readonly d: string }[];
  /** The falls and climbs between the levels. */
  readonly flights: string;
}

export const PROFILE_HEIGHT = LEVELS.length;

/** At most this many ticks are told apart: a screen has no more columns for them. */
const RESOLUTION = 1600;

interface Leg {
  readonly world: World;
  readonly from: number;
  readonly to: number;
}

export function profileOf(run: Run, race: Lockstep, side: Side): Profile {
  const bin = Math.max(1, Math.ceil(race.length / RESOLUTION));
  const legs = legsOf(run, race, side);
  return { paths: pathsOf(legs, bin), flights: flightsOf(legs, bin) };
}

/** A beat lasts from the tick at which the one before ended to its own. */
function legsOf(run: Run, { beats, length }: Lockstep, side: Side): readonly Leg[] {
  const { ends, at } = beats[side];
  const stands = standings(run);
  const out: Leg[] = [];
  let from = 0;
  for (let tick = 1; tick <= length; tick++) {
    const done = at[tick] ?? 0;
    for (let beat = (at[tick - 1] ?? 0) + 1; beat <= done; beat++) {
      out.push({ world: stands[(ends[beat] ?? 1) - 1] ?? 'hardware', from, to: tick });
      from = tick;
    }
  }
  return out;
}

const y = (world: World): number => depthOf(world) + 0.5;

/** Horizontal strokes. Where a column of the screen has several of one colour and level, one is drawn. */
function pathsOf(legs: readonly Leg[], bin: number): Profile['paths'] {
  const paths = new Map<Tone, string>();
  const drawn = new Map<World, number>();
  for (const { world, from, to } of legs) {
    const { tone } = WORLDS[world];
    const start = Math.max(Math.floor(from / bin) * bin, drawn.get(world) ?? 0);
    const end = Math.ceil(to / bin) * bin;
    if (end <= start) continue;
    drawn.set(world, end);
    paths.set(tone, `${paths.get(tone) ?? ''}M${start} ${y(world)}h${end - start}`);
  }
  return [...paths].map(([tone, d]) => ({ tone, d }));
}

/** Vertical strokes between one leg's level and the next one's. */
function flightsOf(legs: readonly Leg[], bin: number): string {
  let d = '';
  let column = -1;
  let reach = '';
  for (const [i, { world, from }] of legs.entries()) {
    const before = legs[i - 1];
    if (!before || y(before.world) === y(world)) continue;
    const x = Math.floor(from / bin) * bin;
    const stroke = `${Math.min(y(before.world), y(world))}V${Math.max(y(before.world), y(world))}`;
    if (x === column && reach === stroke) continue;
    column = x;
    reach = stroke;
    d += `M${x} ${stroke}`;
  }
  return d;
}
