/** The words of the race. */
import { LABELS } from '../scenarios/index.ts';
import type { ScenarioLabels } from '../scenarios/words.ts';
import { race } from './emulated-against-ring.ts';
import type { Cast, WordedRace } from './words.ts';

export { race } from './emulated-against-ring.ts';

/** What a race needs of a story's words: who is who. Its reasons stay with its own page. */
const castOf = ({ title, moments, threads, worlds, columns }: ScenarioLabels): Cast => ({
  title,
  moments,
  threads,
  worlds,
  columns,
  narration: {},
  questions: {},
  params: {},
});

/** The race's own words, and the names of the two stories. */
export async function wordsOfRace(): Promise<WordedRace> {
  const [left, right] = await Promise.all([LABELS['emulated-io'](), LABELS['block-io']()]);
  return {
    ...race,
    sides: [
      { ...race.sides[0], simulation: castOf(left) },
      { ...race.sides[1], simulation: castOf(right) },
    ],
  };
}
