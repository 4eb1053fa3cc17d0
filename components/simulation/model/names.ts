import type { SimulationContent } from '../content.ts';
import type { Names } from './sentence.ts';
import { WORLDS } from './worlds.ts';

/** The names that sentences use: the content's, or the ids where it has none. */
export const namesOf = (content: SimulationContent): Names => ({
  thread: (id) => content.threads[id]?.short ?? id,
  world: (world) => content.worlds?.[world] ?? WORLDS[world].name,
});
