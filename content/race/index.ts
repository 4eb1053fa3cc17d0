/** The words of the race, loaded when they are needed. */
import { WORDS } from '../scenarios/index.ts';
import { race } from './emulated-against-ring.ts';
import type { WordedRace } from './words.ts';

export { race } from './emulated-against-ring.ts';

/** The race's own words, and those of the two stories. */
export async function wordsOfRace(): Promise<WordedRace> {
  const [left, right] = await Promise.all([WORDS['emulated-io'](), WORDS['block-io']()]);
  return {
    ...race,
    sides: [
      { ...race.sides[0], simulation: left },
      { ...race.sides[1], simulation: right },
    ],
  };
}
