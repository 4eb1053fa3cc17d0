/** The device behind the backend: this project's model, not any real disk. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  disk: {
    idle: 'The disk is real hardware, and dom0’s own driver talks to it. What that takes is the same for every kind of guest, so it is left out.',
    dma: 'The disk moves the bytes itself, straight between its medium and the page that the request names. No processor copies, as long as the device can reach that page.',
    interrupt: 'A physical interrupt, and it goes to the domain that owns the disk.',
  },
};
