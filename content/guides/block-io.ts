import type { Guide } from './guide.ts';

export const blockIoGuide: Guide = {
  purpose:
    'It follows one write from a program in a guest to the disk and back: what only lies in shared memory, what crosses a border, and what the two bells cost. It is the heart of the course. A class that has seen the shared ring follows it more easily.',
  questions: [
    { ask: 'The request is written. From when on may dom0 take it?', at: 'published' },
    { ask: 'dom0 can read the page. Why must the guest’s CPU go down to Xen all the same?', at: 'kicked' },
    { ask: 'Who carries the data from the guest’s page to the disk?', at: 'transferred' },
  ],
  misconceptions: [
    {
      belief: 'A guest with such drivers makes no exits for its disk.',
      at: 'kicked',
      reply: ['exits', 'none'],
    },
    { belief: 'The driver in dom0 works on the request where it lies.', at: 'taken' },
    { belief: 'The data goes through Xen.', at: 'end' },
  ],
};
