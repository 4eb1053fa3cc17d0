/** The program, its kernel's change and another processor's, as this project has them. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  program: {
    first:
      'One byte, at an address of the program’s own. Everything that follows happens within this one instruction.',
    ended:
      'The instruction is over. If it reached its byte, the program goes on; one that was killed, or whose guest is gone, does not.',
    change:
      'The kernel may put another page in the place of this one, as it does when it moves or copies memory.',
    wait: 'Meanwhile other processors are at work. The tables of this guest belong to them as well.',
    flush: 'Of a changed entry in memory the processor knows nothing. Whoever changed it must say so.',
    again: 'The same instruction, the same address. What does the processor still remember?',
    over: 'The end of the program.',
  },
  set_pte_at: {
    store:
      'A plain store into a table. With nested paging it is no exit, unless Xen guards the page, and no cache hears of it.',
  },
  flush_tlb: {
    how: 'For one page INVLPG is enough. For many it is cheaper to write CR3 and lose the whole address space.',
    page: 'The guest has done this without help. Under shadow paging it would have been an exit.',
    cr3: 'Writing CR3 is what every switch between programs does. With nested paging it does not leave the guest.',
  },
  'another processor': {
    wait: 'Xen runs on every processor. A change to this guest’s memory may be made on any of them.',
    move: 'The guest’s frame number is kept, the machine frame behind it is another. The guest cannot know, and must not notice.',
    flush: {
      holds:
        'The processor that runs the guest may remember the old frame. It is noted what it has to forget, and an interrupt drives it out of guest mode.',
      passed:
        'In this story Xen leaves it at that: nobody is told, and the processor may go on using what it remembers.',
    },
    'wait-for-exit':
      'Before the old frame may be used for something else, nobody may be left who still reaches it.',
  },
};
