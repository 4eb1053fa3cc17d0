/** The words of the race. */
import { LABELS } from '../scenarios/index.ts';
import type { ScenarioLabels } from '../scenarios/words.ts';
import { race } from './emulated-against-ring.ts';
import type { Cast, RaceWords, WordedRace } from './words.ts';

export { race } from './emulated-against-ring.ts';

/** What a race needs of a story's words: who is who, and what is told. Its reasons stay with its own page. */
const castOf = ({
  title,
  moments,
  story = {},
  counts = [],
  countNames = {},
  threads,
  worlds,
  columns,
}: ScenarioLabels): Cast => ({
  title,
  moments,
  story,
  counts,
  countNames,
  threads,
  worlds,
  columns,
  narration: {},
  questions: {},
  params: {},
});

/** The race's own words, and the names of the stories. */
export async function wordsOfRace(words: RaceWords = race): Promise<WordedRace> {
  const sides = await Promise.all(
    words.sides.map(async (side) => ({ ...side, simulation: castOf(await LABELS[side.scenario]()) })),
  );
  return { ...words, sides };
}
