/** The same writes through a disk that is only pretended and through a page that guest and dom0 share. */
import { REQUEST_GOALS } from '../scenarios/goals.ts';
import type { RaceWords } from './words.ts';

export const race: RaceWords = {
  title: 'One disk write, two ways',
  promise: 'The same write, twice, side by side: who has to call whom, and how often?',
  sides: [
    {
      scenario: 'emulated-io',
      name: 'Pretended disk (emulated IDE)',
      short: 'Pretended',
    },
    {
      scenario: 'block-io',
      name: 'Shared page (PV drivers)',
      short: 'Shared',
    },
  ],
  goals: REQUEST_GOALS,
  clocks: {
    goals: {
      name: 'By goals',
      means:
        'Both stand at the same goal; who reaches it first waits. Width is steps of the story, not time.',
      tick: 'step',
    },
    calls: {
      name: 'By calls',
      means: 'Each tick, each guest exits into Xen once, until its write is done. Width is exits, not time.',
      tick: 'call',
    },
  },
  handles: [
    {
      param: 'count',
      label: 'How many',
      values: [
        ['1', '1 write'],
        ['4', '4 writes'],
        ['32', '32 writes'],
        ['64', '64 writes'],
      ],
    },
    {
      param: 'queued',
      label: 'Submitted',
      values: [
        ['one-by-one', 'one by one'],
        ['together', 'all together'],
      ],
    },
  ],
  striped: 'waits',
  waits: 'waits: done with this goal',
  done: 'finished: {calls}',
};
