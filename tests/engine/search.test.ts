// All orders of events of a small ring: as many states as the model checker SPIN 6.5.2 counts for tests/bench/ring.pml, which
// has the same listings in Promela (spin -a -o1 -o2 -o3, pan -DNOREDUCE). `npm run bench search` runs both;
// a line that the scenario gains or loses is a line of the model too.
import { describe, expect, it } from 'vitest';
import { systemOf } from '../bench/search-runs.ts';
import { explore } from './support/explore.ts';

const BARRIER = 'the barrier of the consumer’s final check';

describe('a producer and a consumer on two slots, in all orders of events', () => {
  it.each([
    { requests: 1, memory: 'sc', states: 557, lost: 0 },
    { requests: 1, memory: 'tso', states: 693, lost: 0 },
    { requests: 1, memory: 'tso', without: BARRIER, states: 875, lost: 0 },
    // A wake-up can be lost once there is a second request, and only where stores may wait.
    { requests: 2, memory: 'sc', without: BARRIER, states: 15_411, lost: 0 },
    { requests: 2, memory: 'tso', without: BARRIER, states: 28_678, lost: 1 },
  ] as const)(
    '$memory, $requests requests, without $without: $states states, $lost of them a sleep for ever',
    (run) => {
      const { program, initial } = systemOf({ slots: 2, ...run });
      const { states, ends } = explore(program, initial);
      expect(states).toBe(run.states);
      expect(ends.length).toBeGreaterThan(0);
      expect(ends.filter((s) => s.threads.producer?.top)).toHaveLength(run.lost);
    },
  );
});
