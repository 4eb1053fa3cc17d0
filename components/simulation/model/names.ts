import type { SimulationContent } from '../content.ts';
import type { Names } from './sentence.ts';
import { type PlatformWorlds, worldNamed } from './worlds.ts';

/** The names that sentences use: the content's, or the platform's and ids where it has none. */
export const namesOf = (content: SimulationContent, platform: PlatformWorlds): Names => ({
  thread: (id) => content.threads[id]?.short ?? id,
  world: (world) => content.worlds?.[world] ?? worldNamed(platform, world).name,
});
