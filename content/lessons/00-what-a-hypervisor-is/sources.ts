/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import type { Sources } from '../../source.ts';

export const sources = {} as const satisfies Sources;
