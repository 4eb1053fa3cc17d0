/** Why a device's interrupt is handled in this order. Checked against Linux's arch/x86/kernel/irq.c and kernel/irq/chip.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  common_interrupt: {
    acknowledge:
      'An edge is acknowledged before it is handled, so that the next one is not lost. Without APIC virtualisation this one write is an exit too.',
    handler: 'The driver looks whether it was its device. That takes eight registers.',
    softirq: 'What need not be done with interrupts off is done now.',
    off: 'Back to where the interrupt came from.',
  },
};
