/**
 * A run as a flight profile: from left to right its segments, from top to bottom the level of privilege at which each is
 * executed, in the colour of its world. Falls and climbs show as a comb, sideways travel as a line.
 */
import type { World } from '@/engine/index.ts';
import type { Run } from '../model/run.ts';
import { depthOf, LEVELS, type PlatformWorlds, type Tone, worldNamed } from '../model/worlds.ts';
import { type Segments, standings } from './lockstep.ts';
import type { Scale } from './scale.ts';

export interface Profile {
  /** One path per colour, in a box as wide as PROFILE_WIDTH and as high as there are levels. */
  readonly paths: readonly { readonly tone: Tone; readonly d: string }[];
  /** The falls and climbs between the levels. */
  readonly flights: string;
}

export const PROFILE_HEIGHT = LEVELS.length;
/** So many columns can be distinguished: a screen has no more for them. */
export const PROFILE_WIDTH = 1600;

/** A stay of one thread at one level, in columns. */
interface Leg {
  readonly world: World;
  readonly from: number;
  readonly to: number;
}

/** @param length ticks of the whole race */
export function profileOf(run: Run, segments: Segments, length: number, scale: Scale): Profile {
  const { platform } = run.history.instance;
  const legs = legsOf(run, segments, length, scale);
  return { paths: pathsOf(legs, platform), flights: flightsOf(legs, platform) };
}

/** A segment lasts from the tick at which the one before ended to its own; the stays within it share it. */
function legsOf(run: Run, { ends, at }: Segments, length: number, scale: Scale): readonly Leg[] {
  const stands = standings(run);
  const out: Leg[] = [];
  let from = 0;
  for (let tick = 1; tick <= length; tick++) {
    const done = at[tick] ?? 0;
    if (done === (at[tick - 1] ?? 0)) continue;
    const to = scale.at(tick) * PROFILE_WIDTH;
    const stays = staysOf(run, stands, ends[at[tick - 1] ?? 0] ?? 0, ends[done] ?? 0);
    const width = (to - from) / stays.length;
    for (const [i, world] of stays.entries())
      out.push({ world, from: from + i * width, to: from + (i + 1) * width });
    from = to;
  }
  return out;
}

/** The worlds that the steps after `from` up to `to` stand in, one for each change. */
function staysOf(run: Run, stands: readonly World[], from: number, to: number): readonly World[] {
  const { threads } = run.history;
  const out: World[] = [];
  for (let i = from; i < to; i++)
    if (i === from || stands[i] !== stands[i - 1] || threads[i] !== threads[i - 1])
      out.push(stands[i] ?? 'hardware');
  return out;
}

const yOf = (platform: PlatformWorlds, world: World): number => depthOf(platform, world) + 0.5;

/** Horizontal strokes. Where a column has several of one colour and level, one is drawn. */
function pathsOf(legs: readonly Leg[], platform: PlatformWorlds): Profile['paths'] {
  const paths = new Map<Tone, string>();
  const drawn = new Map<World, number>();
  for (const { world, from, to } of legs) {
    const { tone } = worldNamed(platform, world);
    const start = Math.max(Math.floor(from), drawn.get(world) ?? 0);
    const end = Math.max(Math.round(to), Math.floor(from) + 1);
    if (end <= start) continue;
    drawn.set(world, end);
    paths.set(tone, `${paths.get(tone) ?? ''}M${start} ${yOf(platform, world)}h${end - start}`);
  }
  return [...paths].map(([tone, d]) => ({ tone, d }));
}

/** Vertical strokes between one stay's level and the next one's; in one column the longest is enough. */
function flightsOf(legs: readonly Leg[], platform: PlatformWorlds): string {
  const columns = new Map<number, readonly [number, number]>();
  for (const [i, { world, from }] of legs.entries()) {
    const before = legs[i - 1];
    if (!before) continue;
    const [a, b] = [yOf(platform, before.world), yOf(platform, world)];
    if (a === b) continue;
    const column = Math.floor(from);
    const [top, bottom] = columns.get(column) ?? [PROFILE_HEIGHT, 0];
    columns.set(column, [Math.min(top, a, b), Math.max(bottom, a, b)]);
  }
  return [...columns].map(([x, [top, bottom]]) => `M${x} ${top}V${bottom}`).join('');
}
