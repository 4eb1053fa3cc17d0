/** A shared ring: what its page says about it. */
import type { ScenarioAbout } from './words.ts';

export const aboutSharedRing: ScenarioAbout = {
  title: 'A shared ring, and a bell for each side',
  promise: 'Two sides hand each other work through one page of memory. When must a bell ring, and when not?',

  lesson: 'shared-rings',

  explainedBy: {
    full: 'produce.room',
    rung: 'produce.notify',
    'rung-back': 'consume.notify',
    'looked-again': 'consume.check',
  },

  inTheSource: ['xen-ring', 'linux-blkfront', 'linux-blkback'],

  model: [
    {
      about: 'What is exact',
      note: 'The macros of ring.h, line by line, and the bytes of the shared page. The loops around them are this project’s, shaped after those of Linux’s block drivers, whose rings have 32 slots and more.',
      sources: ['xen-ring', 'linux-blkfront', 'linux-blkback'],
    },
    {
      about: 'The bell',
      note: 'A bit and a wake-up stand for an event channel: the hypercall, the bits that the domains share with Xen, and the interrupt are a simulation of their own.',
      sources: ['xen-events'],
    },
    {
      about: 'Who runs when',
      note: 'A side runs until it sleeps, then the other. An address can let them run in any other order, let writes wait as on x86 processors, and leave lines out, to show what they are there for; the widget then says so.',
      sources: [],
    },
  ],
};
