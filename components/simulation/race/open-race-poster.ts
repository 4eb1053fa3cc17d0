/** What a race's poster needs, from an address: to be called where pages are made. */
import { readRace, tickAt } from './address.ts';
import { loadRace, type SideSpec } from './load-race.ts';
import { type RaceMoment, raceOf } from './source.ts';

/** Runs all sides as the widget will. */
export async function openRacePoster(
  sides: readonly SideSpec[],
  pairs: readonly (readonly [string, string])[] = [],
): Promise<RaceMoment> {
  const source = await loadRace(sides);
  const { params, clock, at } = readRace(source, pairs);
  const run = raceOf(source, params);
  return { run, clock, tick: tickAt(run, clock, at) ?? 0 };
}
