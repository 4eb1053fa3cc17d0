/** What a race's poster needs, from an address: to be called where pages are made. */
import { readSpec } from '@/engine/index.ts';
import { tickAt } from './address.ts';
import { loadRace } from './load-race.ts';
import { type RaceRun, type RaceSource, raceOf } from './source.ts';

export interface RacePosterData {
  readonly source: RaceSource;
  readonly run: RaceRun;
  readonly tick: number;
}

/** Runs both sides as the widget will. */
export async function openRacePoster(
  pairs: readonly (readonly [string, string])[] = [],
): Promise<RacePosterData> {
  const source = await loadRace();
  const { spec } = readSpec({ id: 'race', params: source.params }, pairs);
  const run = raceOf(source, spec.params);
  return { source, run, tick: tickAt(run.lockstep, spec.at) ?? 0 };
}
