import type { Guide } from './guide.ts';

export const eventChannelsGuide: Guide = {
  purpose:
    'It shows what a bell between two domains is: one bit, set by Xen, and the way from that bit to the driver that is called. A class should know what an interrupt is.',
  questions: [
    { ask: 'dom0’s driver wants the guest’s driver to look. Can it reach it by itself?', at: 'wished' },
    { ask: 'The interrupt has come. Which bell rang?', at: 'taken' },
    { ask: 'Why does the kernel take the flag down before it looks, and not after?', at: 'lowered' },
  ],
  misconceptions: [
    { belief: 'An event carries a message.', at: 'sent' },
    {
      belief: 'Who rings twice is heard twice.',
      at: 'doubled',
      params: 'story=two-sends',
    },
    { belief: 'Xen always has to stop a guest to interrupt it.', at: 'posted', reply: ['exits', 'no'] },
  ],
};
