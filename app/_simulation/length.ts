/** How long a simulation takes to read: counted in the run, and in the words that are told of it. */
import { LABELS, type WordedScenario } from '@/content/scenarios/index.ts';
import type { ScenarioLabels, Telling } from '@/content/scenarios/words.ts';
import type { Depth, Stop } from '@/engine/index.ts';
import { runOf } from '../_lessons/runs.ts';

/** Seconds to read a word, to look at what has changed, and the least that a step takes. */
const WORD = 1 / 3;
const LOOK = 1;
const LEAST = 1.5;
/** Words of a step that has no telling of its own: as many as a telling may have. */
const UNTOLD = 20;

export interface Length {
  /** The shallowest level that the scenario has. */
  readonly level: Depth;
  readonly steps: number;
  readonly minutes: number;
}

/** "1 minute", "3 minutes". */
export const inMinutes = (n: number): string => `${n} ${n === 1 ? 'minute' : 'minutes'}`;

/** The default run, at the level at which it opens. */
export async function lengthOf(id: WordedScenario): Promise<Length> {
  const [{ scenario, history }, labels] = await Promise.all([runOf(id), LABELS[id]()]);
  const { stops, length } = history;
  const level = scenario.told ? 'story' : 'mechanism';
  const seconds = stops[level].map((stop) => secondsOf(stop, stop.step === length, labels));
  return {
    level,
    steps: stops[level].length,
    minutes: Math.ceil(seconds.reduce((sum, s) => sum + s, 0) / 60),
  };
}

function secondsOf({ moment = 'end', again }: Stop, last: boolean, { story = {} }: ScenarioLabels): number {
  const telling: Telling | undefined = story[last ? 'end' : moment];
  const text = again > 0 ? telling?.again : telling && `${telling.what} ${telling.why ?? ''}`;
  const words = text?.trim().split(/\s+/).length ?? UNTOLD;
  return Math.max(LEAST, LOOK + words * WORD);
}
