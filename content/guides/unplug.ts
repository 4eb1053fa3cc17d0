import type { Guide } from './guide.ts';

export const unplugGuide: Guide = {
  purpose:
    'It shows how a guest finds out that it runs on Xen and has its pretended devices taken away, so that no disk is there twice. It helps those who have to find out why a guest starts without its disk. It comes after the emulated write and the block write.',
  questions: [
    { ask: 'How can a kernel learn what it runs on before it knows a single device?', at: 'asked' },
    { ask: 'Why does the kernel not just leave the pretended disk alone?', at: 'fell' },
    { ask: 'What does the kernel find in the places that were emptied?', at: 'scanned' },
  ],
  misconceptions: [
    { belief: 'Xen takes the devices away.', at: 'passed-on', reply: ['accesses', 'none'] },
    {
      belief: 'The guest ejects its devices, as one ejects a memory stick.',
      at: 'disk-removed',
      reply: ['who', 'guest'],
    },
    {
      belief: 'The driver for dom0’s disk removes the pretended one when it loads.',
      at: 'noted',
      reply: ['who', 'driver'],
    },
  ],
};
