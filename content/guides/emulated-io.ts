import type { Guide } from './guide.ts';

export const emulatedIoGuide: Guide = {
  purpose:
    'It shows what a guest pays that believes in a real disk: each access to a register falls into Xen, wakes QEMU and waits for its answer. Shown before the block write, it says why anybody wrote other drivers. A class should know what a register of a device is.',
  questions: [
    { ask: 'The driver touches a register of a disk that is not there. What does the CPU do?', at: 'exited' },
    { ask: 'Who plays the disk? Is it Xen?', at: 'requested' },
    {
      ask: 'The transfer has been started. Must the guest’s CPU wait until the data has moved?',
      at: 'goes-on',
    },
  ],
  misconceptions: [
    { belief: 'One command to the disk is one exit.', at: 'command', reply: ['accesses', 'one'] },
    {
      belief: 'The data crosses the registers, word by word.',
      at: 'table-written',
      reply: ['accesses', 'sectors'],
    },
    {
      belief: 'Once the disk has its command, it begins by itself.',
      at: 'started',
      reply: ['command-starts', 'now'],
    },
  ],
};
