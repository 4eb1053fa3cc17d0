import type { Guide } from './guide.ts';

export const hypercallGuide: Guide = {
  purpose:
    'It shows how a guest asks Xen for something: through which door it goes, what is checked on the way, and how the answer comes back. A class that knows the system calls of an operating system will find the same ideas one floor below.',
  questions: [
    { ask: 'The question lies in the guest’s memory. How does Xen learn where?', at: 'loaded' },
    { ask: 'May any program of the guest make this call?', at: 'allowed' },
    { ask: 'Why does Xen copy the question before it works on it?', at: 'copied-in' },
  ],
  misconceptions: [
    { belief: 'The page of ready-made calls is Xen’s own.', at: 'installed', reply: ['owner', 'xen'] },
    { belief: 'A hypercall is a jump into code that is mapped.', at: 'left', reply: ['exits', 'none'] },
    {
      belief: 'A pointer that leads nowhere gives the guest a page fault.',
      at: 'faulted',
      params: 'arguments=bad-pointer',
      reply: ['pointer', 'error'],
    },
  ],
};
