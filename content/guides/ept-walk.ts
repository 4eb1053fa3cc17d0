import type { Guide } from './guide.ts';

export const eptWalkGuide: Guide = {
  purpose:
    'It follows one address of a program through two sets of tables, the guest’s and Xen’s, and counts what the processor reads on the way. A class should know the page tables of a machine without a hypervisor.',
  questions: [
    { ask: 'The guest says where its first table is. Why can the CPU not just read it?', at: 'walk' },
    { ask: 'How does the CPU get from the guest’s first table to its second?', at: 'next-table' },
    { ask: 'Which software had to help, before the CPU could touch the byte?', at: 'accessed' },
  ],
  misconceptions: [
    {
      belief: 'Xen’s tables are needed once, when the guest’s have been walked.',
      at: 'guest-entry',
      reply: ['loads', 'sum'],
    },
    {
      belief: 'Each such walk stops the guest for Xen.',
      at: 'backed',
      reply: ['who-is-called', 'nobody'],
    },
    {
      belief: 'Every access reads all these tables.',
      at: 'remembered',
      params: 'second=again caches=all',
    },
  ],
};
