/** How much chance a test takes. `npm run test:long` takes all of it, and besides the many runs of `tests/wide`. */
export const LONG = process.env.RINGSIDE_LONG === '1';

/** A tenth of the runs in the gate; with the same seed they are the first of those that the long tests make. */
export const seeded = (runs: number): number => (LONG ? runs : Math.max(20, Math.ceil(runs / 10)));
