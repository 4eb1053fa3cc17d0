/** What a race's poster needs, from an address: to be called where pages are made. */
import { readRace, tickAt } from './address.ts';
import { loadRace, type SideSpec } from './load-race.ts';
import { type RaceRun, raceOf } from './source.ts';

export interface RacePosterData {
  readonly run: RaceRun;
  readonly tick: number;
}

/** Runs all sides as the widget will. */
export async function openRacePoster(
  sides: readonly SideSpec[],
  pairs: readonly (readonly [string, string])[] = [],
): Promise<RacePosterData> {
  const source = await loadRace(sides);
  const { spec } = readRace(source, pairs);
  const run = raceOf(source, spec.params);
  return { run, tick: tickAt(run.lockstep, spec.at) ?? 0 };
}
