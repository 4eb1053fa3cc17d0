import type { Guide } from './guide.ts';

export const sharedRingGuide: Guide = {
  purpose:
    'It shows how two sides hand each other work through one page of memory, and how each of them says when it wants to be rung. A class needs no knowledge of virtual machines for it. It comes before the block write, which is made of it.',
  questions: [
    { ask: 'The request lies in its slot. Does the other side know of it?', at: 'filled' },
    { ask: 'Both sides see the same page. Why does it take a call to Xen to ring?', at: 'rung' },
    {
      ask: 'The consumer has asked to be rung. Why does it look once more before it sleeps?',
      at: 'looked-again',
    },
  ],
  misconceptions: [
    { belief: 'Each request rings the bell.', at: 'decided', reply: ['rings', 'no'] },
    { belief: 'Answers go back through a ring of their own.', at: 'answered' },
    {
      belief: 'When the ring is empty, its counts begin again at nought.',
      at: 'armed',
      reply: ['threshold', 'zero'],
    },
  ],
};
